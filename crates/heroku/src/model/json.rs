//! The text of an answer as it is read: what holds values together, plain texts and words are
//! found here; texts with escapes, numbers, and what no model knows are read by `serde_json`.
//!
//! A model is a table of names and places, and one reader goes through the tables of all of them.
//! So a model costs next to no code of its own, and an answer of many models little time.

use std::borrow::Cow;
use std::ops::BitOr;

use serde::de::{Deserialize, IgnoredAny};
use serde_json::Deserializer;
use serde_json::de::StrRead;

use super::lenient::{Lenient, Off};
use super::table::Field;

/// A text that is read as JSON, from where the reading stands.
#[derive(Clone)]
pub struct Json<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
    /// Whether control characters stand anywhere in the text, be it between values only.
    has_controls: bool,
}

/// How deep objects may stand in each other, as with `serde_json`.
pub(crate) const DEEPEST: u8 = 127;

/// Why a text cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1; 0 is the end of the line before.
    pub column: usize,
    /// Whether it is JSON, but of other types than promised.
    pub is_data: bool,
}

impl From<&serde_json::Error> for Unreadable {
    fn from(error: &serde_json::Error) -> Self {
        Self {
            line: error.line(),
            column: error.column(),
            is_data: error.is_data(),
        }
    }
}

impl<'de> Json<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self::resume(text, 0, has_controls(text))
    }

    /// Goes on at `at` of a text of which it is known whether it `has_controls`.
    pub(crate) fn resume(text: &'de str, at: usize, has_controls: bool) -> Self {
        Self {
            text,
            at,
            depth: 0,
            has_controls,
        }
    }

    /// How many bytes were read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Reads one value, by `serde_json`.
    pub(crate) fn value<T>(
        &mut self,
        read: impl FnOnce(&mut Deserializer<StrRead<'de>>) -> serde_json::Result<T>,
    ) -> Result<T, Unreadable> {
        let mut reader = Deserializer::from_str(self.rest());
        match read(&mut reader) {
            Ok(value) => {
                self.at += reader.into_iter::<IgnoredAny>().byte_offset();
                Ok(value)
            }
            Err(error) => Err(self.behind((&error).into())),
        }
    }

    /// Reads a text without escapes, if one stands there; it needs no copy.
    pub(super) fn plain_text(&mut self) -> Option<&'de str> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let start = self.at + 1;
        let rest = self.text.as_bytes().get(start..)?;
        let end = start + memchr::memchr2(b'"', b'\\', rest)?;
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(start..end)?;
        // No text of JSON has them; which place it is, `serde_json` knows.
        if self.has_controls && has_controls(text) {
            return None;
        }
        self.at = end + 1;
        Some(text)
    }

    /// Reads a whole number in its usual form, if one stands there.
    pub(super) fn whole_number(&mut self) -> Option<i64> {
        self.peek();
        let is_of_number =
            |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.rest().bytes().take_while(is_of_number).count();
        let text = self.rest().get(..length)?;
        let is_usual = matches!(text.trim_start_matches('-').as_bytes(), [b'1'..=b'9', ..]);
        let number = match text {
            "0" => 0,
            _ if is_usual => text.parse().ok()?,
            _ => return None,
        };
        self.at += length;
        Some(number)
    }

    /// Reads a word such as `null`, if it stands there.
    pub(super) fn word(&mut self, word: &str) -> bool {
        self.peek();
        let is_there = self.rest().starts_with(word);
        if is_there {
            self.at += word.len();
        }
        is_there
    }

    /// Reads the fields of an object into their places.
    pub(super) fn fields(
        &mut self,
        model: &'static str,
        fields: &mut [Field<'_, 'de>],
    ) -> Result<(), Unreadable> {
        self.expect(b'{')?;
        if self.depth == DEEPEST {
            return Err(self.broken());
        }
        self.depth += 1;
        let mut is_first = true;
        // Fields mostly come in the order of the schema, so the next one is looked at first.
        let mut next = 0;
        while self.goes_on(b'}', &mut is_first)? {
            let key = self.key()?;
            let is_it = |field: &Field<'_, 'de>| field.name == key;
            let ahead = fields.iter().skip(next).position(is_it);
            let place = ahead.map(|ahead| next + ahead);
            let Some(place) = place.or_else(|| fields.iter().position(is_it)) else {
                self.value(|reader| IgnoredAny::deserialize(reader))?;
                continue;
            };
            next = place + 1;
            if let Some(field) = fields.get_mut(place) {
                field.read(model, self)?;
            }
        }
        self.depth -= 1;
        for field in fields {
            field.tell_if_missing(model);
        }
        Ok(())
    }

    /// Reads the name of a field, and the colon behind it.
    pub(crate) fn key(&mut self) -> Result<Cow<'de, str>, Unreadable> {
        let key = match self.plain_text() {
            Some(key) => Cow::Borrowed(key),
            None if self.peek() != Some(b'"') => return Err(self.broken()),
            None => Cow::Owned(self.value(|reader| String::deserialize(reader))?),
        };
        self.expect(b':')?;
        Ok(key)
    }

    /// Reads a text, or what reads as one.
    ///
    /// # Errors
    /// Where there is neither.
    pub fn text(&mut self) -> Result<(Cow<'de, str>, Off), Unreadable> {
        if let Some(text) = self.plain_text() {
            return Ok((Cow::Borrowed(text), None));
        }
        let mut text = String::new();
        let off = Lenient::read(&mut text, self)?;
        Ok((Cow::Owned(text), off))
    }

    /// Passes over what stands before a field or an item, and tells whether there is one.
    pub(crate) fn goes_on(&mut self, end: u8, is_first: &mut bool) -> Result<bool, Unreadable> {
        let next = self.peek();
        if next == Some(end) {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// Passes over the one byte that must come next.
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Unreadable> {
        if self.peek() != Some(byte) {
            return Err(self.broken());
        }
        self.at += 1;
        Ok(())
    }

    /// The next byte that is no blank, to which it moves.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), Unreadable> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.broken()),
        }
    }

    fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text is no JSON here, or it breaks off.
    pub(crate) fn broken(&self) -> Unreadable {
        let is_over = self.at == self.text.len();
        self.behind(Unreadable {
            line: 1,
            column: usize::from(!is_over),
            is_data: false,
        })
    }

    /// What was read last is of another type than promised.
    pub(super) fn other_type(&self) -> Unreadable {
        self.behind(Unreadable {
            line: 1,
            column: 0,
            is_data: true,
        })
    }

    /// The place of what went wrong in the rest of the text.
    fn behind(&self, problem: Unreadable) -> Unreadable {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let lines = before.split(|byte| *byte == b'\n');
        let last = lines.clone().next_back().map_or(0, <[u8]>::len);
        Unreadable {
            line: lines.count() - 1 + problem.line,
            column: if problem.line == 1 { last } else { 0 } + problem.column,
            ..problem
        }
    }
}

/// Whether a text holds control characters. To look through all of an answer takes far less time
/// than to look through each of its texts.
pub(crate) fn has_controls(text: &str) -> bool {
    let controls = text.bytes().map(|byte| u8::from(byte < 0x20));
    controls.fold(0, BitOr::bitor) != 0
}

/// Reads all of a text as one value.
pub(crate) fn read<'de, T: Lenient<'de>>(text: &'de str) -> Result<(T, Off), Unreadable> {
    let mut value = T::default();
    let off = whole(text, &mut |json| T::read(&mut value, json))?;
    Ok((value, off))
}

/// Reads all of a text by `read`.
pub(crate) fn whole<'de>(text: &'de str, read: &mut Read<'_, 'de>) -> Result<Off, Unreadable> {
    let mut json = Json::new(text);
    let off = read(&mut json)?;
    json.end()?;
    Ok(off)
}

/// Whatever reads a value into its place: what has many types to read is compiled once so.
pub(crate) type Read<'a, 'de> = dyn FnMut(&mut Json<'de>) -> Result<Off, Unreadable> + 'a;
