//! Lists as they are read, whatever is in them.

use serde::Deserialize;

use super::json::{Json, Unreadable};
use super::lenient::{Lenient, Off};

/// A list that grows by what is read; so what goes through lists is compiled once for all of them.
pub(crate) trait List<'de> {
    /// Reads one more item.
    ///
    /// # Errors
    /// Where nothing near an item can be made of what is there.
    fn read_item(&mut self, json: &mut Json<'de>) -> Result<Off, Unreadable>;

    /// How many items there are.
    fn count(&self) -> usize;

    /// Leaves only the first items.
    fn keep_first(&mut self, count: usize);
}

impl<'de, T: Lenient<'de>> List<'de> for Vec<T> {
    fn read_item(&mut self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        T::read_item(self, json)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn keep_first(&mut self, count: usize) {
        self.truncate(count);
    }
}

/// A list of any type of one's own, which is read strictly.
pub(crate) struct Strict<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> List<'de> for Strict<T> {
    fn read_item(&mut self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        self.0.push(json.value(|reader| T::deserialize(reader))?);
        Ok(None)
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn keep_first(&mut self, count: usize) {
        self.0.truncate(count);
    }
}

/// Reads all items of a list, or what counts as an empty one.
///
/// # Errors
/// Where nothing near a list can be made of what is there.
pub(crate) fn items<'de>(
    list: &mut dyn List<'de>,
    json: &mut Json<'de>,
) -> Result<Off, Unreadable> {
    if json.peek() != Some(b'[') {
        return json.empty_instead();
    }
    json.expect(b'[')?;
    let mut off = None;
    let mut is_first = true;
    while json.goes_on(b']', &mut is_first)? {
        off = off.or(list.read_item(json)?);
    }
    Ok(off)
}
