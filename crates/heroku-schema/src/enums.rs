//! Reads sets of known values.

use crate::json::Value;
use crate::kind::Reading;
use crate::words::{numbered, pascal, type_name};
use crate::{EnumType, EnumValue, Type};

impl<'a> Reading<'_, 'a> {
    /// The type of a schema with `enum`, and whether null is among the values; `None` where the
    /// list is of no use.
    pub(crate) fn listed(&self, kinds: &[&str]) -> Option<(Type, bool)> {
        let Some(Value::Array(all)) = self.node.get("enum") else {
            self.warn("`enum` is no list; left out", "list the values");
            return None;
        };
        let nullable = all.contains(&Value::Null);
        let values: Vec<&Value<'a>> = all.iter().filter(|value| !value.is_null()).collect();
        if values.is_empty() {
            self.warn("`enum` lists no value; left out", "list the values");
            return None;
        }
        if kinds.iter().any(|kind| matches!(*kind, "array" | "object")) {
            self.warn(
                "values of lists or objects are listed; left out",
                "list values of single texts",
            );
            return None;
        }
        let every = |test: fn(&Value<'a>) -> bool| values.iter().all(|value| test(value));
        let ty = if every(Value::is_string) {
            self.texts(&values)
        } else if every(Value::is_i64) || every(Value::is_u64) {
            Type::Integer
        } else if every(Value::is_number) {
            Type::Number
        } else if every(Value::is_boolean) {
            Type::Boolean
        } else {
            self.warn(
                "values of several types; read as any JSON",
                "list values of one type",
            );
            Type::Any
        };
        Some((ty, nullable))
    }

    fn texts(&self, values: &[&Value<'_>]) -> Type {
        if self.naming.secret {
            return self.naming.text();
        }
        let mut texts: Vec<&str> = Vec::with_capacity(values.len());
        for text in values.iter().filter_map(|value| value.as_str()) {
            if texts.contains(&text) {
                let message = format!("`{text}` is listed twice");
                self.warn(&message, "list each value once");
            } else {
                texts.push(text);
            }
        }
        for rule in self.rules {
            for text in &rule.values {
                if texts.contains(&text.as_str()) {
                    let shared = self.shaper.shared;
                    let message = format!("`{}` knows `{text}` already", rule.at);
                    shared.corrections.fail(
                        shared.sink,
                        &rule.pointer,
                        &message,
                        "remove the value",
                    );
                } else {
                    texts.push(text);
                }
            }
        }
        let new = EnumType {
            name: String::new(),
            description: self.naming.about.clone(),
            values: named(&texts),
        };
        Type::Enum(
            self.shaper
                .names
                .borrow_mut()
                .values(&self.wanted_names(), new),
        )
    }

    /// The names to try: that of the definition, if it is one of this resource; else the resource
    /// and the field, if it is one of another resource; else what it stands in and the field.
    fn wanted_names(&self) -> Vec<String> {
        if let Some(name) = self.rules.iter().find_map(|rule| rule.type_name.clone()) {
            return vec![name];
        }
        let at = self.at();
        let own = self.shaper.type_name;
        let here = self.naming.wanted();
        let first = if at.pointer.starts_with("/links/") {
            here.clone()
        } else if at.resource == self.shaper.resource {
            let steps = at
                .pointer
                .split('/')
                .filter(|step| !KEYWORDS.contains(step));
            let steps = steps.filter(|step| step.parse::<usize>().is_err());
            format!("{own}{}", steps.map(pascal).collect::<String>())
        } else {
            format!("{own}{}", self.naming.path())
        };
        let alone = first == own || self.naming.exact;
        let first = if alone {
            format!("{first}Value")
        } else {
            first
        };
        if first == here {
            vec![first]
        } else {
            vec![first, here]
        }
    }
}

const KEYWORDS: [&str; 8] = [
    "",
    "definitions",
    "properties",
    "items",
    "anyOf",
    "oneOf",
    "allOf",
    "patternProperties",
];

/// Gives each text the name of an enum variant.
fn named(texts: &[&str]) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::with_capacity(texts.len());
    for text in texts {
        let plain = match type_name(text, if text.is_empty() { "Empty" } else { "Other" }) {
            reserved if reserved == "Unknown" => "UnknownValue".to_owned(),
            plain => plain,
        };
        let free = |tried: &str| values.iter().all(|known| known.name != tried);
        let name = numbered(&plain, "", free);
        values.push(EnumValue {
            name,
            text: (*text).to_owned(),
        });
    }
    values
}
