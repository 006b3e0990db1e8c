//! Reading a value that may not be what the schema promises.

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
    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable>;

    /// Reads the value or null.
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
    fn read_item(list: &mut Vec<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        Self::read(list.push_mut(Self::default()), json)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Option<T> {
    const PROMISED: bool = false;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        T::read_option(place, json)
    }
}
