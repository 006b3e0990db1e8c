//! Reading an object field by field.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::drift::{DriftKind, note};
use super::lenient::{Lenient, Off, Seed};
use super::table::Field;

/// An object with known fields; implemented by [`model!`](crate::model!).
pub trait Object: Default {
    /// Name of the model, as in `App`.
    const NAME: &'static str;

    /// Takes plain text that stands in place of the object, if there is a field for it.
    fn from_text(text: &str) -> Option<Self>;

    /// Hands a table of the fields to `read`.
    fn table<'de>(&mut self, read: &mut dyn FnMut(&mut [Field<'_, 'de>]));

    /// Reads the fields, each into its place.
    ///
    /// # Errors
    /// Where nothing near a field's value can be made of what is there.
    fn read<'de, A: MapAccess<'de>>(&mut self, entries: A) -> Result<(), A::Error>;
}

/// Reads one field into its place.
///
/// # Errors
/// Where nothing near the value can be made of what is there.
pub fn field<'de, A: MapAccess<'de>, T: Lenient<'de>>(
    place: &mut T,
    entries: &mut A,
    model: &'static str,
    field: &'static str,
) -> Result<(), A::Error> {
    if let Some(kind) = entries.next_value_seed(Seed(place))? {
        note(model, field, kind);
    }
    Ok(())
}

/// Passes over an unknown field.
///
/// # Errors
/// Where the text is no JSON.
pub fn skip<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<(), A::Error> {
    entries.next_value::<IgnoredAny>().map(drop)
}

/// Notes that a field was missing, if one of its type is missed.
pub fn absent<'de, T: Lenient<'de>>(_place: &T, model: &'static str, field: &'static str) {
    if T::PROMISED {
        note(model, field, DriftKind::Missing);
    }
}

/// The name of a field, borrowed where the input allows it.
#[derive(Debug)]
pub enum Key<'de> {
    /// As it stands in the input.
    Borrowed(&'de str),
    /// Unescaped, or from input that does not last.
    Owned(String),
}

impl Deref for Key<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key::Owned(text.to_owned()))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Reads an object, or what stands in its place.
struct ObjectVisitor<'a, T>(&'a mut T);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Off, A::Error> {
        self.0.read(entries)?;
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Off, E> {
        let Some(object) = T::from_text(text) else {
            return Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self));
        };
        *self.0 = object;
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Off, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Some(DriftKind::OtherType)),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E>(self) -> Result<Off, E> {
        Ok(Some(DriftKind::Null))
    }
}

/// Reads an object for [`Lenient`].
///
/// # Errors
/// Where nothing near the object can be made of what is there.
pub fn object<'de, T: Object, D: Deserializer<'de>>(
    place: &mut T,
    deserializer: D,
) -> Result<Off, D::Error> {
    deserializer.deserialize_any(ObjectVisitor(place))
}

/// Reads an object for [`Deserialize`].
///
/// # Errors
/// Where nothing near the object can be made of what is there.
pub fn whole<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut whole = T::default();
    if let Some(kind) = object(&mut whole, deserializer)? {
        note(T::NAME, "", kind);
    }
    Ok(whole)
}
