//! Text of Rust source: lines, indentation, doc comments.

use std::fmt::Write;

/// The width of a line, as `rustfmt` has it.
pub(crate) const WIDTH: usize = 100;

/// Rust source in the making.
#[derive(Debug, Default)]
pub(crate) struct Code {
    text: String,
}

impl Code {
    /// Adds a line, `depth` levels deep; an empty one has no blanks.
    pub(crate) fn line(&mut self, depth: usize, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.is_empty() {
            let width = depth * 4;
            let _ = write!(self.text, "{:width$}{text}", "");
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
            let lines = wrap(paragraph, width);
            if lines.is_empty() {
                continue;
            }
            if !is_first {
                self.line(depth, mark);
            }
            is_first = false;
            for line in lines {
                self.line(depth, format!("{mark} {line}"));
            }
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
            self.line(depth, format!("/// {text}"));
        }
    }

    /// Adds `head { items }`: on one line if that fits, else with one item a line.
    pub(crate) fn signature(&mut self, depth: usize, head: &str, items: &[String], tail: &str) {
        let line = format!("{head}({}){tail}", items.join(", "));
        if depth * 4 + line.len() <= WIDTH {
            self.line(depth, line);
            return;
        }
        self.line(depth, format!("{head}("));
        for item in items {
            self.parameter(depth + 1, item);
        }
        self.line(depth, format!("){tail}"));
    }

    fn parameter(&mut self, depth: usize, item: &str) {
        const ITERATOR: &str = "impl IntoIterator<";
        // `rustfmt` lets the comma stand out.
        let is_long = depth * 4 + item.len() > WIDTH;
        let parts = item.split_once(ITERATOR).filter(|_| is_long);
        match parts.and_then(|(name, ty)| Some((name, ty.strip_suffix('>')?))) {
            Some((name, ty)) => {
                self.line(depth, format!("{name}{ITERATOR}"));
                self.line(depth + 1, format!("{ty},"));
                self.line(depth, ">,");
            }
            None => self.line(depth, format!("{item},")),
        }
    }

    /// Adds an assignment, broken behind the sign if it is too long for a line.
    pub(crate) fn assignment(&mut self, depth: usize, place: &str, value: &str) {
        let line = format!("{place} = {value};");
        if depth * 4 + line.len() <= WIDTH {
            self.line(depth, line);
        } else {
            self.line(depth, format!("{place} ="));
            self.line(depth + 1, format!("{value};"));
        }
    }

    /// Adds a struct expression as `rustfmt` lays it out.
    pub(crate) fn literal(&mut self, depth: usize, name: &str, fields: &[String]) {
        let inner = fields.join(", ");
        if fields.is_empty() {
            self.line(depth, format!("{name} {{}}"));
        } else if inner.len() <= 18 {
            self.line(depth, format!("{name} {{ {inner} }}"));
        } else {
            self.line(depth, format!("{name} {{"));
            for field in fields {
                self.line(depth + 1, format!("{field},"));
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
        self.line(0, format!("{path}! {{"));
        self.line(1, format!("{name} {{"));
        for row in rows(items, WIDTH - 8) {
            self.line(2, row);
        }
        self.line(1, format!("}}{tail}"));
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

/// The words of a paragraph, in lines no longer than `width` where a word allows it.
///
/// Text in backticks stays on one line, and no line starts with what Markdown reads as a list,
/// a heading or a quotation.
fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let indent = if paragraph.starts_with("- ") {
        "  "
    } else {
        ""
    };
    let mut lines: Vec<String> = Vec::new();
    for word in pieces(paragraph) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) => lines.push(format!("{indent}{word}")),
            None => lines.push(word),
        }
    }
    lines
}

fn pieces(paragraph: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut in_code = false;
    for word in paragraph.split_whitespace() {
        match pieces.last_mut() {
            Some(last) if in_code || starts_block(word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => pieces.push(word.to_owned()),
        }
        if word.matches('`').count() % 2 == 1 {
            in_code = !in_code;
        }
    }
    pieces
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
    let whole = text.matches('`').count().is_multiple_of(2);
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
    result
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            if starts_block(paragraph.split(' ').next().unwrap_or_default()) {
                format!("\\{paragraph}")
            } else {
                paragraph
            }
        })
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn escape(result: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>()[]\"'`".contains(c))
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ',', ';', ':']);
            let _ = write!(result, "<{address}>");
            rest = &rest[address.len()..];
            continue;
        }
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '\\') {
            result.push('\\');
        }
        result.push(c);
        rest = &rest[c.len_utf8()..];
    }
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
        let lines = wrap("one two - three 4. five `a b c d e f`", 8);
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
