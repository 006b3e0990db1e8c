//! Every model, through all that Heroku may do to it.

mod every;

use std::collections::{BTreeMap, BTreeSet};

use every::description::Description;
use every::generated::{Models, models};
use every::model::{Model, read_both_ways};
use every::report;
use every::sample::Sample;
use heroku_schema::{Field, Object, Type};
use serde_json::{Map, Value, json};

#[test]
fn every_model_takes_what_heroku_sends_and_gives_back_what_it_knows() {
    let description = Description::read();
    let mut every = EveryModel {
        objects: description.objects(),
        description: &description,
        seen: BTreeSet::new(),
        failures: Vec::new(),
    };
    models(&mut every);
    for (module, name) in every.objects.keys() {
        if !every.seen.contains(&format!("{module}::{name}")) {
            every.failures.push(format!("{module}::{name}: no model"));
        }
    }
    report(&every.failures);
}

struct EveryModel<'a> {
    description: &'a Description,
    objects: BTreeMap<(&'a str, &'a str), &'a Object>,
    seen: BTreeSet<String>,
    failures: Vec<String>,
}

impl Models for EveryModel<'_> {
    fn model<T: Model>(&mut self, module: &str, name: &str) {
        let path = format!("{module}::{name}");
        match self.objects.get(&(module, name)) {
            Some(object) => {
                let mut trial = Trial {
                    description: self.description,
                    object,
                    full: Sample::new(self.description, "secret").object(object),
                    read: read::<T>,
                    path: &path,
                    failures: &mut self.failures,
                };
                trial.run();
            }
            None => self.failures.push(format!("{path}: not described")),
        }
        self.seen.insert(path);
    }
}

/// What became of a text that a model was read from.
struct Read {
    json: Value,
    debug: String,
    is_default: bool,
}

type Reader = fn(&Value) -> Result<Read, String>;

fn read<T: Model>(json: &Value) -> Result<Read, String> {
    let read = read_both_ways::<T>(json).map_err(|error| error.to_string())?;
    let value = read.into_value();
    let json = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
    if again != value.clone() {
        return Err("it is another one when encoded and decoded".to_owned());
    }
    Ok(Read {
        json,
        debug: format!("{value:?}"),
        is_default: value == T::default(),
    })
}

/// One model on trial.
struct Trial<'a> {
    description: &'a Description,
    object: &'a Object,
    full: Map<String, Value>,
    read: Reader,
    path: &'a str,
    failures: &'a mut Vec<String>,
}

impl Trial<'_> {
    fn run(&mut self) {
        let full = Value::from(self.full.clone());
        self.expect("", "full", &full, &full);
        let mut wider = self.full.clone();
        wider.insert("zzz_unknown".to_owned(), json!({ "a": [1, null] }));
        self.expect("", "an unknown field", &wider.into(), &full);
        for empty in [json!({}), json!(null), json!([])] {
            self.expect_empty(&empty);
        }
        for field in &self.object.fields {
            self.null_and_missing(field);
            self.known_values(field, &field.ty);
            self.other_forms(field);
        }
    }

    fn null_and_missing(&mut self, field: &Field) {
        let wire = field.wire_name.as_str();
        let mut without = self.full.clone();
        without.remove(wire);
        let mut null = without.clone();
        null.insert(wire.to_owned(), Value::Null);
        for (claim, json) in [("missing", without.clone()), ("null", null)] {
            let Some(found) = self.read(wire, claim, &json.into()) else {
                continue;
            };
            let mut found = found.json;
            let empty = found.as_object_mut().and_then(|found| found.remove(wire));
            if !empty.as_ref().is_none_or(is_empty) {
                self.fail(wire, claim, &format!("became {empty:?}"));
            }
            if found != Value::from(without.clone()) {
                self.fail(wire, claim, "changed another field");
            }
        }
    }

    /// Each known value is one, and any other is kept as it is.
    fn known_values(&mut self, field: &Field, ty: &Type) {
        let wire = field.wire_name.as_str();
        for (text, is_known) in choices(ty) {
            let json = self.with(wire, wrapped(ty, &text.into()));
            let claim = format!("the value {text:?}");
            let Some(found) = self.expect(wire, &claim, &json, &json) else {
                continue;
            };
            if found.debug.contains(&format!("Unknown({text:?})")) == is_known {
                self.fail(wire, &claim, "is known, or unknown, against expectation");
            }
        }
    }

    /// Values in another form than promised.
    fn other_forms(&mut self, field: &Field) {
        let wire = field.wire_name.as_str();
        for (sent, kept) in other_forms(self.description, &field.ty) {
            let json = self.with(wire, sent.clone());
            let claim = format!("sent as {sent}");
            let expected = if let Some(kept) = kept {
                self.with(wire, kept)
            } else {
                let mut without = self.full.clone();
                without.remove(wire);
                without.into()
            };
            self.expect(wire, &claim, &json, &expected);
        }
    }

    fn with(&self, wire: &str, value: Value) -> Value {
        let mut json = self.full.clone();
        json.insert(wire.to_owned(), value);
        json.into()
    }

    fn read(&mut self, wire: &str, claim: &str, json: &Value) -> Option<Read> {
        match (self.read)(json) {
            Ok(read) => Some(read),
            Err(problem) => {
                self.fail(wire, claim, &problem);
                None
            }
        }
    }

    fn expect(&mut self, wire: &str, claim: &str, json: &Value, expected: &Value) -> Option<Read> {
        let found = self.read(wire, claim, json)?;
        if found.json != *expected {
            let problem = format!("became {}, not {expected}", found.json);
            self.fail(wire, claim, &problem);
        }
        Some(found)
    }

    fn expect_empty(&mut self, json: &Value) {
        let claim = json.to_string();
        if let Some(found) = self.read("", &claim, json) {
            if !found.is_default {
                self.fail("", &claim, "is not the default");
            }
            if !is_empty(&found.json) {
                self.fail("", &claim, &format!("became {}", found.json));
            }
        }
    }

    fn fail(&mut self, wire: &str, claim: &str, problem: &str) {
        let path = self.path;
        self.failures
            .push(format!("{path}.{wire}: {claim}: {problem}"));
    }
}

/// Whether a value is the empty one of its type.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
    }
}

/// The values of an open enum that lies in `ty`, and whether they are known.
fn choices(ty: &Type) -> Vec<(&str, bool)> {
    match ty {
        Type::Enum(choice) => {
            let known = choice
                .values
                .iter()
                .map(|value| (value.text.as_str(), true));
            known.chain([("alien-value", false)]).collect()
        }
        Type::Array(item) => choices(item),
        Type::Map(map) => choices(&map.value),
        _ => Vec::new(),
    }
}

/// A value in the lists and maps that `ty` puts around it.
fn wrapped(ty: &Type, value: &Value) -> Value {
    match ty {
        Type::Array(item) => json!([wrapped(item, value)]),
        Type::Map(map) => json!({ "KEY": wrapped(&map.value, value) }),
        _ => value.clone(),
    }
}

/// What may be sent in place of a value, and what is kept of it, if anything.
fn other_forms(description: &Description, ty: &Type) -> Vec<(Value, Option<Value>)> {
    let same = |value: Value| (value.clone(), Some(value));
    match description.resolve(ty) {
        Some(Type::Integer) => vec![
            (json!("12"), Some(json!(12))),
            (json!(12.0), Some(json!(12))),
        ],
        Some(Type::Number) => vec![
            (json!("2.5"), Some(json!(2.5))),
            (json!(2), Some(json!(2.0))),
        ],
        Some(Type::Boolean) => vec![(json!("true"), Some(json!(true)))],
        Some(Type::String | Type::Secret) => vec![
            (json!(5), Some(json!("5"))),
            same(json!("")),
            same(json!("ünï\u{1F600} \"quoted\" \\ \n")),
        ],
        Some(Type::Timestamp) => vec![
            same(json!("2026-01-31T12:00:00Z")),
            same(json!("2026-01-31T12:00:00.123Z")),
            (
                json!("2026-01-31T14:00:00+02:00"),
                Some(json!("2026-01-31T12:00:00Z")),
            ),
            (
                json!("2026-01-31T12:00:00-00:00"),
                Some(json!("2026-01-31T12:00:00Z")),
            ),
            (json!("the other day"), None),
            (json!(""), None),
        ],
        Some(Type::Array(item)) => {
            let mut forms: Vec<_> = other_forms(description, item)
                .into_iter()
                .map(|(sent, kept)| (json!([sent]), Some(Value::from_iter(kept))))
                .collect();
            forms.push((json!({}), Some(json!([]))));
            forms
        }
        Some(Type::Object(object)) => match &object.text_field {
            Some(field) => vec![(
                json!("plain"),
                Some(text_object(description, object, field)),
            )],
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// What an object becomes in whose place stood the text `plain`.
fn text_object(description: &Description, object: &Object, text_field: &str) -> Value {
    let promised = object.fields.iter().filter_map(|field| {
        let wire = field.wire_name.clone();
        if wire == text_field {
            return Some((wire, json!("plain")));
        }
        description.is_promised(field).then(|| (wire, json!("")))
    });
    Value::Object(promised.collect())
}
