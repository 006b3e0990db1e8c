//! Optional fields of a request that null clears.

use serde::{Serialize, Serializer};

use crate::model::Encode;

/// An optional field of a request that null clears: absent, null, or a value.
///
/// Absent leaves things as they are and null clears them, so the two must not be mixed up.
/// Requests fill such fields by a pair of setters, as `name("x")` and `clear_name()`; where a
/// field is an argument of `new`, pass a value or [`Field::Null`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Not sent: stays as it is.
    #[default]
    Absent,
    /// Sent as null: cleared.
    Null,
    /// Sent: set.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the field is not sent.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value to be sent, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, `default` if the field is absent, and nothing if it is null.
    #[cfg(feature = "net")]
    pub(crate) fn or(self, default: Option<T>) -> Option<T> {
        match self {
            Self::Absent => default,
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Absent | Self::Null => serializer.serialize_unit(),
        }
    }
}

impl<T: Encode> Encode for Field<T> {
    fn is_absent(&self) -> bool {
        self.is_absent()
    }
}

impl<T> From<Option<T>> for Field<T> {
    /// `None` becomes null, since a field given as an argument is always sent.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl From<String> for Field<String> {
    fn from(text: String) -> Self {
        Self::Value(text)
    }
}

impl From<i64> for Field<i64> {
    fn from(number: i64) -> Self {
        Self::Value(number)
    }
}

impl From<bool> for Field<bool> {
    fn from(value: bool) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Field<crate::Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}
