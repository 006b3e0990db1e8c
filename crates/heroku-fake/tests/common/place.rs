//! Places for files.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own for a test, which goes with the test.
pub(crate) struct Place(PathBuf);

impl Place {
    /// The folder with a name that no other test has.
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("heroku-fake-{}-{name}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// A file in it, for a state.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("state.json")
    }

    /// The log beside that file.
    pub(crate) fn log(&self) -> PathBuf {
        self.0.join("state.json.log")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
