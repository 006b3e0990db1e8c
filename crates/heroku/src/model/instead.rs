//! What answers have where something else should stand.

use std::borrow::Cow;

use serde::de::{Deserialize, IgnoredAny};
use serde_json::{Number, Value};

use super::drift::DriftKind;
use super::json::{Json, Unreadable};
use super::lenient::Off;

/// A value of whatever type; of lists and objects only the empty ones are of use.
pub(super) enum Instead {
    Text(String),
    Number(Number),
    Truth(bool),
    Null,
    EmptyList,
    EmptyObject,
}

impl<'de> Json<'de> {
    /// Reads whatever stands there; a list or an object that holds anything is refused.
    pub(super) fn instead(&mut self) -> Result<Instead, Unreadable> {
        match self.peek() {
            Some(b'[') => self.empty(b'[', b']').map(|()| Instead::EmptyList),
            Some(b'{') => self.empty(b'{', b'}').map(|()| Instead::EmptyObject),
            _ => {
                let value = self.value(|reader| Value::deserialize(reader))?;
                Instead::of(value).ok_or_else(|| self.other_type())
            }
        }
    }

    /// Reads a text, or what stands in its place.
    pub(super) fn text_or_instead(&mut self) -> Result<Result<Cow<'de, str>, Instead>, Unreadable> {
        if let Some(text) = self.plain_text() {
            return Ok(Ok(Cow::Borrowed(text)));
        }
        Ok(match self.instead()? {
            Instead::Text(text) => Ok(Cow::Owned(text)),
            instead => Err(instead),
        })
    }

    /// Reads what counts as an empty list or map where a full one should stand.
    pub(super) fn empty_instead(&mut self) -> Result<Off, Unreadable> {
        match self.instead()? {
            Instead::Null => Ok(Some(DriftKind::Null)),
            Instead::EmptyList | Instead::EmptyObject => Ok(Some(DriftKind::OtherType)),
            _ => Err(self.other_type()),
        }
    }

    /// Reads a list or an object that must be empty.
    fn empty(&mut self, start: u8, end: u8) -> Result<(), Unreadable> {
        let outside = self.clone();
        self.expect(start)?;
        let inside = self.clone();
        if !self.goes_on(end, &mut true)? {
            return Ok(());
        }
        // What is no JSON is told as that, all else where it starts.
        *self = outside;
        self.value(|reader| IgnoredAny::deserialize(reader))?;
        Err(inside.other_type())
    }
}

impl Instead {
    fn of(value: Value) -> Option<Self> {
        Some(match value {
            Value::String(text) => Self::Text(text),
            Value::Bool(value) => Self::Truth(value),
            Value::Null => Self::Null,
            Value::Number(number) => Self::Number(number),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }
}
