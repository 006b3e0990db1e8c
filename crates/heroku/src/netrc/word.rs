//! One value: between quotes or not.

/// Whether words end here.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// How long the word is that `text` starts with.
///
/// Quotes keep blanks together, but not lines: without its second quote, a value takes the rest
/// of its line.
pub(super) fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        let end = bytes.iter().position(|byte| is_blank(*byte));
        return end.unwrap_or(bytes.len());
    }
    let mut escaped = false;
    let mut end = bytes.len();
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'\n' => {
                end = at;
                break;
            }
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text[..end].trim_end_matches('\r').len()
}

/// Whether the word has a first quote, but no second.
pub(super) fn is_open(word: &str) -> bool {
    word.starts_with('"') && unquoted(word).1
}

/// What the word means.
pub(super) fn value(word: &str) -> String {
    if word.starts_with('"') {
        unquoted(word).0
    } else {
        word.to_owned()
    }
}

/// The text behind the first quote, and whether the second is missing.
fn unquoted(word: &str) -> (String, bool) {
    let mut text = String::new();
    let mut rest = word.chars().skip(1);
    while let Some(c) = rest.next() {
        match c {
            '"' => return (text, false),
            '\\' => text.push(rest.next().unwrap_or('\\')),
            _ => text.push(c),
        }
    }
    (text, true)
}

/// The word that means `value`, between quotes if it must be, or if `quotes` says so.
pub(super) fn written(value: &str, quotes: bool) -> String {
    let needs_quotes = value.is_empty()
        || value.starts_with(['"', '#'])
        || value.bytes().any(|byte| is_blank(byte) || byte == b'\\');
    if !quotes && !needs_quotes {
        return value.to_owned();
    }
    let mut word = String::with_capacity(value.len() + 2);
    word.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            word.push('\\');
        }
        word.push(c);
    }
    word.push('"');
    word
}
