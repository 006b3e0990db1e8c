//! A tree of generated files, and how it differs from what is on disk.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::OPENING;
use crate::source::MARK;

/// Generated files by name, ready to be written into a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

/// One way in which a folder differs from a [`Tree`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The file is not there.
    Missing(PathBuf),
    /// The file was generated once, and is no more.
    Extra(PathBuf),
    /// The file is another one: the first line that differs.
    Stale {
        /// Where it is.
        path: PathBuf,
        /// Number of the first line that differs, from 1.
        line: usize,
        /// The line on disk; empty past the end.
        found: String,
        /// The line that should be there; empty past the end.
        wanted: String,
    },
}

impl Tree {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: String, text: String) {
        self.files.insert(name, text);
    }

    /// The files by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Writes the files that differ into `folder`, and removes generated ones that are no more.
    /// Tells what it changed.
    ///
    /// # Errors
    /// Where a file cannot be read, written or removed, or stands in the place of a generated one
    /// and was not generated; the error names it. In the last case nothing is written.
    pub fn write(&self, folder: &Path) -> io::Result<Vec<Difference>> {
        self.spare(folder)?;
        fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
        let differences = self.compare(folder)?;
        for difference in &differences {
            let path = difference.path();
            if let Difference::Extra(_) = difference {
                fs::remove_file(path).map_err(|error| at(path, &error))?;
                continue;
            }
            let text = path
                .file_name()
                .and_then(|name| self.files.get(&*name.to_string_lossy()));
            if let Some(text) = text {
                fs::write(path, text).map_err(|error| at(path, &error))?;
            }
        }
        Ok(differences)
    }

    /// Refuses to go on where a file would be overwritten that was not generated.
    pub(crate) fn spare(&self, folder: &Path) -> io::Result<()> {
        for name in self.files.keys() {
            let path = folder.join(name);
            match fs::read(&path) {
                Ok(found) if is_generated(&found) => {}
                Ok(_) => {
                    let text = format!(
                        "{}: was not generated, and is not overwritten; move it, or remove it",
                        path.display()
                    );
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(at(&path, &error)),
            }
        }
        Ok(())
    }

    /// Compares the files with those of `folder`; files that were never generated do not count.
    ///
    /// # Errors
    /// Where a file cannot be read; the error names it.
    pub fn compare(&self, folder: &Path) -> io::Result<Vec<Difference>> {
        let mut differences = Vec::new();
        for (name, wanted) in &self.files {
            let path = folder.join(name);
            match fs::read(&path) {
                Ok(found) if found == wanted.as_bytes() => {}
                Ok(found) => {
                    differences.push(stale(path, &String::from_utf8_lossy(&found), wanted));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    differences.push(Difference::Missing(path));
                }
                Err(error) => return Err(at(&path, &error)),
            }
        }
        differences.extend(self.extra(folder)?.into_iter().map(Difference::Extra));
        Ok(differences)
    }

    fn extra(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(at(folder, &error)),
        };
        let mut extra = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| at(folder, &error))?.path();
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            let is_known = path
                .file_name()
                .is_some_and(|name| self.files.contains_key(&*name.to_string_lossy()));
            if is_source && !is_known {
                let text = fs::read(&path).map_err(|error| at(&path, &error))?;
                if is_generated(&text) {
                    extra.push(path);
                }
            }
        }
        extra.sort();
        Ok(extra)
    }
}

impl Difference {
    /// Where the difference is.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing(path) | Self::Extra(path) | Self::Stale { path, .. } => path,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Missing(_) => write!(f, "missing  {path}"),
            Self::Extra(_) => write!(f, "extra    {path}"),
            Self::Stale {
                line,
                found,
                wanted,
                ..
            } => {
                write!(
                    f,
                    "stale    {path}, line {line}\n    is         {found}\n    should be  {wanted}"
                )
            }
        }
    }
}

fn stale(path: PathBuf, found: &str, wanted: &str) -> Difference {
    let mut found_lines = found.split('\n');
    let mut wanted_lines = wanted.split('\n');
    let mut line = 1;
    loop {
        let (found, wanted) = (found_lines.next(), wanted_lines.next());
        if found == wanted && found.is_some() {
            line += 1;
            continue;
        }
        return Difference::Stale {
            path,
            line,
            found: found.unwrap_or_default().to_owned(),
            wanted: wanted.unwrap_or_default().to_owned(),
        };
    }
}

/// Whether a file bears the mark of generated source, or begins as the document does.
fn is_generated(text: &[u8]) -> bool {
    text.starts_with(OPENING.as_bytes()) || String::from_utf8_lossy(text).contains(MARK)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
