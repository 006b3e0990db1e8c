//! What answers have in place of an object, a list or a map.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::drift::DriftKind;
use super::json::{Json, Unreadable};
use super::lenient::Off;

/// What stands where something else should.
pub(super) enum Instead {
    Text(String),
    Null,
    EmptyList,
    EmptyObject,
}

impl Json<'_> {
    /// Reads what stands where `expected` should; all but the harmless is refused.
    pub(super) fn instead(&mut self, expected: &'static str) -> Result<Instead, Unreadable> {
        self.value(|reader| reader.deserialize_any(InsteadVisitor(expected)))
    }

    /// Reads what counts as an empty list or map where a full one should stand.
    pub(super) fn empty_instead(&mut self, expected: &'static str) -> Result<Off, Unreadable> {
        match self.instead(expected)? {
            Instead::Text(_) => Err(self.other_type()),
            Instead::Null => Ok(Some(DriftKind::Null)),
            Instead::EmptyList | Instead::EmptyObject => Ok(Some(DriftKind::OtherType)),
        }
    }
}

struct InsteadVisitor(&'static str);

impl<'de> Visitor<'de> for InsteadVisitor {
    type Value = Instead;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E>(self, text: &str) -> Result<Instead, E> {
        Ok(Instead::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Instead, E> {
        Ok(Instead::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Instead, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Instead::EmptyList),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Instead, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Instead::EmptyObject),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}
