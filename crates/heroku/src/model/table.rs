//! A model as a table of names and places, which one reader fills for all models.

use super::drift::{DriftKind, note};
use super::instead::Instead;
use super::json::{Json, Unreadable};
use super::lenient::{Lenient, Off};
use super::object::Object;

/// One field of a model that is read.
pub struct Field<'a, 'de> {
    pub(super) name: &'static str,
    place: &'a mut dyn Place<'de>,
    was_read: bool,
}

impl<'a, 'de> Field<'a, 'de> {
    /// The field of this name, and its place.
    pub fn new(name: &'static str, place: &'a mut dyn Place<'de>) -> Self {
        Self {
            name,
            place,
            was_read: false,
        }
    }

    /// Reads the field, and notes what was off.
    pub(super) fn read(
        &mut self,
        model: &'static str,
        json: &mut Json<'de>,
    ) -> Result<(), Unreadable> {
        if std::mem::replace(&mut self.was_read, true) {
            self.place.empty();
        }
        if let Some(kind) = self.place.read(json)? {
            note(model, self.name, kind);
        }
        Ok(())
    }

    /// Notes that the field was not there, if one of its type is missed.
    pub(super) fn tell_if_missing(&self, model: &'static str) {
        if !self.was_read && self.place.is_promised() {
            note(model, self.name, DriftKind::Missing);
        }
    }
}

/// The place of a value, whatever its type.
pub trait Place<'de> {
    /// Reads the value into the place.
    ///
    /// # Errors
    /// Where nothing near the value can be made of what is there.
    fn read(&mut self, json: &mut Json<'de>) -> Result<Off, Unreadable>;

    /// Empties the place for another value.
    fn empty(&mut self);

    /// Whether a field of this type is missed when it is not there.
    fn is_promised(&self) -> bool;
}

impl<'de, T: Lenient<'de>> Place<'de> for T {
    fn read(&mut self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        T::read(self, json)
    }

    fn empty(&mut self) {
        *self = T::default();
    }

    fn is_promised(&self) -> bool {
        T::PROMISED
    }
}

/// Reads a model by its table, or what stands in its place.
///
/// # Errors
/// Where nothing near the model can be made of what is there.
pub fn table(model: &mut dyn Object, json: &mut Json<'_>) -> Result<Off, Unreadable> {
    if json.peek() == Some(b'{') {
        let name = model.name();
        let mut result = Ok(());
        model.table(&mut |fields| result = json.fields(name, fields));
        return result.map(|()| None);
    }
    match json.instead()? {
        Instead::Text(text) if model.take_text(&text) => Ok(None),
        Instead::Null => Ok(Some(DriftKind::Null)),
        Instead::EmptyList | Instead::EmptyObject => Ok(Some(DriftKind::OtherType)),
        _ => Err(json.other_type()),
    }
}
