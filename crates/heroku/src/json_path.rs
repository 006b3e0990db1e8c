//! Finding the place in a JSON text that a parser complained about.

/// The path of the last value that starts before `line` and `column` (both from 1), as in
/// `[3].owner.id`; empty for the root.
pub(crate) fn json_path(text: &[u8], line: usize, column: usize) -> String {
    let (_, start) = walk(text, offset_of(text, line, column));
    let (stack, _) = walk(text, start);
    render(&stack)
}

/// The path of a place inside the value of which `serde_json` complains, as a whole, at `line` and
/// `column`: behind it, and behind the comma or the bracket that follows. It names no line where
/// the value is all of the text.
pub(crate) fn json_path_inside(
    text: &[u8],
    (line, column): (usize, usize),
    inside: &str,
) -> String {
    let before = text
        .get(..offset_of(text, line, column))
        .unwrap_or_default();
    let end = before.trim_ascii_end().len().saturating_sub(1);
    let (stack, _) = walk(text, if line == 0 { 0 } else { end });
    let path = render(&stack);
    let needs_dot = !path.is_empty() && !inside.is_empty() && !inside.starts_with('[');
    format!("{path}{}{inside}", if needs_dot { "." } else { "" })
}

/// How many bytes of a path are printed.
const MOST: usize = 100;

/// The place that a path leads to, in words that fit into a line.
pub(crate) fn place(path: &str) -> String {
    let breaks = |c: char| c.is_control() || c.is_whitespace() && c != ' ';
    match path.len() {
        0 => "its root".to_owned(),
        1..=MOST if !path.contains(breaks) => format!("`{path}`"),
        _ => "a place deep inside".to_owned(),
    }
}

/// Walks the text up to `offset`: what is open there, and where the last value before it starts.
fn walk(text: &[u8], offset: usize) -> (Vec<Step>, usize) {
    let mut stack: Vec<Step> = Vec::new();
    let mut start = 0;
    let mut expects_key = false;
    let mut at = 0;
    while at < text.len() && at < offset {
        match text[at] {
            b'{' | b'[' => {
                start = at;
                let object = text[at] == b'{';
                expects_key = object;
                stack.push(if object {
                    Step::Field(String::new())
                } else {
                    Step::Index(0)
                });
                at += 1;
            }
            b'}' | b']' => {
                stack.pop();
                at += 1;
            }
            b',' => {
                match stack.last_mut() {
                    Some(Step::Index(index)) => *index += 1,
                    Some(Step::Field(_)) => expects_key = true,
                    None => {}
                }
                at += 1;
            }
            b'"' => {
                let end = end_of_string(text, at);
                if expects_key && let Some(Step::Field(name)) = stack.last_mut() {
                    *name = String::from_utf8_lossy(&text[at + 1..end.max(at + 1)]).into_owned();
                    expects_key = false;
                } else {
                    start = at;
                }
                at = end + 1;
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            _ => {
                start = at;
                while at < text.len() && !matches!(text[at], b',' | b'}' | b']' | b' ' | b'\n') {
                    at += 1;
                }
            }
        }
    }
    (stack, start)
}

enum Step {
    Field(String),
    Index(usize),
}

fn render(stack: &[Step]) -> String {
    let mut path = String::new();
    for step in stack {
        match step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Step::Index(index) => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
    path
}

/// The index of the closing quote, or the end of the text.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at.min(text.len())
}

fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let start = text
        .split_inclusive(|&byte| byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    start + column
}
