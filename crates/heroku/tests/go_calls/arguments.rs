//! The arguments of a Go method, as ours want them.

use std::collections::BTreeMap;

use heroku::ListRange;
use serde_json::Value;

/// The arguments of one call, in the order of the Go method.
pub(crate) struct Arguments<'a>(pub(crate) &'a [Value]);

impl<'a> Arguments<'a> {
    pub(crate) fn value(&self, place: usize) -> &'a Value {
        &self.0[place]
    }

    pub(crate) fn text(&self, place: usize) -> &'a str {
        self.value(place).as_str().expect("a text")
    }

    pub(crate) fn flag(&self, place: usize) -> bool {
        self.value(place).as_bool().expect("a bool")
    }

    /// A slice of texts; nil is an empty one.
    pub(crate) fn texts(&self, place: usize) -> Vec<&'a str> {
        self.items(place)
            .iter()
            .map(|text| text.as_str().expect("a text"))
            .collect()
    }

    /// A slice of structs; nil is an empty one.
    pub(crate) fn structs(&self, place: usize) -> Vec<Fields<'a>> {
        self.items(place).iter().map(Fields).collect()
    }

    /// A map of texts; nil is an empty one.
    pub(crate) fn map(&self, place: usize) -> BTreeMap<&'a str, &'a str> {
        text_map(self.value(place))
    }

    /// A struct, or a pointer to one.
    pub(crate) fn fields(&self, place: usize) -> Fields<'a> {
        Fields(self.value(place))
    }

    /// A `*ListRange`.
    pub(crate) fn range(&self, place: usize) -> Option<ListRange> {
        let range = self.fields(place);
        if range.0.is_null() {
            return None;
        }
        let mut ours = range
            .text("Field")
            .map_or_else(ListRange::new, ListRange::by);
        if let Some(first) = range.text("FirstId") {
            ours = match first.strip_prefix(']') {
                Some(first) => ours.after(first),
                None => ours.from(first),
            };
        }
        if let Some(last) = range.text("LastId") {
            ours = match last.strip_suffix('[') {
                Some(last) => ours.before(last),
                None => ours.until(last),
            };
        }
        if let Some(max) = range.number("Max") {
            ours = ours.max(u32::try_from(max).expect("a page size"));
        }
        if range.flag("Descending") == Some(true) {
            ours = ours.descending();
        }
        Some(ours)
    }

    fn items(&self, place: usize) -> &'a [Value] {
        self.value(place).as_array().map_or(&[], Vec::as_slice)
    }
}

/// A Go struct: a field that is absent is a nil pointer, or in a range a zero value.
pub(crate) struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    pub(crate) fn map(&self, name: &str) -> Option<BTreeMap<&'a str, &'a str>> {
        self.0.get(name).map(text_map)
    }
}

fn text_map(value: &Value) -> BTreeMap<&str, &str> {
    let entries = value.as_object().into_iter().flatten();
    entries
        .map(|(key, value)| (key.as_str(), value.as_str().expect("a text")))
        .collect()
}

/// Sets what the options hold, and leaves the rest out: `set!(request, options, text: name, stack)`.
macro_rules! set {
    ($request:expr, $options:expr, $($read:ident: $($field:ident),+);+) => {{
        let (mut request, options) = ($request, $options);
        $($(
            if let Some(value) = options.$read(stringify!($field)) {
                request = request.$field(value);
            }
        )+)+
        request
    }};
}

/// A list, with the range that the Go method was given.
macro_rules! ranged {
    ($request:expr, $range:expr) => {{
        let request = $request;
        match $range {
            Some(range) => request.range(range),
            None => request,
        }
    }};
}

pub(crate) use {ranged, set};
