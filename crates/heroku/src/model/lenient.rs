//! Reading a value that may not be what the schema promises.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::drift::DriftKind;
use super::json::{Json, Unreadable};

/// What was off about a value as read, if anything.
pub type Off = Option<DriftKind>;

/// A value that can be read from an answer which does not keep its promises.
///
/// It is read into a place that holds its empty value, rather than handed from one reader to the
/// next: a model is large, and has models in it.
pub trait Lenient<'de>: Default {
    /// Whether a field of this type is missed when it is not there.
    const PROMISED: bool;

    /// Reads the value, or the nearest to it.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error>;

    /// Reads the value from an answer, as [`Lenient::fill`] does from anything.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        json.value(|reader| Self::fill(place, reader))
    }

    /// Reads the value or null.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn fill_option<D: Deserializer<'de>>(
        place: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Off, D::Error> {
        deserializer.deserialize_option(OptionVisitor(place))
    }

    /// Reads the value or null from an answer.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn read_option(place: &mut Option<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if json.word("null") {
            return Ok(None);
        }
        Self::read(place.insert(Self::default()), json)
    }

    /// Reads the value as one more of a list, or leaves it out.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn fill_item<D: Deserializer<'de>>(
        list: &mut Vec<Self>,
        deserializer: D,
    ) -> Result<Off, D::Error> {
        Self::fill(list.push_mut(Self::default()), deserializer)
    }

    /// Reads the value from an answer as one more of a list, or leaves it out.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn read_item(list: &mut Vec<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        Self::read(list.push_mut(Self::default()), json)
    }
}

/// The place of a value that is about to be read.
pub(super) struct Seed<'a, T>(pub(super) &'a mut T);

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = Off;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Off, D::Error> {
        T::fill(self.0, deserializer)
    }
}

struct OptionVisitor<'a, T>(&'a mut Option<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for OptionVisitor<'_, T> {
    type Value = Off;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Off, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Off, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Off, D::Error> {
        T::fill(self.0.insert(T::default()), deserializer)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Option<T> {
    const PROMISED: bool = false;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        T::fill_option(place, deserializer)
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        T::read_option(place, json)
    }
}
