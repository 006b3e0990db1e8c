//! Reading a token from `.netrc`.

use std::fs;
use std::io;
use std::path::Path;

use crate::Secret;

/// The password of the first of `machines` that the file has an entry for.
pub(super) fn find(path: &Path, machines: &[&str]) -> Result<Option<Secret>, String> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    let text = String::from_utf8(text).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    let entries = entries(&text);
    let found = machines
        .iter()
        .find_map(|machine| entries.iter().find(|entry| entry.machine == Some(*machine)))
        .or_else(|| entries.iter().find(|entry| entry.machine.is_none()))
        .and_then(|entry| entry.password.as_ref());
    if found.is_some() {
        warn_if_open(path);
    }
    Ok(found.map(Secret::from))
}

struct Entry<'a> {
    /// `None` for `default`.
    machine: Option<&'a str>,
    password: Option<String>,
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut rest = text;
    while let Some((word, after)) = next_word(rest) {
        rest = after;
        match word {
            "machine" => {
                let Some((machine, after)) = next_word(rest) else {
                    break;
                };
                rest = after;
                entries.push(Entry {
                    machine: Some(unquoted(machine)),
                    password: None,
                });
            }
            "default" => entries.push(Entry {
                machine: None,
                password: None,
            }),
            "password" => {
                let Some((password, after)) = next_word(rest) else {
                    break;
                };
                rest = after;
                if let Some(entry) = entries.last_mut() {
                    entry.password = Some(unescaped(password));
                }
            }
            "login" | "account" => {
                let Some((_value, after)) = next_word(rest) else {
                    break;
                };
                rest = after;
            }
            // A macro lasts until the next empty line.
            "macdef" => rest = rest.find("\n\n").map_or("", |end| &rest[end..]),
            _ => {}
        }
    }
    entries
}

/// The next word and what follows it; comments are passed over, quotes keep blanks together.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let mut text = text.trim_start();
    while text.starts_with('#') {
        text = text
            .split_once('\n')
            .map_or("", |(_comment, rest)| rest)
            .trim_start();
    }
    if text.is_empty() {
        return None;
    }
    let mut end = text.len();
    let mut escaped = false;
    let quoted = text.starts_with('"');
    for (at, c) in text.char_indices().skip(usize::from(quoted)) {
        if escaped {
            escaped = false;
        } else if quoted && c == '\\' {
            escaped = true;
        } else if quoted && c == '"' {
            end = at + 1;
            break;
        } else if !quoted && c.is_whitespace() {
            end = at;
            break;
        }
    }
    Some(text.split_at(end))
}

fn unquoted(word: &str) -> &str {
    word.strip_prefix('"')
        .map_or(word, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

fn unescaped(word: &str) -> String {
    if !word.starts_with('"') {
        return word.to_owned();
    }
    let mut text = String::new();
    let mut escaped = false;
    for c in unquoted(word).chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            text.push(c);
        }
    }
    text
}

#[cfg(unix)]
fn warn_if_open(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(meta) = fs::metadata(path) else { return };
    if meta.permissions().mode() & 0o077 != 0 {
        tracing::warn!(
            target: "heroku",
            "{} holds a token and can be read by others; run `chmod 600` on it",
            path.display()
        );
    }
}

#[cfg(not(unix))]
fn warn_if_open(_path: &Path) {}
