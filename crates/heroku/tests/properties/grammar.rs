//! A strict reader of the header `Range`, which knows the grammar and not the library.

/// What a range says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) field: String,
    pub(crate) first: End,
    pub(crate) last: End,
    pub(crate) max: Option<u32>,
    pub(crate) is_descending: Option<bool>,
}

/// One end of a range; without text it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) text: String,
    pub(crate) is_excluded: bool,
}

/// Reads `[field] [start]..[end][; key=value, ...]`; `None` if it is anything else, or could be
/// read in two ways.
pub(crate) fn read(header: &str) -> Option<Said> {
    if header.contains(char::is_control) {
        return None;
    }
    let mut parts = header.split(';').map(str::trim);
    let mut said = read_head(parts.next()?)?;
    let parameters = parts.flat_map(|part| part.split(',')).map(str::trim);
    for parameter in parameters.filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=')? {
            ("max", max) if said.max.is_none() => said.max = Some(max.parse().ok()?),
            ("order", order) if said.is_descending.is_none() => {
                said.is_descending = Some(match order {
                    "asc" => false,
                    "desc" => true,
                    _ => return None,
                });
            }
            _ => return None,
        }
    }
    (said.max != Some(0)).then_some(said)
}

fn read_head(head: &str) -> Option<Said> {
    let mut words = head.splitn(2, char::is_whitespace);
    let (field, ends) = match (words.next()?, words.next()) {
        (field, Some(ends)) => (field, ends),
        (ends, None) => ("", ends),
    };
    let mut ends = ends.trim_start().split("..");
    let (first, last) = (ends.next()?, ends.next()?);
    let is_clear = ends.next().is_none()
        && !field.contains("..")
        && !first.ends_with('.')
        && !last.starts_with('.');
    is_clear.then_some(Said {
        field: field.to_owned(),
        first: read_end(first, first.strip_prefix(']'), |rest| rest.starts_with(']'))?,
        last: read_end(last, last.strip_suffix('['), |rest| rest.ends_with('['))?,
        ..Said::default()
    })
}

/// An end, and what is left of it without the bracket that excludes it.
fn read_end(whole: &str, rest: Option<&str>, has_bracket: fn(&str) -> bool) -> Option<End> {
    let text = rest.unwrap_or(whole);
    let is_excluded = rest.is_some();
    let is_fine = text.trim() == text && !has_bracket(text) && !(is_excluded && text.is_empty());
    is_fine.then(|| End {
        text: text.to_owned(),
        is_excluded,
    })
}
