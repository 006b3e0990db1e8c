//! Lenient reading of plain values: text, numbers, lists, maps, times.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::drift::DriftKind;
use super::lenient::{Lenient, Slot};
use crate::Timestamp;

macro_rules! null_is_empty {
    () => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Slot::off(Default::default(), DriftKind::Null))
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(Slot::off(Default::default(), DriftKind::Null))
        }
    };
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Slot<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Slot::fine(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Slot::fine(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Slot::off(value.to_string(), DriftKind::OtherType))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Slot::off(number.to_string(), DriftKind::OtherType))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Slot::off(number.to_string(), DriftKind::OtherType))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Slot::off(number.to_string(), DriftKind::OtherType))
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for String {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = Slot<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Slot::fine(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map(Slot::fine).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        // The text of a whole f64 is exact, so a number beyond an i64 is refused, never rounded.
        match number.to_string().parse() {
            Ok(whole) => Ok(Slot::off(whole, DriftKind::OtherType)),
            Err(_) => Err(E::custom(format_args!("{number} is no whole number"))),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim().parse() {
            Ok(number) => Ok(Slot::off(number, DriftKind::OtherType)),
            Err(_) => Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        }
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for i64 {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(IntegerVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Slot<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Slot::fine(number))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number has no more precision than this where the schema says `number`"
    )]
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Slot::fine(number as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number has no more precision than this where the schema says `number`"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Slot::fine(number as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Slot::off(number, DriftKind::OtherType)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        }
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for f64 {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct BooleanVisitor;

impl Visitor<'_> for BooleanVisitor {
    type Value = Slot<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Slot::fine(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "true" => Ok(Slot::off(true, DriftKind::OtherType)),
            "false" => Ok(Slot::off(false, DriftKind::OtherType)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Other("text"), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        match number {
            0 | 1 => Ok(Slot::off(number == 1, DriftKind::OtherType)),
            _ => Err(E::invalid_type(
                serde::de::Unexpected::Other("a number"),
                &self,
            )),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    null_is_empty!();
}

impl<'de> Lenient<'de> for bool {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(BooleanVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Slot<Option<Timestamp>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time as of RFC 3339")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.parse().map_or_else(
            |_| Slot::off(None, DriftKind::OtherType),
            |time| Slot::fine(Some(time)),
        ))
    }

    fn visit_i64<E>(self, _number: i64) -> Result<Self::Value, E> {
        Ok(Slot::off(None, DriftKind::OtherType))
    }

    fn visit_u64<E>(self, _number: u64) -> Result<Self::Value, E> {
        Ok(Slot::off(None, DriftKind::OtherType))
    }

    fn visit_f64<E>(self, _number: f64) -> Result<Self::Value, E> {
        Ok(Slot::off(None, DriftKind::OtherType))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Slot::fine(None))
    }
}

impl<'de> Lenient<'de> for Timestamp {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        let time = Self::lenient_option(deserializer)?;
        match time.value {
            Some(value) => Ok(Slot::fine(value)),
            None => Err(D::Error::custom("not a time as of RFC 3339")),
        }
    }

    /// There is no empty time, so what cannot be read as one is left out of a list.
    fn lenient_item<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Option<Self>>, D::Error> {
        let time = Self::lenient_option(deserializer)?;
        let missing = time.value.is_none().then_some(DriftKind::Null);
        Ok(Slot {
            off: time.off.or(missing),
            value: time.value,
        })
    }

    fn lenient_option<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Slot<Option<Self>>, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

/// One of a list, unless it is left out.
struct Item<T>(Slot<Option<T>>);

impl<'de, T: Lenient<'de>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient_item(deserializer).map(Self)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Slot<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Slot::fine(Vec::with_capacity(items.size_hint().unwrap_or(0).min(1024)));
        while let Some(Item(item)) = items.next_element::<Item<T>>()? {
            list.off = list.off.or(item.off);
            list.value.extend(item.value);
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Slot::off(Vec::new(), DriftKind::OtherType)),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }

    null_is_empty!();
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = Slot<BTreeMap<String, T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Slot::fine(BTreeMap::new());
        while let Some((key, entry)) = entries.next_entry::<String, Slot<T>>()? {
            map.off = map.off.or(entry.off);
            map.value.insert(key, entry.value);
        }
        Ok(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        match items.next_element::<IgnoredAny>()? {
            None => Ok(Slot::off(BTreeMap::new(), DriftKind::OtherType)),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    null_is_empty!();
}

impl<'de, T: Lenient<'de>> Lenient<'de> for BTreeMap<String, T> {
    const PROMISED: bool = true;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        deserializer.deserialize_any(MapVisitor(PhantomData))
    }
}

impl<'de> Lenient<'de> for Value {
    const PROMISED: bool = false;

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Slot<Self>, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Slot::fine)
    }
}

/// Reads the text of an open enum by way of `known`, which tells whether the text is a known one.
///
/// # Errors
/// Where there is neither text nor anything that reads as text.
pub fn open<'de, T: Default, D: Deserializer<'de>>(
    deserializer: D,
    known: impl FnOnce(&str) -> (T, bool),
) -> Result<Slot<T>, D::Error> {
    let text = String::lenient(deserializer)?;
    if text.off == Some(DriftKind::Null) {
        return Ok(Slot::off(T::default(), DriftKind::Null));
    }
    let (value, is_known) = known(&text.value);
    let off = text.off.or((!is_known).then_some(DriftKind::UnknownValue));
    Ok(Slot { value, off })
}
