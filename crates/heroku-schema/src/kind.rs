//! Reads one schema: its type, whatever way it is written.

use crate::action::is_shapeless;
use crate::document::Location;
use crate::json::{Map, Value};
use crate::object::also_accepts;
use crate::overrides::FieldRule;
use crate::reference::Chain;
use crate::shape::{Shaper, Side};
use crate::shaped::{Naming, Shaped};
use crate::words::singular;
use crate::{MapType, Type};

/// One schema that is being read.
pub(crate) struct Reading<'s, 'a> {
    pub(crate) shaper: &'s mut Shaper<'a>,
    pub(crate) chain: &'s Chain<'a>,
    pub(crate) node: &'a Map<'a>,
    pub(crate) naming: &'s Naming,
    pub(crate) rules: &'s [&'a FieldRule],
}

impl Reading<'_, '_> {
    pub(crate) fn at(&self) -> &Location {
        &self.chain.last().at
    }

    pub(crate) fn read(&mut self) -> (Type, bool) {
        let value = self.chain.last().node;
        let mut kinds = types(value);
        let nullable = shallow_null(value);
        self.tell_odd_types(&kinds);
        kinds.retain(|kind| *kind != "null");
        kinds.dedup();
        let has = |key: &str| self.node.contains_key(key);
        if has("enum")
            && let Some(listed) = self.listed(&kinds)
        {
            return (listed.0, nullable || listed.1);
        }
        let combined = ["anyOf", "oneOf", "allOf"].into_iter().find(|key| has(key));
        match (kinds.as_slice(), combined) {
            ([], Some(keyword)) => {
                let (ty, null) = self.combination(keyword);
                (ty, null || nullable)
            }
            ([], None) => (self.untyped(nullable), nullable),
            ([one], _) => (self.typed(one), nullable),
            (several, _)
                if several
                    .iter()
                    .all(|kind| matches!(*kind, "integer" | "number")) =>
            {
                (Type::Number, nullable)
            }
            (several, _) => {
                let message = format!("several types ({}); read as any JSON", several.join(", "));
                self.warn(&message, "give one type, or correct it by an override");
                (Type::Any, nullable)
            }
        }
    }

    pub(crate) fn warn(&self, message: &str, hint: &str) {
        self.shaper.warn(self.at(), message, hint);
    }

    fn tell_odd_types(&self, kinds: &[&str]) {
        let odd = match self.node.get("type") {
            None | Some(Value::String(_)) => false,
            Some(Value::Array(all)) => all.len() != kinds.len(),
            Some(_) => true,
        };
        if odd {
            self.warn(
                "`type` is neither text nor a list of texts",
                "name the type, as in `[\"string\"]`",
            );
        }
    }

    fn typed(&mut self, kind: &str) -> Type {
        match kind {
            "string" => self.string(),
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "object" => self.object(),
            "array" => self.array(),
            "any" => Type::Any,
            other => {
                let message = format!("`{other}` is no type; read as any JSON");
                self.warn(
                    &message,
                    "the types are string, integer, number, boolean, object, array and null",
                );
                Type::Any
            }
        }
    }

    fn string(&self) -> Type {
        let is_time = self.node.get("format").and_then(Value::as_str) == Some("date-time");
        if is_time && self.shaper.side != Side::Query && !self.naming.secret {
            return Type::Timestamp;
        }
        self.naming.text()
    }

    /// Infers the type of a schema that names none.
    fn untyped(&mut self, nullable: bool) -> Type {
        let has = |keys: &[&str]| keys.iter().any(|key| self.node.contains_key(key));
        if has(&["properties", "patternProperties"])
            || self
                .node
                .get("additionalProperties")
                .is_some_and(Value::is_object)
        {
            return self.object();
        }
        if has(&["items"]) {
            return self.array();
        }
        if has(&["format", "pattern", "minLength", "maxLength"]) {
            return self.string();
        }
        if has(&["minimum", "maximum", "multipleOf"]) {
            return Type::Number;
        }
        let message = if nullable {
            "null is the only type; read as any JSON"
        } else {
            "no type; read as any JSON"
        };
        self.warn(message, "add a type");
        Type::Any
    }

    fn array(&mut self) -> Type {
        let items = self.at().child("items");
        let naming = self.naming.item();
        let is_told = match self.node.get("items") {
            Some(Value::Object(item)) => !is_shapeless(item),
            Some(Value::Array(_)) => true,
            _ => false,
        };
        if !is_told && self.node.get("properties").is_some_and(Value::is_object) {
            self.warn(
                "a list with `properties` and no fields in `items`; they are read as those of an item",
                "move them into `items`",
            );
            let chain = self.chain;
            let (node, rules) = (self.node, self.rules);
            let shaper = &mut *self.shaper;
            let item = Reading {
                shaper,
                chain,
                node,
                naming: &naming,
                rules,
            }
            .object();
            return Type::Array(Box::new(item));
        }
        let item = match self.node.get("items") {
            Some(Value::Object(_)) => self.shaper.shape(&items, &naming),
            Some(Value::Array(all)) => {
                if all.len() == 1 {
                    self.shaper.shape(&items.child("0"), &naming)
                } else {
                    self.warn(
                        "`items` is a list; the items are read as any JSON",
                        "give one schema for all items",
                    );
                    Shaped::any("")
                }
            }
            _ => {
                self.warn(
                    "a list that does not tell its items; read as any JSON",
                    "add `items`",
                );
                Shaped::any("")
            }
        };
        if item.nullable && item.ty != Type::Any {
            self.warn(
                "items may be null; read as never null",
                "drop null from the type of the items",
            );
        }
        Type::Array(Box::new(item.ty))
    }

    /// An object with free keys.
    pub(crate) fn map(&mut self, value: &Location, pattern: &str) -> Type {
        let mut naming = self.naming.clone();
        naming.exact = false;
        naming.field = format!("{}-value", singular(&self.naming.field));
        let shaped = self.shaper.shape(value, &naming);
        let is_request = self.shaper.side != Side::Model;
        Type::Map(MapType {
            value: Box::new(shaped.ty),
            nullable: shaped.nullable,
            pattern: pattern.to_owned(),
            also_accepts: also_accepts(is_request, &shaped.rules),
        })
    }
}

/// Whether null is among the types of this very node.
pub(crate) fn shallow_null(node: &Value<'_>) -> bool {
    types(node).contains(&"null") || node.get("nullable") == Some(&Value::Bool(true))
}

/// The types that a schema lists.
pub(crate) fn types<'a>(node: &'a Value<'_>) -> Vec<&'a str> {
    types_in(node.get("type"))
}

/// The types that the value of `type` lists.
pub(crate) fn types_in<'a>(listed: Option<&'a Value<'_>>) -> Vec<&'a str> {
    match listed {
        Some(Value::String(one)) => vec![&**one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
