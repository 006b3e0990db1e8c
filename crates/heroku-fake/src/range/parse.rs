//! The header `Range`, as in `name ]my-app..; max=100, order=desc`.

use http::HeaderMap;
use http::header::RANGE;

use crate::exchange::Refusal;

/// How many rows are given where the request does not say.
const DEFAULT_MAX: usize = 200;
/// How many rows are given at most.
const CAP: usize = 1000;
/// Fields that older clients sort by, and their names of today.
const RENAMED: [(&str, &str); 1] = [("domain", "hostname")];

/// Which part of a list is asked for, and in which order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    pub(super) field: String,
    pub(super) start: Option<Bound>,
    pub(super) end: Option<Bound>,
    pub(super) max: usize,
    pub(super) descending: bool,
    /// Of the rows that stand at `start`, those up to this one were given already. Only our own
    /// `Next-Range` says so, where the cut falls between rows with equal keys.
    pub(super) after: Option<String>,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    pub(super) text: String,
    pub(super) exclusive: bool,
}

impl Range {
    /// The range that `headers` ask for, over a list that can be sorted by `fields`.
    pub(crate) fn from(headers: &HeaderMap, fields: &[&str]) -> Result<Self, Refusal> {
        let malformed = || {
            Refusal::bad_range("The header Range is malformed; it looks like `id a..b; max=100`.")
        };
        let text = match headers.get(RANGE) {
            Some(value) => value.to_str().map_err(|_| malformed())?.trim(),
            None => "",
        };
        let range = if text.is_empty() {
            Self::all()
        } else {
            parse(text).ok_or_else(malformed)?
        };
        let range = range.with_field_of_today(fields);
        if fields.contains(&range.field.as_str()) {
            return Ok(range);
        }
        let known = fields.join(", ");
        Err(Refusal::bad_range(format!(
            "This list cannot be sorted by that field, only by {known}."
        )))
    }

    /// The range by the name that a field has now, where a list does not know the old one.
    fn with_field_of_today(mut self, fields: &[&str]) -> Self {
        let renamed = RENAMED.iter().find(|(old, _)| *old == self.field);
        if let Some((old, new)) = renamed
            && !fields.contains(old)
        {
            (*new).clone_into(&mut self.field);
        }
        self
    }

    /// The start is the end that comes first in the order of the list. A descending range whose
    /// ends stand the other way round can only mean the same rows.
    fn turn_ends(&mut self) {
        if let (true, Some(start), Some(end)) = (self.descending, &self.start, &self.end) {
            let numbers = (start.text.parse::<f64>(), end.text.parse::<f64>());
            let turned = match numbers {
                (Ok(start), Ok(end)) => start < end,
                _ => start.text < end.text,
            };
            if turned {
                std::mem::swap(&mut self.start, &mut self.end);
            }
        }
    }

    /// The range of a request that asks for none.
    pub(crate) fn all() -> Self {
        Self {
            field: "id".to_owned(),
            start: None,
            end: None,
            max: DEFAULT_MAX,
            descending: false,
            after: None,
        }
    }
}

fn parse(text: &str) -> Option<Range> {
    let (head, parameters) = text.split_once(';').unwrap_or((text, ""));
    let mut range = parse_head(head.trim())?;
    for parameter in parameters
        .split([';', ','])
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let (name, value) = parameter.split_once('=')?;
        match (name.trim(), value.trim()) {
            ("max", value) => range.max = parse_max(value)?,
            ("order", "asc") => range.descending = false,
            ("order", "desc") => range.descending = true,
            ("after", id) if !id.is_empty() => range.after = Some(id.to_owned()),
            _ => return None,
        }
    }
    range.turn_ends();
    Some(range)
}

/// Numbers beyond any count are as good as the cap.
fn parse_max(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let max = text.parse().unwrap_or(CAP).min(CAP);
    (digits && max > 0).then_some(max)
}

fn parse_head(head: &str) -> Option<Range> {
    let (field, bounds) = match head.split_once(char::is_whitespace) {
        Some((field, bounds)) => (field, bounds.trim_start()),
        None => ("id", head),
    };
    let is_name = field
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (start, end) = bounds.split_once("..")?;
    if !is_name {
        return None;
    }
    let start = match start.strip_prefix(']') {
        Some("") => return None,
        Some(text) => Some(bound(text, true)),
        None => (!start.is_empty()).then(|| bound(start, false)),
    };
    let end = match end.strip_suffix('[') {
        Some("") => return None,
        Some(text) => Some(bound(text, true)),
        None => (!end.is_empty()).then(|| bound(end, false)),
    };
    Some(Range {
        field: field.to_owned(),
        start,
        end,
        ..Range::all()
    })
}

fn bound(text: &str, exclusive: bool) -> Bound {
    Bound {
        text: text.to_owned(),
        exclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_clients_send_is_understood() {
        for (text, field, max, descending) in [
            ("id ..; max=1000;", "id", 1000, false),
            ("version ..; order=desc,max=1", "version", 1, true),
            ("version ..; max=15, order=desc", "version", 15, true),
            ("version ..; order=desc", "version", 200, true),
            ("seq ..; order=desc,max=1000", "seq", 1000, true),
            ("..; max=1", "id", 1, false),
            ("..", "id", 200, false),
            ("domain ..; ;", "domain", 200, false),
            ("name ..;max=5000;order=asc", "name", 1000, false),
            ("name ..; max=99999999999999999999999", "name", 1000, false),
        ] {
            let range = parse(text).expect(text);
            assert_eq!(
                (range.field.as_str(), range.max, range.descending),
                (field, max, descending)
            );
            assert_eq!((range.start, range.end), (None, None));
        }
    }

    #[test]
    fn ends_can_be_exclusive() {
        let range = parse("name ]a-1..b.c[; max=2").expect("well formed");
        assert_eq!(range.start, Some(bound("a-1", true)));
        assert_eq!(range.end, Some(bound("b.c", true)));
        let range = parse("name a..b").expect("well formed");
        assert_eq!(range.start, Some(bound("a", false)));
        assert_eq!(range.end, Some(bound("b", false)));
    }

    #[test]
    fn anything_else_is_malformed() {
        for text in [
            "id",
            "id a",
            "bytes=0-9",
            "id ]..",
            "id ..[",
            "id ..; max=0",
            "id ..; max=-1",
            "id ..; max=",
            "id ..; max",
            "id ..; order=up",
            "id ..; limit=2",
            "i-d ..",
            "; max=2",
            "id ..; max=1.5",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
