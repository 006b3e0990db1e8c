//! Which part of a list to answer, and in which order.

use std::fmt;

/// Room for a range of the usual kind.
const USUAL_LENGTH: usize = 32;

/// Which part of a list to answer, in which order, and in pages of which size.
///
/// ```
/// use heroku::ListRange;
///
/// let range = ListRange::by("name").max(10).descending();
/// assert_eq!(range.to_string(), "name ..; max=10, order=desc");
///
/// let after = ListRange::by("id").after("0123").until("4567");
/// assert_eq!(after.to_string(), "id ]0123..4567");
/// ```
///
/// A page holds 200 items unless `max` says otherwise, and never more than 1000. Without a
/// field, Heroku sorts by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct ListRange {
    field: String,
    first: String,
    first_excluded: bool,
    last: String,
    last_excluded: bool,
    max: Option<u32>,
    order: Option<Order>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Ascending,
    Descending,
}

impl ListRange {
    /// The whole list, in Heroku's own order.
    pub fn new() -> Self {
        Self::default()
    }

    /// The whole list, sorted by `field`.
    pub fn by(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            ..Self::default()
        }
    }

    /// Starts with the item whose field is `first`, or the next one.
    pub fn from(mut self, first: impl Into<String>) -> Self {
        self.first = first.into();
        self.first_excluded = false;
        self
    }

    /// Starts behind the item whose field is `first`.
    pub fn after(mut self, first: impl Into<String>) -> Self {
        self.first = first.into();
        self.first_excluded = true;
        self
    }

    /// Ends with the item whose field is `last`.
    pub fn until(mut self, last: impl Into<String>) -> Self {
        self.last = last.into();
        self.last_excluded = false;
        self
    }

    /// Ends before the item whose field is `last`.
    pub fn before(mut self, last: impl Into<String>) -> Self {
        self.last = last.into();
        self.last_excluded = true;
        self
    }

    /// How many items a page may hold, at least 1; Heroku sends no more than 1000.
    pub fn max(mut self, max: u32) -> Self {
        self.max = Some(max);
        self
    }

    /// Smallest first, said outright.
    pub fn ascending(mut self) -> Self {
        self.order = Some(Order::Ascending);
        self
    }

    /// Greatest first.
    pub fn descending(mut self) -> Self {
        self.order = Some(Order::Descending);
        self
    }

    /// The header's value, or what is wrong with it.
    pub(crate) fn check(&self) -> Result<String, String> {
        if self.max == Some(0) {
            return Err("the range asks for pages of 0 items; `max` is at least 1".to_owned());
        }
        for (what, text) in [
            ("field", &self.field),
            ("start", &self.first),
            ("end", &self.last),
        ] {
            if text.is_empty() {
                continue;
            }
            // The first blank ends the field, and without a field whatever it stands in.
            let may_hold_blanks = what != "field" && !self.field.is_empty();
            let is_misread = match what {
                "start" => text.starts_with(']') || text.ends_with('.'),
                "end" => text.starts_with('.') || text.ends_with('['),
                _ => false,
            };
            let bad = |c: char| c.is_control() || c == ';';
            if is_misread
                || !may_hold_blanks && text.contains(char::is_whitespace)
                || text.contains(bad)
                || text.contains("..")
                || text.trim() != text
            {
                return Err(format!(
                    "the {what} of the range, `{}`, holds what the grammar of ranges uses itself",
                    text.escape_debug()
                ));
            }
        }
        Ok(self.text())
    }

    /// As it stands in the header; put together piece by piece, since each list asks for one.
    fn text(&self) -> String {
        let mut text = String::with_capacity(USUAL_LENGTH);
        if !self.field.is_empty() {
            text.push_str(&self.field);
            text.push(' ');
        }
        if self.first_excluded && !self.first.is_empty() {
            text.push(']');
        }
        text.push_str(&self.first);
        text.push_str("..");
        text.push_str(&self.last);
        if self.last_excluded && !self.last.is_empty() {
            text.push('[');
        }
        if let Some(max) = self.max {
            text.push_str("; max=");
            text.push_str(&max.to_string());
        }
        if let Some(order) = self.order {
            text.push_str(if self.max.is_some() { ", " } else { "; " });
            text.push_str(match order {
                Order::Ascending => "order=asc",
                Order::Descending => "order=desc",
            });
        }
        text
    }
}

impl fmt::Display for ListRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
