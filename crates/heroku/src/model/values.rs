//! Lenient reading of plain values: text, numbers, lists, maps, times.

use std::collections::BTreeMap;

use serde::de::Deserialize;
use serde_json::Value;

use super::drift::DriftKind;
use super::instead::Instead;
use super::json::{Json, Unreadable};
use super::lenient::{Lenient, Off};
use super::list::items;
use super::time::time;
use crate::Timestamp;

impl<'de> Lenient<'de> for String {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if let Some(text) = json.plain_text() {
            put(place, text);
            return Ok(None);
        }
        *place = match json.instead()? {
            Instead::Text(text) => {
                *place = text;
                return Ok(None);
            }
            Instead::Null => return Ok(Some(DriftKind::Null)),
            Instead::Truth(value) => value.to_string(),
            // A fraction is written out, whatever its exponent.
            Instead::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
                Some(number) => number.to_string(),
                None => number.to_string(),
            },
            Instead::EmptyList | Instead::EmptyObject => return Err(json.other_type()),
        };
        Ok(Some(DriftKind::OtherType))
    }
}

/// Puts a text into an empty place, which takes less work to replace than to fill.
#[expect(
    clippy::assigning_clones,
    reason = "the place has no room to be used again"
)]
fn put(place: &mut String, text: &str) {
    *place = text.to_owned();
}

impl<'de> Lenient<'de> for i64 {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if let Some(number) = json.whole_number() {
            *place = number;
            return Ok(None);
        }
        let number = match json.instead()? {
            Instead::Null => return Ok(Some(DriftKind::Null)),
            // The text of a whole f64 is exact, so a number beyond an i64 is refused, not rounded.
            Instead::Number(number) => number.as_f64().and_then(|it| it.to_string().parse().ok()),
            Instead::Text(text) => text.trim().parse().ok(),
            Instead::Truth(_) | Instead::EmptyList | Instead::EmptyObject => None,
        };
        *place = number.ok_or_else(|| json.other_type())?;
        Ok(Some(DriftKind::OtherType))
    }
}

impl<'de> Lenient<'de> for f64 {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        let number = match json.instead()? {
            Instead::Number(number) => {
                *place = number.as_f64().ok_or_else(|| json.other_type())?;
                return Ok(None);
            }
            Instead::Null => return Ok(Some(DriftKind::Null)),
            Instead::Text(text) => text.trim().parse().ok(),
            Instead::Truth(_) | Instead::EmptyList | Instead::EmptyObject => None,
        };
        let number = number.filter(|number: &Self| number.is_finite());
        *place = number.ok_or_else(|| json.other_type())?;
        Ok(Some(DriftKind::OtherType))
    }
}

impl<'de> Lenient<'de> for bool {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        *place = json.word("true");
        if *place || json.word("false") {
            return Ok(None);
        }
        *place = match json.instead()? {
            Instead::Null => return Ok(Some(DriftKind::Null)),
            Instead::Text(text) if text == "true" => true,
            Instead::Text(text) if text == "false" => false,
            Instead::Number(number) if number.as_i64() == Some(1) => true,
            Instead::Number(number) if number.as_i64() == Some(0) => false,
            _ => return Err(json.other_type()),
        };
        Ok(Some(DriftKind::OtherType))
    }
}

impl<'de> Lenient<'de> for Timestamp {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        let mut time = None;
        let off = Self::read_option(&mut time, json)?;
        *place = time.ok_or_else(|| json.other_type())?;
        Ok(off)
    }

    fn read_option(place: &mut Option<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        *place = match json.text_or_instead()? {
            Ok(text) => time(&text),
            Err(Instead::Null) => return Ok(None),
            Err(Instead::Number(_)) => None,
            Err(_) => return Err(json.other_type()),
        };
        Ok(place.is_none().then_some(DriftKind::OtherType))
    }

    /// There is no empty time, so what cannot be read as one is left out.
    fn read_item(list: &mut Vec<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        let mut time = None;
        let off = Self::read_option(&mut time, json)?;
        let missing = time.is_none().then_some(DriftKind::Null);
        list.extend(time);
        Ok(off.or(missing))
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        items(place, json)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for BTreeMap<String, T> {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if json.peek() != Some(b'{') {
            return json.empty_instead();
        }
        json.expect(b'{')?;
        let mut off = None;
        let mut is_first = true;
        while json.goes_on(b'}', &mut is_first)? {
            let key = json.key()?.into_owned();
            let mut value = T::default();
            off = off.or(T::read(&mut value, json)?);
            place.insert(key, value);
        }
        Ok(off)
    }
}

impl<'de> Lenient<'de> for Value {
    const PROMISED: bool = false;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        *place = json.value(|reader| Self::deserialize(reader))?;
        Ok(None)
    }
}
