//! The places of an answer, and what the description promises to stand there.

use heroku::{Timestamp, Value};
use heroku_schema::{Object, Type};

use super::every::description::Description;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Field(String),
    Index(usize),
}

/// A place in the answer that a model is read from.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) steps: Vec<Step>,
    pub(crate) ty: Type,
    /// The model and the field that drift at this place is told of; the root has no field.
    pub(crate) field: (String, String),
    /// Whether it is a field of a model, which can be missing.
    pub(crate) is_field: bool,
    /// Whether it is told when there is nothing.
    pub(crate) is_promised: bool,
}

impl Place {
    /// All places of an object, the object itself first.
    pub(crate) fn all(description: &Description, object: &Object) -> Vec<Self> {
        let root = Self {
            steps: Vec::new(),
            ty: Type::Object(object.clone()),
            field: (object.name.clone(), String::new()),
            is_field: false,
            is_promised: true,
        };
        let mut places = vec![root];
        let mut next = 0;
        while let Some(place) = places.get(next) {
            let below = place.below(description);
            places.extend(below);
            next += 1;
        }
        places
    }

    fn below(&self, description: &Description) -> Vec<Self> {
        let step = |step: Step, ty: &Type, is_nullable: bool| {
            let ty = description.resolve(ty).unwrap_or(&Type::Any).clone();
            Self {
                steps: [self.steps.as_slice(), &[step]].concat(),
                is_promised: !is_nullable && ty != Type::Any,
                ty,
                field: self.field.clone(),
                is_field: false,
            }
        };
        match &self.ty {
            Type::Array(item) => vec![step(Step::Index(0), item, false)],
            Type::Map(map) => {
                vec![step(
                    Step::Field("KEY".to_owned()),
                    &map.value,
                    map.nullable,
                )]
            }
            Type::Object(object) => {
                let fields = object.fields.iter().map(|field| Self {
                    field: (object.name.clone(), field.wire_name.clone()),
                    is_field: true,
                    is_promised: description.is_promised(field),
                    ..step(Step::Field(field.wire_name.clone()), &field.ty, false)
                });
                fields.collect()
            }
            _ => Vec::new(),
        }
    }

    /// The place as errors write it.
    pub(crate) fn path(&self) -> String {
        let steps = self.steps.iter().map(|step| match step {
            Step::Field(name) => format!(".{name}"),
            Step::Index(index) => format!("[{index}]"),
        });
        let path: String = steps.collect();
        path.strip_prefix('.').unwrap_or(&path).to_owned()
    }

    /// Whether the path of an error leads here, or further in.
    pub(crate) fn is_led_to_by(&self, path: &str) -> bool {
        let own = self.path();
        let rest = path.strip_prefix(&own);
        rest.is_some_and(|rest| own.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Whether drift is told of this place, or of what is in it.
    pub(crate) fn is_told_of(&self, description: &Description, model: &str, field: &str) -> bool {
        let (own_model, own_field) = &self.field;
        (own_model, own_field.as_str()) == (&model.to_owned(), field)
            || has_object(description, &self.ty, model)
    }

    /// Whether `value`, or that there is none, is what the description promises.
    pub(crate) fn is_kept_by(&self, description: &Description, value: Option<&Value>) -> bool {
        match value {
            None | Some(Value::Null) => !self.is_promised,
            Some(value) => keeps(description, &self.ty, value),
        }
    }

    /// The value that stands here.
    pub(crate) fn get<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.steps.iter().try_fold(root, |value, step| match step {
            Step::Field(name) => value.get(name),
            Step::Index(index) => value.get(index),
        })
    }

    pub(crate) fn get_mut<'a>(&self, root: &'a mut Value) -> Option<&'a mut Value> {
        self.steps.iter().try_fold(root, |value, step| match step {
            Step::Field(name) => value.get_mut(name),
            Step::Index(index) => value.get_mut(index),
        })
    }

    /// Takes away what stands here, and all of it if this is the root.
    pub(crate) fn take(&self, root: &mut Value) {
        let Some((last, before)) = self.steps.split_last() else {
            *root = Value::Null;
            return;
        };
        let parent = Self {
            steps: before.to_vec(),
            ..self.clone()
        };
        match (parent.get_mut(root), last) {
            (Some(Value::Object(fields)), Step::Field(name)) => drop(fields.remove(name)),
            (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
            }
            _ => {}
        }
    }
}

fn has_object(description: &Description, ty: &Type, name: &str) -> bool {
    match description.resolve(ty) {
        Some(Type::Array(item)) => has_object(description, item, name),
        Some(Type::Map(map)) => has_object(description, &map.value, name),
        Some(Type::Object(object)) => {
            let mut fields = object.fields.iter();
            object.name == name || fields.any(|field| has_object(description, &field.ty, name))
        }
        _ => false,
    }
}

fn keeps(description: &Description, ty: &Type, value: &Value) -> bool {
    let is_item = |ty: &Type, item: &Value, is_nullable: bool| match item {
        Value::Null => is_nullable || matches!(description.resolve(ty), None | Some(Type::Any)),
        item => keeps(description, ty, item),
    };
    match (description.resolve(ty).unwrap_or(&Type::Any), value) {
        (Type::Any, _)
        | (Type::String | Type::Secret, Value::String(_))
        | (Type::Number, Value::Number(_))
        | (Type::Boolean, Value::Bool(_)) => true,
        (Type::Timestamp, Value::String(text)) => text.parse::<Timestamp>().is_ok(),
        (Type::Integer, Value::Number(number)) => number.is_i64(),
        (Type::Enum(choice), Value::String(text)) => {
            choice.values.iter().any(|value| value.text == *text)
        }
        (Type::Array(ty), Value::Array(items)) => items.iter().all(|it| is_item(ty, it, false)),
        (Type::Map(map), Value::Object(entries)) => {
            let mut values = entries.values();
            values.all(|value| is_item(&map.value, value, map.nullable))
        }
        (Type::Object(object), Value::String(_)) => object.text_field.is_some(),
        (Type::Object(object), Value::Object(fields)) => {
            object
                .fields
                .iter()
                .all(|field| match fields.get(&field.wire_name) {
                    None | Some(Value::Null) => !description.is_promised(field),
                    Some(value) => keeps(description, &field.ty, value),
                })
        }
        _ => false,
    }
}

/// Whether `kept` tells all that `sent` does, of what keeps its promise.
pub(crate) fn tells_all(
    description: &Description,
    ty: &Type,
    sent: Option<&Value>,
    kept: Option<&Value>,
) -> bool {
    let Some(sent) = sent.filter(|sent| !sent.is_null()) else {
        return kept.is_none_or(Value::is_null);
    };
    let Some(kept) = kept else {
        return false;
    };
    let time = |value: &Value| {
        value
            .as_str()
            .and_then(|text| text.parse::<Timestamp>().ok())
    };
    match (description.resolve(ty).unwrap_or(&Type::Any), sent, kept) {
        (Type::Timestamp, sent, kept) => time(sent) == time(kept),
        (Type::Number, sent, kept) => sent.as_f64() == kept.as_f64(),
        (Type::Array(ty), Value::Array(sent), Value::Array(kept)) => {
            let mut pairs = sent.iter().zip(kept);
            sent.len() == kept.len()
                && pairs.all(|(sent, kept)| tells_all(description, ty, Some(sent), Some(kept)))
        }
        (Type::Map(map), Value::Object(sent), Value::Object(kept)) => {
            let mut entries = sent.iter();
            sent.len() == kept.len()
                && entries.all(|(key, sent)| {
                    tells_all(description, &map.value, Some(sent), kept.get(key))
                })
        }
        (Type::Object(object), Value::String(_), Value::Object(kept)) => {
            let field = object.text_field.as_ref();
            field.is_some_and(|field| kept.get(field) == Some(sent))
        }
        (Type::Object(object), Value::Object(sent), Value::Object(kept)) => {
            object.fields.iter().all(|field| {
                let name = &field.wire_name;
                tells_all(description, &field.ty, sent.get(name), kept.get(name))
            })
        }
        (_, sent, kept) => sent == kept,
    }
}
