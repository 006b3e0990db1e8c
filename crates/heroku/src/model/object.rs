//! An object with known fields.

use super::table::Field;

/// An object with known fields; implemented by [`model!`](crate::model!).
pub trait Object {
    /// Name of the model, as in `App`.
    fn name(&self) -> &'static str;

    /// Takes plain text that stands in place of the object, if there is a field for it.
    fn take_text(&mut self, _text: &str) -> bool {
        false
    }

    /// Hands a table of the fields to `read`.
    fn table<'de>(&mut self, read: &mut dyn FnMut(&mut [Field<'_, 'de>]));
}
