//! Where things are in this repository.

use std::path::{Path, PathBuf};

use heroku_schema::{Diagnostic, Reading, Severity, read_file, read_folder};

use super::failure::Failure;
use crate::document::document;
use crate::source::{Options, every, generate};
use crate::tree::Tree;

/// The places of a checkout that matter here.
#[derive(Clone, Debug)]
pub(super) struct Workspace {
    root: PathBuf,
}

/// A folder of generated files.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) folder: PathBuf,
    pub(super) tree: Tree,
}

impl Workspace {
    /// The workspace that `start` is in.
    pub(super) fn find(start: &Path) -> Result<Self, Failure> {
        let mut folder = start.to_owned();
        // Relative paths read better in messages, so the way up is by `..`.
        for _ in 0..32 {
            if folder.join("schema").is_dir() && folder.join("crates/heroku/Cargo.toml").is_file() {
                return Ok(Self { root: folder });
            }
            folder = if folder == Path::new(".") {
                PathBuf::from("..")
            } else {
                folder.join("..")
            };
        }
        Err(Failure::Cannot(format!(
            "{}: no workspace with schema/ and crates/heroku/ here or above; run it in a checkout, \
             or give `--schema FILE`",
            start.display()
        )))
    }

    /// The folder of the description.
    pub(super) fn schema(&self) -> PathBuf {
        self.join("schema")
    }

    /// All that is generated from a description.
    pub(super) fn targets(&self, reading: &Reading) -> Result<Vec<Target>, Failure> {
        let text = document(&reading.api).map_err(|error| {
            Failure::Cannot(format!(
                "{}: cannot be written as JSON: {error}; look for a number that JSON lacks",
                self.schema().display()
            ))
        })?;
        let mut fake = Tree::default();
        fake.add("api.json".to_owned(), text);
        Ok(vec![
            Target {
                folder: self.join("crates/heroku/src/api"),
                tree: generate(&reading.api, &Options::own()),
            },
            Target {
                folder: self.join("crates/heroku/tests/every"),
                tree: every(&reading.api),
            },
            Target {
                folder: self.join("crates/heroku-fake/schema"),
                tree: fake,
            },
        ])
    }

    fn join(&self, path: &str) -> PathBuf {
        if self.root == Path::new(".") {
            PathBuf::from(path)
        } else {
            self.root.join(path)
        }
    }
}

/// Reads a schema file, or a folder with its overrides.
pub(super) fn read(path: &Path, overrides: Option<&Path>) -> Result<Reading, Failure> {
    if path.is_dir() {
        let own = path.join("overrides.toml");
        let overrides = overrides.or_else(|| own.is_file().then_some(own.as_path()));
        return Ok(read_folder(path, overrides)?);
    }
    Ok(read_file(path, overrides)?)
}

/// How many errors there are among the diagnostics.
pub(super) fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count()
}
