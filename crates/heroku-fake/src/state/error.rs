//! Why a state cannot be had or kept.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a state cannot be read or written.
///
/// ```
/// let error = heroku_fake::Fake::new().restore("{").expect_err("no state");
/// assert!(error.to_string().contains("line 1"));
/// ```
#[derive(Debug)]
pub struct StateError {
    /// The file, where there is one.
    path: Option<PathBuf>,
    what: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StateError {
    /// The text is no state.
    pub(super) fn broken(error: serde_json::Error) -> Self {
        Self {
            path: None,
            what: format!("the state is broken: {error}; restore a copy, or start without it"),
            source: Some(error.into()),
        }
    }

    /// A world contradicts itself.
    pub(super) fn torn(key: &str) -> Self {
        Self {
            path: None,
            what: format!(
                "the state is broken: the world {key} lacks its account or its key; restore a copy"
            ),
            source: None,
        }
    }

    /// The text is the state of another version.
    pub(super) fn version(found: u64) -> Self {
        Self {
            path: None,
            what: format!(
                "the state has version {found}, which this version of the fake cannot read"
            ),
            source: None,
        }
    }

    /// Another process has the file.
    pub(super) fn in_use(path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
            what: "the state is in use by another fake; stop that one, or name another file"
                .to_owned(),
            source: None,
        }
    }

    /// The system refuses.
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self {
            path: Some(path.to_owned()),
            what: error.to_string(),
            source: Some(error.into()),
        }
    }

    /// The same error, with the file that it is about.
    pub(super) fn of(mut self, path: &Path) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// The file that cannot be read or written, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl Error for StateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
