//! One page of a list, and where the list goes on.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One page of a list, which knows whether more remains.
///
/// It reads like a slice. To walk all pages, hand the request to
/// [`Client::list`](crate::Client::list) instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    items: Vec<T>,
    next: Option<Cursor>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, next: Option<Cursor>) -> Self {
        Self { items, next }
    }

    /// The items of this page.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items of this page, owned.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Whether the list goes on behind this page.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Where the list goes on, if it does.
    #[must_use]
    pub fn next(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::new(Vec::new(), None)
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Where a list goes on: Heroku's `Next-Range`, not to be understood but handed back.
///
/// It can be stored and used later, see [`List::resume`](crate::List::resume).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor from its text, as stored before.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for storing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many items a page has at most, as in `id ]0123..; max=200`.
    #[cfg(feature = "net")]
    pub(crate) fn page_size(&self) -> Option<usize> {
        let (_range, options) = self.0.rsplit_once(';')?;
        let mut options = options.split(',').map(str::trim);
        options.find_map(|option| option.strip_prefix("max=")?.parse().ok())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
