//! Reading a value that may not be what the schema promises.

use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Visitor};

use super::drift::DriftKind;

/// A value as read, and what was off about it.
#[derive(Clone, Debug)]
pub struct Slot<T> {
    /// The value, or the nearest to it.
    pub value: T,
    /// What was off, if anything.
    pub off: Option<DriftKind>,
}

impl<T> Slot<T> {
    /// A value as promised.
    pub fn fine(value: T) -> Self {
        Self { value, off: None }
    }

    /// A value that differs from the promise.
    pub fn off(value: T, kind: DriftKind) -> Self {
        Self {
            value,
            off: Some(kind),
        }
    }

    /// The same finding about another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Slot<U> {
        Slot {
            value: change(self.value),
            off: self.off,
        }
    }
}

impl<'de, T: Lenient<'de>> Deserialize<'de> for Slot<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient(deserializer)
    }
}

/// A value that can be read from an answer which does not keep its promises.
pub trait Lenient<'de>: Sized {
    /// Whether a field of this type is missed when it is not there.
    const PROMISED: bool;

    /// Reads the value, or the nearest to it.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error>;

    /// Reads the value as one of a list; `None` leaves it out.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn lenient_item<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Option<Self>>, D::Error> {
        Ok(Self::lenient(deserializer)?.map(Some))
    }

    /// Reads the value or null.
    ///
    /// # Errors
    /// Only where nothing near the value can be made of what is there.
    fn lenient_option<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Slot<Option<Self>>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Slot<Option<T>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Slot::fine(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Slot::fine(None))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Ok(T::lenient(deserializer)?.map(Some))
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Option<T> {
    const PROMISED: bool = false;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        T::lenient_option(deserializer)
    }
}
