//! Reads objects and their fields.

use crate::document::Location;
use crate::json::{Map, Value};
use crate::kind::Reading;
use crate::reference::Step;
use crate::shape::Side;
use crate::shaped::Naming;
use crate::words::{numbered, pascal, value_name};
use crate::{Field, MapType, Object, Type};

impl<'a> Reading<'_, 'a> {
    pub(crate) fn object(&mut self) -> Type {
        let properties = self.chain.last().child("properties");
        let listed = properties.as_ref().map(|it| it.node);
        if listed.is_some_and(|it| !it.is_object()) {
            self.warn(
                "`properties` is no object; left out",
                "write the fields by name",
            );
        }
        let names: Vec<&str> = listed
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
            .collect();
        match (names.as_slice(), properties) {
            ([], _) | (_, None) => self.free_keys(),
            ([only], Some(properties)) if is_marker(only) => {
                let message = format!("`{only}` stands for any key; read as a map");
                self.warn(&message, "use `patternProperties`");
                self.map(&properties.at.child(only), "")
            }
            (_, Some(properties)) => {
                if self.node.get("patternProperties").is_some_and(is_filled) {
                    self.warn(
                        "free keys beside known fields; the free keys are not read",
                        "keep `properties` or `patternProperties`",
                    );
                }
                self.known_fields(&properties, &names)
            }
        }
    }

    fn free_keys(&mut self) -> Type {
        let patterns = self
            .node
            .get("patternProperties")
            .and_then(Value::as_object);
        let values: Vec<(Location, String)> = patterns
            .into_iter()
            .flat_map(Map::keys)
            .map(|pattern| {
                (
                    self.at().child("patternProperties").child(pattern),
                    pattern.to_owned(),
                )
            })
            .collect();
        match values.as_slice() {
            [] => {}
            [(value, pattern)] => return self.map(value, pattern),
            [(value, _), others @ ..] => {
                let first = self.map(value, "");
                if others.iter().any(|(other, _)| self.map(other, "") != first) {
                    self.warn(
                        "keys of several patterns hold different types; read as any JSON",
                        "give all free keys one type",
                    );
                    return any_map();
                }
                return first;
            }
        }
        if self
            .node
            .get("additionalProperties")
            .is_some_and(Value::is_object)
        {
            let value = self.at().child("additionalProperties");
            return self.map(&value, "");
        }
        any_map()
    }

    fn known_fields(&mut self, properties: &Step<'a>, names: &[&str]) -> Type {
        let wanted = self.wanted();
        let mut fields: Vec<Field> = Vec::with_capacity(names.len());
        let places = names.iter().filter_map(|name| properties.child(name));
        for (name, place) in names.iter().zip(places) {
            let mut field = self.field(name, place, &wanted);
            if fields.iter().any(|known| known.name == field.name) {
                let free = |tried: &str| fields.iter().all(|known| known.name != tried);
                let other = numbered(&field.name, "_", free);
                let message = format!(
                    "two fields would be named `{}`; one is `{other}`",
                    field.name
                );
                let at = properties.at.child(name);
                let hint = "give them names that differ in letters or digits";
                self.shaper.warn(&at, &message, hint);
                field.name = other;
            }
            fields.push(field);
        }
        self.tell_unknown_required(&fields);
        let object = Object {
            name: wanted.clone(),
            description: self.naming.about.clone(),
            fields,
            text_field: self.text_field(names),
            closed: self.is_closed(),
        };
        if self.naming.exact {
            return Type::Object(object);
        }
        Type::Object(self.shaper.names.borrow_mut().object(&wanted, object))
    }

    fn wanted(&self) -> String {
        if let Some(name) = self.rules.iter().find_map(|rule| rule.type_name.clone()) {
            return name;
        }
        let at = self.at();
        let definition = at
            .pointer
            .strip_prefix("/definitions/")
            .filter(|it| !it.contains('/'));
        match definition {
            Some(definition) if self.naming.by_definition => {
                format!("{}{}", self.shaper.type_name, pascal(definition))
            }
            _ => self.naming.wanted(),
        }
    }

    fn field(&mut self, wire_name: &str, place: Step<'a>, parent: &str) -> Field {
        let document = place.document;
        let at = place.at.clone();
        let outer = self.naming.variant;
        let variant = document.variant_at(&at.pointer).max(outer);
        let naming = Naming {
            parent: parent.to_owned(),
            field: wire_name.to_owned(),
            trail: self.naming.path(),
            secret: self.naming.secret,
            variant,
            ..Naming::default()
        };
        let shaped = self.shaper.shape_step(place, &naming);
        let name = value_name(wire_name, "field");
        let tame = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if wire_name.is_empty() || !wire_name.bytes().all(tame) {
            let message = format!("`{wire_name}` is no identifier; named `{name}`");
            self.shaper.warn(
                &at,
                &message,
                "nothing to do if the API really sends this name",
            );
        }
        let rules = &shaped.rules;
        let is_request = self.shaper.side != Side::Model;
        let later = variant > outer;
        let required = if is_request {
            let corrected = rules.iter().find_map(|rule| rule.required);
            corrected.unwrap_or_else(|| self.lists_as_required(wire_name)) && !later
        } else {
            let extra = document.extra.contains(&at.pointer);
            !later && !extra && !rules.iter().any(|rule| rule.optional)
        };
        let default_null = is_request && rules.iter().any(|rule| rule.default_null);
        Field {
            wire_name: wire_name.to_owned(),
            name,
            description: shaped.description,
            ty: shaped.ty,
            nullable: shaped.nullable || default_null,
            required,
            omittable: is_request && rules.iter().any(|rule| rule.omittable),
            default_null,
            variant,
            pattern: shaped.pattern,
            default: shaped.default,
            fixed: false,
            example: shaped.example,
            format: shaped.format,
            read_only: shaped.read_only,
            also_accepts: also_accepts(is_request, &shaped.rules),
            refers: shaped.refers,
        }
    }

    fn required_names(&self) -> Vec<&str> {
        let listed = self.node.get("required").and_then(Value::as_array);
        listed
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    fn lists_as_required(&self, name: &str) -> bool {
        self.required_names().contains(&name)
    }

    fn tell_unknown_required(&self, fields: &[Field]) {
        match self.node.get("required") {
            None | Some(Value::Array(_)) => {}
            Some(_) => self.warn(
                "`required` is no list; nothing is required",
                "list the names",
            ),
        }
        for name in self.required_names() {
            if fields.iter().all(|field| field.wire_name != name) {
                let message = format!("`required` lists `{name}`, which is no field");
                self.warn(&message, "correct the name, or describe the field");
            }
        }
    }

    fn text_field(&self, names: &[&str]) -> Option<String> {
        let rule = self.rules.iter().find(|rule| rule.text_field.is_some())?;
        let wire_name = rule.text_field.as_ref()?;
        if !names.contains(&wire_name.as_str()) {
            let message = format!("`{}` has no field `{wire_name}` to take the text", rule.at);
            let shared = self.shaper.shared;
            shared.corrections.fail(
                shared.sink,
                &rule.pointer,
                &message,
                "name a field of the object",
            );
            return None;
        }
        (self.shaper.side == Side::Model).then(|| value_name(wire_name, "field"))
    }

    fn is_closed(&self) -> bool {
        let flag = |key: &str, value: bool| self.node.get(key) == Some(&Value::Bool(value));
        flag("additionalProperties", false) || flag("strictProperties", true)
    }
}

pub(crate) fn also_accepts(
    is_request: bool,
    rules: &[&crate::overrides::FieldRule],
) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for kind in rules
        .iter()
        .filter(|_| is_request)
        .flat_map(|rule| &rule.also_accepts)
    {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    kinds
}

/// `[NAME]: [value]` and the like: a published way of writing any key.
fn is_marker(name: &str) -> bool {
    name.starts_with('[') && name.contains(']')
}

fn is_filled(value: &Value<'_>) -> bool {
    value.as_object().is_some_and(|inside| !inside.is_empty())
}

fn any_map() -> Type {
    Type::Map(MapType {
        value: Box::new(Type::Any),
        nullable: false,
        pattern: String::new(),
        also_accepts: Vec::new(),
    })
}
