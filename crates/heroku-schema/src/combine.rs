//! Reads `anyOf`, `oneOf` and `allOf`: the one type that holds all alternatives.

use crate::json::Value;
use crate::kind::Reading;
use crate::shaped::Shaped;
use crate::{Field, Object, Type};

impl Reading<'_, '_> {
    /// The type of a combination, and whether null is among the alternatives.
    pub(crate) fn combination(&mut self, keyword: &str) -> (Type, bool) {
        let list = self.at().child(keyword);
        let nodes = self.node.get(keyword).and_then(Value::as_array);
        let nodes = nodes.map(Vec::as_slice).unwrap_or_default();
        if nodes.is_empty() {
            let message = format!("`{keyword}` lists nothing; read as any JSON");
            self.warn(&message, "list the alternatives");
            return (Type::Any, false);
        }
        let before = self.shaper.names.borrow().mark();
        let mut nullable = false;
        let mut found: Vec<Shaped<'_>> = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let only_null = matches!(crate::kind::types(node).as_slice(), ["null"]);
            if only_null {
                nullable = true;
                continue;
            }
            let shaped = self
                .shaper
                .shape(&list.child(&index.to_string()), self.naming);
            nullable |= shaped.nullable;
            found.push(shaped);
        }
        let kinds: Vec<&Type> = found.iter().map(|shaped| &shaped.ty).collect();
        let ty = match kinds.as_slice() {
            [] => Type::Any,
            [only, rest @ ..] if rest.iter().all(|other| other == only) => (*only).clone(),
            several => {
                self.shaper.names.borrow_mut().forget_since(before);
                let ty = self.common(several, keyword);
                self.shaper.names.borrow_mut().adopt(&ty);
                ty
            }
        };
        (ty, nullable)
    }

    fn common(&self, kinds: &[&Type], keyword: &str) -> Type {
        let every = |test: fn(&Type) -> bool| kinds.iter().all(|kind| test(kind));
        if every(|kind| {
            matches!(
                kind,
                Type::String | Type::Secret | Type::Timestamp | Type::Enum(_)
            )
        }) {
            let is_secret = kinds.contains(&&Type::Secret);
            return if is_secret {
                Type::Secret
            } else {
                Type::String
            };
        }
        if every(|kind| matches!(kind, Type::Integer | Type::Number)) {
            return Type::Number;
        }
        let objects: Vec<&Object> = kinds
            .iter()
            .filter_map(|kind| match kind {
                Type::Object(object) => Some(object),
                _ => None,
            })
            .collect();
        if objects.len() == kinds.len() {
            if keyword != "allOf" {
                let message =
                    format!("`{keyword}` of objects; read as one object with all their fields");
                self.warn(
                    &message,
                    "nothing to do if only some of the fields are sent",
                );
            }
            return self.union(&objects, keyword);
        }
        let message = format!("`{keyword}` of types that have nothing in common; read as any JSON");
        self.warn(&message, "give one type, or correct it by an override");
        Type::Any
    }

    /// One object with the fields of all; what only some of the alternatives require is optional.
    fn union(&self, objects: &[&Object], keyword: &str) -> Type {
        let mut fields: Vec<Field> = Vec::new();
        for field in objects.iter().flat_map(|object| &object.fields) {
            if fields
                .iter()
                .any(|known| known.wire_name == field.wire_name)
            {
                continue;
            }
            let mut field = field.clone();
            let in_object = |object: &&Object| {
                object
                    .fields
                    .iter()
                    .any(|it| it.wire_name == field.wire_name && it.required)
            };
            field.required = if keyword == "allOf" {
                objects.iter().any(in_object)
            } else {
                objects.iter().all(in_object)
            };
            let free = |tried: &str| fields.iter().all(|known| known.name != tried);
            field.name = crate::words::numbered(&field.name, "_", free);
            fields.push(field);
        }
        let wanted = self.naming.wanted();
        let object = Object {
            name: wanted.clone(),
            description: self.naming.about.clone(),
            fields,
            text_field: None,
            closed: objects.iter().all(|object| object.closed),
        };
        if self.naming.exact {
            return Type::Object(object);
        }
        Type::Object(self.shaper.names.borrow_mut().object(&wanted, object))
    }
}
