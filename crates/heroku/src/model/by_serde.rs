//! Models out of what is not an answer: kept JSON, other formats, values at hand.

use std::cell::RefCell;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::drift::note;
use super::json::{Unreadable, read};
use super::lenient::{Lenient, Off};
use super::object::Object;
use crate::json_path::{json_path, place};

/// Reads a model as leniently as from an answer.
///
/// # Errors
/// Where nothing near the model can be made of what is there.
pub fn model_by_serde<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Object + for<'a> Lenient<'a>,
    D: Deserializer<'de>,
{
    let (model, off): (T, _) = other(deserializer)?;
    if let Some(kind) = off {
        note(model.name(), "", kind);
    }
    Ok(model)
}

/// Reads a value as leniently as from an answer.
///
/// # Errors
/// Where nothing near the value can be made of what is there.
pub fn value_by_serde<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> Lenient<'a>,
    D: Deserializer<'de>,
{
    other(deserializer).map(|(value, _off)| value)
}

/// What is read is made the text of an answer first, so that there is one way to read, and a model
/// costs nothing for this one.
fn other<'de, T, D>(deserializer: D) -> Result<(T, Off), D::Error>
where
    T: for<'a> Lenient<'a>,
    D: Deserializer<'de>,
{
    let text = Value::deserialize(deserializer)?.to_string();
    read(&text).map_err(|error| D::Error::custom(problem(&text, error)))
}

thread_local! {
    static LATEST: RefCell<Option<Problem>> = const { RefCell::new(None) };
}

/// What was wrong with a model, and where in it.
struct Problem {
    text: String,
    path: String,
}

/// Says where and what, but never what was found there: it may be a secret.
fn problem(text: &str, error: Unreadable) -> String {
    let path = json_path(text.as_bytes(), error.line, error.column);
    let text = format!("a value of another type than promised at {}", place(&path));
    LATEST.set(Some(Problem {
        text: text.clone(),
        path,
    }));
    text
}

/// Where in a model it was that an error is about, if it is about one. Errors of `serde` have no
/// room for that.
pub(crate) fn place_in_model(error: &serde_json::Error) -> Option<String> {
    let Problem { text, path } = LATEST.take()?;
    error.to_string().starts_with(&text).then_some(path)
}
