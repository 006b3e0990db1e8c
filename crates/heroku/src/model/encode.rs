//! Writing values: what is absent is left out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::Value;

use crate::{Id, Timestamp};

/// A value that may be left out of the object that holds it.
pub trait Encode: Serialize {
    /// Whether the value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Encode> Encode for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl Encode for String {}
impl Encode for i64 {}
impl Encode for f64 {}
impl Encode for bool {}
impl Encode for Timestamp {}
impl Encode for Id {}
impl<T: Serialize> Encode for Vec<T> {}
impl<K: Serialize, T: Serialize> Encode for BTreeMap<K, T> {}

impl Encode for Value {
    fn is_absent(&self) -> bool {
        self.is_null()
    }
}

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Writes one field, unless it is absent.
///
/// # Errors
/// Whatever the serializer fails with.
pub fn put<M: SerializeMap, T: Encode>(map: &mut M, key: &str, value: &T) -> Result<(), M::Error> {
    if value.is_absent() {
        return Ok(());
    }
    map.serialize_entry(key, value)
}
