//! The variables of a shell.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The variables of a shell.
#[derive(Clone, Default)]
pub(super) struct Environment(BTreeMap<String, String>);

impl Environment {
    pub(super) fn new(variables: Vec<(String, String)>) -> Self {
        Self(variables.into_iter().collect())
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// All of them, one a line, as in `NAME=VALUE`.
    pub(super) fn list(&self) -> String {
        self.0
            .iter()
            .fold(String::new(), |mut list, (name, value)| {
                // Text takes whatever is written to it.
                let _ = writeln!(list, "{name}={value}");
                list
            })
    }
}

/// The two sides of a word such as `NAME=VALUE`.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    is_name(name).then_some((name, value))
}

/// Whether a variable may be called so.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(is_part_of_name)
}

/// Whether the name of a variable goes on with this character.
pub(super) fn is_part_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
