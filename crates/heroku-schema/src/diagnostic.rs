//! What the reader has to say about a description.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

/// One remark about a description: what is odd, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file, as the caller named it; `input` for text that came from no file.
    pub file: String,
    /// JSON pointer to the place in that file; empty for the whole file.
    pub pointer: String,
    /// What is odd, and what was made of it.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The description is odd, and was read in the most likely sense.
    Warning,
    /// A part of the description could not be used, or a correction is wrong.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Two lines: severity, place and message; then the hint.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            file,
            pointer,
            message,
            hint,
        } = self;
        write!(f, "{severity}: {file}#{pointer}: {message}")?;
        if !hint.is_empty() {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Collects diagnostics, each once: a definition is visited as often as it is used.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    said: RefCell<(Vec<Diagnostic>, HashSet<Diagnostic>)>,
}

impl Sink {
    pub(crate) fn add(&self, diagnostic: Diagnostic) {
        let mut said = self.said.borrow_mut();
        if said.1.insert(diagnostic.clone()) {
            said.0.push(diagnostic);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.said.into_inner().0
    }
}
