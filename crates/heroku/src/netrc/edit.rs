//! Changes one entry of a `.netrc`, and no byte of the others.

use std::ops::Range;

use super::scan::{End, Found, Scan, first_byte, line_start};
use super::word::{is_blank, is_open, value, written};

/// The text with `login` and `password` for `machine`.
pub(super) fn set(text: &str, machine: &str, login: &str, password: &str) -> String {
    let mut default = None;
    let mut scan = Scan::new(text);
    for found in scan.by_ref() {
        match &found.name {
            Some(name) if is_machine(&text[name.clone()], machine) => {
                return change(text, &found, name, login, password);
            }
            None if default.is_none() => default = Some((found.start(), found.gap)),
            _ => {}
        }
    }
    let end = scan.end();
    let line_break = line_break(text);
    let at = match (default, &end) {
        (Some((start, gap)), _) => above(text, start, gap),
        (None, End::Dangling { start, gap }) => above(text, *start, *gap),
        (None, End::Complete | End::InMacro) => text.len(),
    };
    let mut entry = String::new();
    if at > first_byte(text) && !text[..at].ends_with('\n') {
        entry.push_str(line_break);
    }
    if at == text.len() && matches!(end, End::InMacro) {
        entry.push_str(line_break);
    }
    for (indent, keyword, value) in [
        ("", "machine", machine),
        ("  ", "login", login),
        ("  ", "password", password),
    ] {
        let value = written(value, false);
        entry.extend([indent, keyword, " ", &value, line_break]);
    }
    spliced(text, vec![(at..at, entry)])
}

/// The text without the entries of `machine`; none if it has none.
pub(super) fn remove(text: &str, machine: &str) -> Option<String> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for found in Scan::new(text) {
        let Some(name) = found.name else { continue };
        if !is_machine(&text[name], machine) {
            continue;
        }
        for part in found.parts {
            match cuts.last_mut() {
                Some(last) if text[last.end..part.start].bytes().all(is_blank) => {
                    last.end = part.end;
                }
                _ => cuts.push(part),
            }
        }
    }
    let edits: Vec<_> = cuts
        .into_iter()
        .map(|cut| (with_blanks(text, cut), String::new()))
        .collect();
    (!edits.is_empty()).then(|| spliced(text, edits))
}

/// Whether `word` names `machine`. Names of hosts know no case.
pub(super) fn is_machine(word: &str, machine: &str) -> bool {
    value(word).eq_ignore_ascii_case(machine)
}

/// Changes the values of an entry, and adds those that it lacks.
fn change(text: &str, found: &Found, name: &Range<usize>, login: &str, password: &str) -> String {
    let separator = separator(text, found, name);
    let behind_name = name.end;
    let behind_login = found.logins.last().map_or(behind_name, |span| span.end);
    let mut edits = Vec::new();
    for (keyword, spans, value, place) in [
        ("login", &found.logins, login, behind_name),
        ("password", &found.passwords, password, behind_login),
    ] {
        for span in spans {
            // A password that is added right behind keeps it from what follows.
            let is_apart = found.passwords.is_empty() && span.end == behind_login;
            let quotes = !is_apart && is_tight(text, span.end);
            edits.push((span.clone(), written(value, quotes)));
        }
        if spans.is_empty() {
            let value = written(value, false);
            let blank = if is_tight(text, place) { " " } else { "" };
            let added = format!("{separator}{keyword} {value}{blank}");
            edits.push((place..place, added));
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    spliced(text, edits)
}

/// What an entry has between its name and the next word.
fn separator(text: &str, found: &Found, name: &Range<usize>) -> String {
    let rest = &text[name.end..found.end()];
    let (blanks, next) = rest.split_at(leading_blanks(rest));
    if !blanks.is_empty() && !next.is_empty() && !next.starts_with('#') {
        blanks.to_owned()
    } else if is_open(&text[name.clone()]) {
        format!("{}  ", line_break(text))
    } else {
        " ".to_owned()
    }
}

fn leading_blanks(text: &str) -> usize {
    let end = text.bytes().position(|byte| !is_blank(byte));
    end.unwrap_or(text.len())
}

/// Whether the next word follows without a blank, as it may behind a quote.
fn is_tight(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|byte| !is_blank(*byte))
}

/// Where to put an entry before the word at `start`: above the comments on top of it.
fn above(text: &str, start: usize, gap: usize) -> usize {
    let mut at = line_start(text, start);
    if at < gap {
        return start;
    }
    while at > gap {
        let line = line_start(text, at - 1);
        if line < gap || !text[line..at].trim_start().starts_with('#') {
            break;
        }
        at = line;
    }
    at
}

/// The line break that the text uses.
fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(end) if text[..end].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// A cut with the blanks that make no sense without it: whole lines where nothing else is on
/// them.
fn with_blanks(text: &str, cut: Range<usize>) -> Range<usize> {
    let is_inner_blank = |byte: u8| is_blank(byte) && byte != b'\n';
    let first = first_byte(text);
    let before = &text.as_bytes()[first..cut.start];
    let start = before.iter().rposition(|byte| !is_inner_blank(*byte));
    let start = start.map_or(first, |at| first + at + 1);
    let after = &text.as_bytes()[cut.end..];
    let end = after.iter().position(|byte| !is_inner_blank(*byte));
    let end = end.map_or(text.len(), |at| cut.end + at);
    let starts_line = start == first || text[..start].ends_with('\n');
    let ends_line = end == text.len() || text[end..].starts_with('\n');
    match (starts_line, ends_line) {
        (true, true) => start..text.len().min(end + 1),
        (false, true) => cut,
        (_, false) => cut.start..end,
    }
}

/// The text with each span replaced; the spans are in order.
fn spliced(text: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let mut result = String::with_capacity(text.len() + 128);
    let mut at = 0;
    for (span, new) in edits {
        result.push_str(&text[at..span.start]);
        result.push_str(&new);
        at = span.end;
    }
    result.push_str(&text[at..]);
    result
}
