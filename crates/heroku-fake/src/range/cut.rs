//! Cuts a range out of a list.

use std::cmp::Ordering;

use serde_json::Value;

use super::Range;
use super::parse::Bound;
use crate::exchange::Refusal;

/// The part of a list that was asked for.
pub(crate) struct Cut {
    pub(crate) rows: Vec<Value>,
    pub(crate) content_range: String,
    /// Where the list goes on, unless it ends here.
    pub(crate) next_range: Option<String>,
}

/// One row with what it is sorted by.
struct Row<T> {
    key: Value,
    /// Tells rows with equal keys apart.
    tie: String,
    value: T,
}

impl Range {
    /// Sorts `rows` and cuts the range out of them.
    ///
    /// `key` tells the value that a row has in a field, and `show` the row as it is answered, so
    /// that only the rows that are asked for need to be shown.
    pub(crate) fn cut<T>(
        &self,
        rows: impl IntoIterator<Item = T>,
        key: impl Fn(&T, &str) -> Value,
        show: impl Fn(T) -> Value,
    ) -> Result<Cut, Refusal> {
        let mut kept = Vec::new();
        for (index, value) in rows.into_iter().enumerate() {
            let tie = match key(&value, "id") {
                Value::String(id) => id,
                _ => format!("{index:010}"),
            };
            let key = key(&value, &self.field);
            let row = Row { key, tie, value };
            if self.holds(&row)? {
                kept.push(row);
            }
        }
        kept.sort_by(|a, b| self.order(a, b));
        let next = kept.get(self.max).map(|row| row.key.clone());
        kept.truncate(self.max);
        let next_range = match (kept.last(), next) {
            (Some(last), Some(next)) => Some(self.after(last, &next)),
            _ => None,
        };
        let content_range = self.content_range(&kept);
        let rows = kept.into_iter().map(|row| show(row.value)).collect();
        Ok(Cut {
            rows,
            content_range,
            next_range,
        })
    }

    fn order<T>(&self, a: &Row<T>, b: &Row<T>) -> Ordering {
        let ascending = compare(&a.key, &b.key).then_with(|| a.tie.cmp(&b.tie));
        if self.descending {
            ascending.reverse()
        } else {
            ascending
        }
    }

    fn holds<T>(&self, row: &Row<T>) -> Result<bool, Refusal> {
        let beyond_start = match (&self.start, &self.after) {
            (None, None) => true,
            // The cut fell among rows that have no key: they come first, or last if descending.
            (None, Some(given)) if row.key.is_null() => self.is_behind(row, given),
            (None, Some(_)) => !self.descending,
            (Some(start), after) => match (self.position(row, start)?, after) {
                (Ordering::Less, _) => false,
                (Ordering::Greater, _) => true,
                (Ordering::Equal, None) => !start.exclusive,
                (Ordering::Equal, Some(given)) => self.is_behind(row, given),
            },
        };
        let before_end = match &self.end {
            None => true,
            Some(end) => match self.position(row, end)? {
                Ordering::Less => true,
                Ordering::Equal => !end.exclusive,
                Ordering::Greater => false,
            },
        };
        Ok(beyond_start && before_end)
    }

    /// Whether the row comes behind the one that was `given`, which has the same key.
    fn is_behind<T>(&self, row: &Row<T>, given: &str) -> bool {
        let order = row.tie.as_str().cmp(given);
        order
            == if self.descending {
                Ordering::Less
            } else {
                Ordering::Greater
            }
    }

    /// Whether the row comes before, at or after a bound, in the order of the list.
    fn position<T>(&self, row: &Row<T>, bound: &Bound) -> Result<Ordering, Refusal> {
        let ascending = match &row.key {
            Value::Number(number) => {
                let bound = bound
                    .text
                    .parse::<f64>()
                    .ok()
                    .filter(|bound| bound.is_finite());
                let bound = bound.ok_or_else(|| {
                    Refusal::bad_range(format!(
                        "The ends of a range by {} are numbers.",
                        self.field
                    ))
                })?;
                number.as_f64().unwrap_or_default().total_cmp(&bound)
            }
            Value::String(text) => compare_text(text, &bound.text),
            _ => Ordering::Less,
        };
        Ok(if self.descending {
            ascending.reverse()
        } else {
            ascending
        })
    }

    fn content_range<T>(&self, rows: &[Row<T>]) -> String {
        let key = |row: Option<&Row<T>>| row.map(|row| text(&row.key)).unwrap_or_default();
        let (first, last) = (key(rows.first()), key(rows.last()));
        format!("{} {first}..{last}; {}", self.field, self.parameters())
    }

    /// The range that goes on behind `last`, before `next`.
    fn after<T>(&self, last: &Row<T>, next: &Value) -> String {
        let end = match &self.end {
            Some(end) => format!("{}{}", end.text, if end.exclusive { "[" } else { "" }),
            None => String::new(),
        };
        let (field, key, parameters) = (&self.field, text(&last.key), self.parameters());
        if last.key.is_null() || compare(&last.key, next) == Ordering::Equal {
            format!("{field} {key}..{end}; {parameters}, after={}", last.tie)
        } else {
            format!("{field} ]{key}..{end}; {parameters}")
        }
    }

    fn parameters(&self) -> String {
        let order = if self.descending { ", order=desc" } else { "" };
        format!("max={}{order}", self.max)
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => compare_text(a, b),
        (Value::Number(a), Value::Number(b)) => a
            .as_f64()
            .unwrap_or_default()
            .total_cmp(&b.as_f64().unwrap_or_default()),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn compare_text(a: &str, b: &str) -> Ordering {
    match (time(a), time(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

/// The time that a text tells; most texts do not even look like one.
fn time(text: &str) -> Option<jiff::Timestamp> {
    (text.as_bytes().get(10) == Some(&b'T')).then(|| text.parse().ok())?
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Number(_) => 1,
        _ => 2,
    }
}

fn text(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
