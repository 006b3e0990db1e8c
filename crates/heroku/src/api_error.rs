//! What Heroku says when it refuses.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

/// What Heroku said when it refused: the fields of its error body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The kind of error for programs, as in `invalid_params`; empty if the answer has none.
    pub id: String,
    /// The reason for people; empty if the answer has none.
    pub message: String,
    /// Where to read more, if Heroku says.
    pub url: Option<String>,
    /// The kind of thing that the error is about, as in `app`, if Heroku says.
    pub resource: Option<String>,
    /// The name or id of the app that the error is about, if Heroku says.
    pub app: Option<String>,
}

/// The names that error bodies have been seen with.
const NAMES: [&str; 7] = [
    "id",
    "message",
    "url",
    "resource",
    "app",
    "error",
    DESCRIPTION,
];

/// Where an error of OAuth has its reason for people; its `error` is then for programs.
const DESCRIPTION: &str = "error_description";

/// No error body without anything else in it is longer than this.
const MOST: usize = 4096;

impl ApiError {
    /// Reads an error body; what is no JSON object gives the empty error.
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(fields)) = serde_json::from_slice(without_mark(body)) else {
            return Self::default();
        };
        let description = text(&fields, DESCRIPTION);
        let error = || text(&fields, "error");
        Self {
            id: text(&fields, "id")
                .or_else(|| description.as_ref().and_then(|_| error()))
                .unwrap_or_default(),
            message: text(&fields, "message")
                .or(description.clone())
                .or_else(error)
                .unwrap_or_default(),
            url: text(&fields, "url"),
            resource: text(&fields, "resource"),
            app: match find(&fields, "app") {
                Some(Value::Object(app)) => text(app, "name").or_else(|| text(app, "id")),
                Some(Value::String(app)) => Some(app.clone()),
                _ => None,
            },
        }
    }

    /// Whether a body is an error and nothing else: an id, a message, or what OAuth has for them,
    /// and no field that only a thing could have.
    pub(crate) fn is_all_of(body: &[u8]) -> bool {
        let body = without_mark(body).trim_ascii_start();
        if body.len() > MOST || !starts_as_error(body) {
            return false;
        }
        let Ok(OnlyKnown(fields)) = serde_json::from_slice(body) else {
            return false;
        };
        let is_told = |name| {
            let text = fields.get(name).and_then(Value::as_str);
            text.is_some_and(|text| !text.is_empty())
        };
        is_told("id") && is_told("message") || is_told("error") && is_told(DESCRIPTION)
    }
}

/// Whether a body is an object whose first field could be that of an error. With most things it
/// could not, and there is nothing else to look at.
fn starts_as_error(body: &[u8]) -> bool {
    let first = body.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let Some(first) = first.and_then(|first| first.strip_prefix(b"\"")) else {
        return false;
    };
    NAMES.iter().any(|name| {
        let rest = first.strip_prefix(name.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"\""))
    })
}

/// The fields of an object that has none but those of errors. Reading ends at the first other one.
struct OnlyKnown(Map<String, Value>);

impl<'de> Deserialize<'de> for OnlyKnown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KnownFields).map(Self)
    }
}

struct KnownFields;

impl<'de> Visitor<'de> for KnownFields {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fields of an error")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if !NAMES.contains(&name.as_str()) {
                return Err(A::Error::custom("no field of an error"));
            }
            fields.insert(name, map.next_value()?);
        }
        Ok(fields)
    }
}

/// A body without the byte order mark that some servers put before JSON.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match find(fields, name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Object(_) | Value::Array(_) => None,
        plain => Some(plain.to_string()),
    }
}

/// Finds a field by its name, in whichever case it was written.
fn find<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).or_else(|| {
        fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}
