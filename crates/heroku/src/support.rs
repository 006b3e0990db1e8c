//! What generated modules are made of. Not for use by hand, and not part of the stable API.

use std::collections::BTreeMap;

pub use http::Method;
pub use serde::de::{Deserialize, Deserializer};
pub use serde::ser::{Serialize, SerializeMap, Serializer};

pub use crate::answer::Answer;
pub use crate::model::{
    Encode, Field, Json, Lenient, Object, Off, Unreadable, model_by_serde, put, table,
    value_by_serde,
};

/// A list from whatever turns into its items.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A map from pairs.
pub fn map<T>(
    entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>,
) -> BTreeMap<String, T> {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

/// A map from pairs whose values may be null.
pub fn nullable_map<T>(
    entries: impl IntoIterator<Item = (impl Into<String>, Option<impl Into<T>>)>,
) -> BTreeMap<String, Option<T>> {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.into(), value.map(Into::into)))
        .collect()
}
