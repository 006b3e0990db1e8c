//! Lenient reading of plain values: text, numbers, lists, maps, times.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::drift::DriftKind;
use super::json::{Json, Unreadable};
use super::lenient::{Lenient, Off, Seed};
use super::time::time;
use crate::Timestamp;

macro_rules! null_is_empty {
    () => {
        fn visit_unit<E>(self) -> Result<Off, E> {
            Ok(Some(DriftKind::Null))
        }

        fn visit_none<E>(self) -> Result<Off, E> {
            Ok(Some(DriftKind::Null))
        }
    };
}

struct TextVisitor<'a>(&'a mut String);

impl Visitor<'_> for TextVisitor<'_> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Off, E> {
        put(self.0, text);
        Ok(None)
    }

    fn visit_string<E>(self, text: String) -> Result<Off, E> {
        *self.0 = text;
        Ok(None)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Off, E> {
        *self.0 = value.to_string();
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Off, E> {
        *self.0 = number.to_string();
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Off, E> {
        *self.0 = number.to_string();
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Off, E> {
        *self.0 = number.to_string();
        Ok(Some(DriftKind::OtherType))
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for String {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(TextVisitor(place))
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        match json.plain_text() {
            Some(text) => {
                put(place, text);
                Ok(None)
            }
            None => json.value(|reader| Self::fill(place, reader)),
        }
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

struct IntegerVisitor<'a>(&'a mut i64);

impl Visitor<'_> for IntegerVisitor<'_> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Off, E> {
        *self.0 = number;
        Ok(None)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Off, E> {
        *self.0 = i64::try_from(number).map_err(E::custom)?;
        Ok(None)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Off, E> {
        // The text of a whole f64 is exact, so a number beyond an i64 is refused, never rounded.
        match number.to_string().parse() {
            Ok(whole) => {
                *self.0 = whole;
                Ok(Some(DriftKind::OtherType))
            }
            Err(_) => Err(E::custom(format_args!("{number} is no whole number"))),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Off, E> {
        match text.trim().parse() {
            Ok(number) => {
                *self.0 = number;
                Ok(Some(DriftKind::OtherType))
            }
            Err(_) => Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        }
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for i64 {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(IntegerVisitor(place))
    }
}

struct NumberVisitor<'a>(&'a mut f64);

impl Visitor<'_> for NumberVisitor<'_> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Off, E> {
        *self.0 = number;
        Ok(None)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number has no more precision than this where the schema says `number`"
    )]
    fn visit_i64<E>(self, number: i64) -> Result<Off, E> {
        *self.0 = number as f64;
        Ok(None)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number has no more precision than this where the schema says `number`"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<Off, E> {
        *self.0 = number as f64;
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Off, E> {
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => {
                *self.0 = number;
                Ok(Some(DriftKind::OtherType))
            }
            _ => Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        }
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for f64 {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(NumberVisitor(place))
    }
}

struct BooleanVisitor<'a>(&'a mut bool);

impl Visitor<'_> for BooleanVisitor<'_> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Off, E> {
        *self.0 = value;
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Off, E> {
        *self.0 = match text {
            "true" => true,
            "false" => false,
            _ => return Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        };
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Off, E> {
        *self.0 = match number {
            0 => false,
            1 => true,
            _ => {
                let found = serde::de::Unexpected::Other("a number");
                return Err(E::invalid_type(found, &self));
            }
        };
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Off, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for bool {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(BooleanVisitor(place))
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        *place = json.word("true");
        if *place || json.word("false") {
            return Ok(None);
        }
        json.value(|reader| Self::fill(place, reader))
    }
}

struct TimeVisitor<'a>(&'a mut Option<Timestamp>);

impl Visitor<'_> for TimeVisitor<'_> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time as of RFC 3339")
    }

    fn visit_str<E>(self, text: &str) -> Result<Off, E> {
        *self.0 = time(text);
        Ok(self.0.is_none().then_some(DriftKind::OtherType))
    }

    fn visit_i64<E>(self, _number: i64) -> Result<Off, E> {
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_u64<E>(self, _number: u64) -> Result<Off, E> {
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_f64<E>(self, _number: f64) -> Result<Off, E> {
        Ok(Some(DriftKind::OtherType))
    }

    fn visit_unit<E>(self) -> Result<Off, E> {
        Ok(None)
    }
}

impl<'de> Lenient<'de> for Timestamp {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        let mut time = None;
        let off = Self::fill_option(&mut time, deserializer)?;
        *place = time.ok_or_else(|| D::Error::custom("not a time as of RFC 3339"))?;
        Ok(off)
    }

    fn fill_option<D: Deserializer<'de>>(
        place: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Off, D::Error> {
        deserializer.deserialize_any(TimeVisitor(place))
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        json.value(|reader| Self::fill(place, reader))
    }

    fn read_option(place: &mut Option<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        match json.plain_text() {
            Some(text) => {
                *place = time(text);
                Ok(place.is_none().then_some(DriftKind::OtherType))
            }
            None => json.value(|reader| Self::fill_option(place, reader)),
        }
    }

    /// There is no empty time, so what cannot be read as one is left out.
    fn fill_item<D: Deserializer<'de>>(
        list: &mut Vec<Self>,
        deserializer: D,
    ) -> Result<Off, D::Error> {
        let mut time = None;
        let off = Self::fill_option(&mut time, deserializer)?;
        let missing = time.is_none().then_some(DriftKind::Null);
        list.extend(time);
        Ok(off.or(missing))
    }

    fn read_item(list: &mut Vec<Self>, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        json.value(|reader| Self::fill_item(list, reader))
    }
}

/// The end of a list, where one more item may be added.
struct End<'a, T>(&'a mut Vec<T>);

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for End<'_, T> {
    type Value = Off;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Off, D::Error> {
        T::fill_item(self.0, deserializer)
    }
}

struct ListVisitor<'a, T>(&'a mut Vec<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Off, A::Error> {
        let mut off = None;
        while let Some(item) = items.next_element_seed(End(self.0))? {
            off = off.or(item);
        }
        Ok(off)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Off, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Some(DriftKind::OtherType)),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }

    null_is_empty!();
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(ListVisitor(place))
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if json.peek() != Some(b'[') {
            return json.empty_instead("a list");
        }
        json.expect(b'[')?;
        let mut off = None;
        let mut is_first = true;
        while json.goes_on(b']', &mut is_first)? {
            off = off.or(T::read_item(place, json)?);
        }
        Ok(off)
    }
}

struct MapVisitor<'a, T>(&'a mut BTreeMap<String, T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for MapVisitor<'_, T> {
    type Value = Off;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Off, A::Error> {
        let mut off = None;
        while let Some(key) = entries.next_key::<String>()? {
            let mut value = T::default();
            off = off.or(entries.next_value_seed(Seed(&mut value))?);
            self.0.insert(key, value);
        }
        Ok(off)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Off, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Some(DriftKind::OtherType)),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    null_is_empty!();
}

impl<'de, T: Lenient<'de>> Lenient<'de> for BTreeMap<String, T> {
    const PROMISED: bool = true;

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        deserializer.deserialize_any(MapVisitor(place))
    }

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        if json.peek() != Some(b'{') {
            return json.empty_instead("an object");
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

    fn fill<D: Deserializer<'de>>(place: &mut Self, deserializer: D) -> Result<Off, D::Error> {
        *place = serde::Deserialize::deserialize(deserializer)?;
        Ok(None)
    }
}
