//! JSON whose texts are borrowed from the file that they stand in.
//!
//! A description is mostly names and sentences, and all of it is kept until the last reference
//! is followed: a copy of each text would be most of the memory, and of the time to give it back.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::reference::unescape;

/// How many entries are sooner looked through than hashed.
const FEW: usize = 32;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'t> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'t, str>),
    Array(Vec<Value<'t>>),
    Object(Map<'t>),
}

/// A JSON object; keeps the order of the file.
///
/// Objects of a schema are small, so that to look through one is faster than to hash a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map<'t> {
    entries: Vec<(Cow<'t, str>, Value<'t>)>,
}

impl<'t> Value<'t> {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_boolean(&self) -> bool {
        matches!(self, Self::Bool(_))
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    pub(crate) fn is_i64(&self) -> bool {
        matches!(self, Self::Number(number) if number.is_i64())
    }

    pub(crate) fn is_u64(&self) -> bool {
        matches!(self, Self::Number(number) if number.is_u64())
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Map<'t>> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Map<'t>> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// What stands under a key of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// What stands under a key of an object, or at an index of a list.
    pub(crate) fn child(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.get(key),
            Self::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    fn child_mut(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Object(fields) => fields.get_mut(key),
            Self::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// What stands at a JSON pointer.
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Self> {
        steps(pointer)?.try_fold(self, |value, key| value.child(&unescape(key)))
    }

    /// What stands at a JSON pointer, to be changed.
    pub(crate) fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        steps(pointer)?.try_fold(self, |value, key| value.child_mut(&unescape(key)))
    }

    /// The same with texts of its own.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(flag) => serde_json::Value::Bool(*flag),
            Self::Number(number) => serde_json::Value::Number(number.clone()),
            Self::String(text) => serde_json::Value::String(text.to_string()),
            Self::Array(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(fields) => fields
                .iter()
                .map(|(key, value)| (key.to_owned(), value.to_json()))
                .collect(),
        }
    }
}

/// The keys of a pointer; `None` where it is no pointer.
fn steps(pointer: &str) -> Option<impl Iterator<Item = &str>> {
    let is_pointer = pointer.is_empty() || pointer.starts_with('/');
    is_pointer.then(|| pointer.split('/').skip(1))
}

impl<'t> Map<'t> {
    /// The entries of a file: of two with one key, the last counts, in the place of the first.
    fn of_file(entries: Vec<(Cow<'t, str>, Value<'t>)>) -> Self {
        let is_new = |place: usize| {
            let mut before = entries[..place].iter();
            before.all(|(known, _)| *known != entries[place].0)
        };
        if entries.len() <= FEW && (1..entries.len()).all(is_new) {
            return Self { entries };
        }
        let mut places: HashMap<Cow<'t, str>, usize> = HashMap::with_capacity(entries.len());
        let mut kept: Vec<(Cow<'t, str>, Value<'t>)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match places.entry(key.clone()) {
                Entry::Occupied(place) => kept[*place.get()].1 = value,
                Entry::Vacant(place) => {
                    place.insert(kept.len());
                    kept.push((key, value));
                }
            }
        }
        Self { entries: kept }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value<'t>> {
        let mut entries = self.entries.iter();
        entries.find_map(|(known, value)| (known == key).then_some(value))
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value<'t>> {
        let mut entries = self.entries.iter_mut();
        entries.find_map(|(known, value)| (known == key).then_some(value))
    }

    /// Puts a value under a key, in the place of the one that stands there.
    pub(crate) fn insert(&mut self, key: impl Into<Cow<'t, str>>, value: Value<'t>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(known) => *known = value,
            None => self.entries.push((key, value)),
        }
    }

    /// Takes out what stands under a key; the last entry comes in its place.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Value<'t>> {
        let place = self.entries.iter().position(|(known, _)| known == key)?;
        Some(self.entries.swap_remove(place).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value<'t>)> {
        let entries = self.entries.iter();
        entries.map(|(key, value)| (key.as_ref(), value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Value<'t>> {
        self.iter().map(|(_, value)| value)
    }
}

/// The order of the entries does not count.
impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(key, value)| other.get(key) == Some(value);
        self.entries.len() == other.entries.len() && self.iter().all(same)
    }
}

impl<'t> IntoIterator for Map<'t> {
    type Item = (Cow<'t, str>, Value<'t>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'t, K: Into<Cow<'t, str>>> FromIterator<(K, Value<'t>)> for Map<'t> {
    fn from_iter<I: IntoIterator<Item = (K, Value<'t>)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// As JSON.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_json().fmt(f)
    }
}

impl<'t> Deserialize<'t> for Value<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// Reads whatever comes.
struct AnyValue;

impl<'t> Visitor<'t> for AnyValue {
    type Value = Value<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'t>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value<'t>, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'t>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'t>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'t>, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Value<'t>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'t>, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut access: A) -> Result<Value<'t>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut access: A) -> Result<Value<'t>, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = access.next_entry::<Value<'t>, Value<'t>>()? {
            if let Value::String(key) = key {
                entries.push((key, value));
            }
        }
        Ok(Value::Object(Map::of_file(entries)))
    }
}
