//! The variables of a shell.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::bounds::{LONGEST, TOO_LONG};

/// The variables of a shell.
#[derive(Clone, Default)]
pub(super) struct Environment {
    values: BTreeMap<String, String>,
    /// How many bytes their names and values have.
    size: usize,
}

impl Environment {
    pub(super) fn new(variables: Vec<(String, String)>) -> Self {
        let values: BTreeMap<_, _> = variables.into_iter().collect();
        let size = values.iter().map(|(name, value)| name.len() + value.len());
        Self {
            size: size.sum(),
            values,
        }
    }

    /// How many bytes the names and the values have.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Sets a variable, where there is room for it; else says so.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        if self.size + name.len() + value.len() > LONGEST {
            return Err(format!("{name}: {TOO_LONG}"));
        }
        self.unset(name);
        self.size += name.len() + value.len();
        self.values.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    pub(super) fn unset(&mut self, name: &str) {
        if let Some(value) = self.values.remove(name) {
            self.size -= name.len() + value.len();
        }
    }

    /// All of them, one a line, as in `NAME=VALUE`.
    pub(super) fn list(&self) -> String {
        self.values
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
