//! A fault as JSON.

use serde_json::{Map, Value, json};

use super::effects::{Replacement, Reset};
use super::occasion::Occasion;
use super::place::Place;
use super::{Fault, InjectedFault};

impl InjectedFault {
    /// As it is told over HTTP.
    pub(crate) fn show(&self) -> Value {
        let mut shown = Map::new();
        shown.insert("id".to_owned(), json!(self.id.number()));
        shown.insert("seen".to_owned(), json!(self.seen));
        shown.insert("fired".to_owned(), json!(self.fired));
        for (name, value) in self.fault.said() {
            shown.insert(name.to_owned(), value);
        }
        Value::Object(shown)
    }
}

impl Fault {
    /// The fields that a fault has over HTTP, where it says something by them.
    pub(super) fn said(&self) -> Vec<(&'static str, Value)> {
        let mut fields = self.fields();
        fields.retain(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)));
        fields
    }

    /// All fields that a fault has over HTTP; null or false where nothing is said.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        let effects = &self.effects;
        let drift = &effects.drift;
        let mut fields = self.place.fields();
        fields.extend([
            ("world", json!(self.world)),
            self.occasion.field(),
            ("seed", json!(self.seed)),
            ("times", json!(self.times)),
            ("status", json!(effects.status)),
        ]);
        let error = effects.error.as_ref();
        let error = error.map(|(id, message)| json!({ "id": id, "message": message }));
        fields.push(("error", json!(error)));
        let delay = effects.delay.map(|delay| delay.as_secs_f64() * 1e3);
        fields.push(("delay_ms", json!(delay)));
        let reset = effects.reset.map(|reset| match reset {
            Reset::Before => "before",
            Reset::After => "after",
        });
        fields.push(("reset", json!(reset)));
        fields.push(("truncate", json!(effects.truncate)));
        let body = effects.body.map(|body| match body {
            Replacement::Empty => "empty",
            Replacement::Html => "html",
        });
        fields.push(("body", json!(body)));
        if !effects.headers.is_empty() {
            let headers = effects.headers.iter();
            let headers = headers.map(|(name, value)| (name.clone(), json!(value)));
            fields.push(("headers", Value::Object(headers.collect())));
        }
        if !drift.missing.is_empty() {
            fields.push(("missing", json!(drift.missing)));
        }
        fields.extend([
            ("nulls", json!(drift.nulls)),
            ("alien_enums", json!(drift.alien_enums)),
            ("unknown_fields", json!(drift.unknown_fields)),
        ]);
        fields
    }
}

impl Place {
    fn fields(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Everywhere => Vec::new(),
            Self::Operation(name) => vec![("operation", json!(name))],
            Self::Path { method, path } => vec![("method", json!(method)), ("path", json!(path))],
        }
    }
}

impl Occasion {
    fn field(self) -> (&'static str, Value) {
        match self {
            Self::Always => ("nth", Value::Null),
            Self::Nth(number) => ("nth", json!(number)),
            Self::First(count) => ("first", json!(count)),
            Self::Probability(share) => ("probability", json!(share)),
        }
    }
}
