//! Text of Rust source: lines, indentation, doc comments.

use std::fmt::{Display, Write};

/// The width of a line, as `rustfmt` has it.
pub(crate) const WIDTH: usize = 100;

/// Rust source in the making.
#[derive(Debug, Default)]
pub(crate) struct Code {
    text: String,
}

impl Code {
    /// Adds a line, `depth` levels deep; an empty one has no blanks.
    pub(crate) fn line(&mut self, depth: usize, text: impl Display) {
        let start = self.text.len();
        for _ in 0..depth {
            self.text.push_str("    ");
        }
        let indented = self.text.len();
        let _ = write!(self.text, "{text}");
        if self.text.len() == indented {
            self.text.truncate(start);
        }
        self.text.push('\n');
    }

    /// Adds an empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds doc comments with the given mark (`///` or `//!`): one paragraph, or several between
    /// empty lines.
    pub(crate) fn docs_with(&mut self, depth: usize, mark: &str, text: &str) {
        let width = WIDTH.saturating_sub(depth * 4 + mark.len() + 1);
        let mut is_first = true;
        for paragraph in text.split("\n\n") {
            if paragraph.trim().is_empty() {
                continue;
            }
            if !is_first {
                self.line(depth, mark);
            }
            is_first = false;
            wrap(paragraph, width, |line| {
                self.line(depth, format_args!("{mark} {line}"));
            });
        }
    }

    /// Adds outer doc comments.
    pub(crate) fn docs(&mut self, depth: usize, text: &str) {
        self.docs_with(depth, "///", text);
    }

    /// Adds an outer doc comment as it is.
    pub(crate) fn doc_line(&mut self, depth: usize, text: &str) {
        if text.is_empty() {
            self.line(depth, "///");
        } else {
            self.line(depth, format_args!("/// {text}"));
        }
    }

    /// Adds `head { items }`: on one line if that fits, else with one item a line.
    pub(crate) fn signature(&mut self, depth: usize, head: &str, items: &[String], tail: &str) {
        let line = format!("{head}({}){tail}", items.join(", "));
        if depth * 4 + line.len() <= WIDTH {
            self.line(depth, line);
            return;
        }
        self.line(depth, format_args!("{head}("));
        for item in items {
            self.parameter(depth + 1, item);
        }
        self.line(depth, format_args!("){tail}"));
    }

    fn parameter(&mut self, depth: usize, item: &str) {
        const ITERATOR: &str = "impl IntoIterator<";
        // `rustfmt` lets the comma stand out.
        let is_long = depth * 4 + item.len() > WIDTH;
        let parts = item.split_once(ITERATOR).filter(|_| is_long);
        match parts.and_then(|(name, ty)| Some((name, ty.strip_suffix('>')?))) {
            Some((name, ty)) => {
                self.line(depth, format_args!("{name}{ITERATOR}"));
                self.line(depth + 1, format_args!("{ty},"));
                self.line(depth, ">,");
            }
            None => self.line(depth, format_args!("{item},")),
        }
    }

    /// Adds an assignment, broken behind the sign if it is too long for a line.
    pub(crate) fn assignment(&mut self, depth: usize, place: &str, value: &str) {
        let line = format!("{place} = {value};");
        if depth * 4 + line.len() <= WIDTH {
            self.line(depth, line);
        } else {
            self.line(depth, format_args!("{place} ="));
            self.line(depth + 1, format_args!("{value};"));
        }
    }

    /// Adds a struct expression as `rustfmt` lays it out.
    pub(crate) fn literal(&mut self, depth: usize, name: &str, fields: &[String]) {
        let inner = fields.join(", ");
        if fields.is_empty() {
            self.line(depth, format_args!("{name} {{}}"));
        } else if inner.len() <= 18 {
            self.line(depth, format_args!("{name} {{ {inner} }}"));
        } else {
            self.line(depth, format_args!("{name} {{"));
            for field in fields {
                self.line(depth + 1, format_args!("{field},"));
            }
            self.line(depth, "}");
        }
    }

    /// Adds `path! { name { items } tail }`, packed into as few lines as fit.
    pub(crate) fn invoke(&mut self, path: &str, name: &str, items: &[String], tail: &str) {
        let list = if items.is_empty() {
            format!("{name} {{}}{tail}")
        } else {
            format!("{name} {{ {} }}{tail}", items.join(", "))
        };
        let line = format!("{path}! {{ {list} }}");
        if line.len() <= WIDTH {
            self.line(0, line);
            return;
        }
        self.line(0, format_args!("{path}! {{"));
        self.line(1, format_args!("{name} {{"));
        for row in rows(items, WIDTH - 8) {
            self.line(2, row);
        }
        self.line(1, format_args!("}}{tail}"));
        self.line(0, "}");
    }

    /// Appends other source.
    pub(crate) fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
    }

    /// The whole text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// Items with commas behind them, in rows no wider than `width` where an item allows it.
pub(crate) fn rows(items: &[impl AsRef<str>], width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for item in items.iter().map(AsRef::as_ref) {
        match rows.last_mut() {
            Some(row) if row.len() + item.len() + 2 <= width => {
                row.push(' ');
                row.push_str(item);
                row.push(',');
            }
            _ => rows.push(format!("{item},")),
        }
    }
    rows
}

/// Gives the words of a paragraph to `write`, in lines no longer than `width` where a word
/// allows it.
///
/// Text in backticks stays on one line, and no line starts with what Markdown reads as a list,
/// a heading or a quotation.
fn wrap(paragraph: &str, width: usize, mut write: impl FnMut(&str)) {
    let indent = if paragraph.starts_with("- ") {
        "  "
    } else {
        ""
    };
    let mut line = String::with_capacity(width);
    let mut used = 0;
    pieces(paragraph, |piece| {
        let wanted = piece.chars().count();
        if used == 0 {
            used = wanted;
        } else if used + 1 + wanted <= width {
            line.push(' ');
            used += 1 + wanted;
        } else {
            write(&line);
            line.clear();
            line.push_str(indent);
            used = indent.len() + wanted;
        }
        line.push_str(piece);
    });
    if used > 0 {
        write(&line);
    }
}

/// Gives the parts of a paragraph to `take` that must not be broken.
fn pieces(paragraph: &str, mut take: impl FnMut(&str)) {
    let mut piece = String::new();
    let mut in_code = false;
    for word in paragraph.split_whitespace() {
        if !piece.is_empty() {
            if in_code || starts_block(word) {
                piece.push(' ');
            } else {
                take(&piece);
                piece.clear();
            }
        }
        piece.push_str(word);
        in_code ^= !backticks(word).is_multiple_of(2);
    }
    if !piece.is_empty() {
        take(&piece);
    }
}

fn backticks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'`').count()
}

fn starts_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    word.starts_with(['#', '>', '|', '='])
        || matches!(word, "-" | "+" | "*")
        || word.starts_with("---")
        || (digits.len() < word.len() && matches!(digits, "." | ")"))
}

/// Text of a schema as Markdown that rustdoc takes without warnings.
///
/// Outside of backticks, brackets and angle brackets are escaped and bare addresses become links.
pub(crate) fn markdown(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let whole = backticks(text).is_multiple_of(2);
    for (position, part) in text.split('`').enumerate() {
        if position > 0 {
            result.push_str(if whole { "`" } else { "\\`" });
        }
        if whole && position % 2 == 1 {
            result.push_str(part);
        } else {
            escape(&mut result, part);
        }
    }
    tidied(&result)
}

/// Paragraphs of words with one blank between them, none of which starts what it should not.
fn tidied(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for paragraph in text.split("\n\n") {
        let mut words = paragraph.split_whitespace();
        let Some(first) = words.next() else { continue };
        if !result.is_empty() {
            result.push_str("\n\n");
        }
        if starts_block(first) {
            result.push('\\');
        }
        result.push_str(first);
        for word in words {
            result.push(' ');
            result.push_str(word);
        }
    }
    result
}

fn escape(result: &mut String, text: &str) {
    let may_change = |c| matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '\\' | 'h');
    let mut rest = text;
    while let Some(place) = rest.find(may_change) {
        let (before, after) = rest.split_at(place);
        result.push_str(before);
        if after.starts_with("http://") || after.starts_with("https://") {
            let end = after
                .find(|c: char| c.is_whitespace() || "<>()[]\"'`".contains(c))
                .unwrap_or(after.len());
            let address = after[..end].trim_end_matches(['.', ',', ';', ':']);
            let _ = write!(result, "<{address}>");
            rest = &after[address.len()..];
            continue;
        }
        let (letter, after) = after.split_at(1);
        if letter != "h" {
            result.push('\\');
        }
        result.push_str(letter);
        rest = after;
    }
    result.push_str(rest);
}

/// The first sentence of a text, and the rest.
pub(crate) fn first_sentence(text: &str) -> (&str, &str) {
    let mut in_code = false;
    for (position, c) in text.char_indices() {
        match c {
            '`' => in_code = !in_code,
            '\n' => return (text[..position].trim(), text[position..].trim()),
            '.' if !in_code => {
                let (before, after) = (&text[..position], &text[position + 1..]);
                let starts = after.trim_start().chars().next();
                let ends = after.starts_with(char::is_whitespace)
                    && starts.is_none_or(|c| c.is_uppercase() || c == '`')
                    && !before.ends_with("e.g")
                    && !before.ends_with("i.e");
                if ends {
                    return (&text[..=position], after.trim());
                }
            }
            _ => {}
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_starts_a_list_by_accident() {
        let mut lines = Vec::new();
        wrap("one two - three 4. five `a b c d e f`", 8, |line| {
            lines.push(line.to_owned());
        });
        assert_eq!(lines, ["one", "two -", "three 4.", "five", "`a b c d e f`"]);
    }

    #[test]
    fn text_of_a_schema_becomes_harmless_markdown() {
        assert_eq!(
            markdown("see https://a.b/c. an <app> [x] `<kept>` foo_bar"),
            "see <https://a.b/c>. an \\<app\\> \\[x\\] `<kept>` foo\\_bar"
        );
        assert_eq!(markdown("an `odd one"), "an \\`odd one");
    }

    #[test]
    fn the_first_sentence_ends_where_it_should() {
        assert_eq!(
            first_sentence("One v. two. Three."),
            ("One v. two.", "Three.")
        );
        assert_eq!(first_sentence("Only `a. B` here"), ("Only `a. B` here", ""));
    }
}
