//! A state that survives restarts.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::{Changed, Document, StateError};
use crate::world::World;

/// From this size of the log on it is worth writing the document anew.
const LONG: u64 = 16 * 1024 * 1024;

/// A state that survives restarts: a document, and beside it the log of what changed since.
///
/// What was answered has been written to the log before. A line that a crash cut off belongs to
/// no answer. The document is replaced as a whole, and what the log repeats of it does no harm.
pub(crate) struct StateFile {
    path: PathBuf,
    log: File,
    /// The size of the log.
    length: u64,
    /// Whether the log ends in a line that could not be written whole.
    torn: bool,
}

impl StateFile {
    /// Opens a state, new or as it was left, and locks it.
    pub(crate) fn open(path: &Path) -> Result<(Self, Document), StateError> {
        let log_path = beside(path, ".log");
        let failed = |error| StateError::io(&log_path, error);
        let log = private()
            .create(true)
            .read(true)
            .append(true)
            .open(&log_path)
            .map_err(failed)?;
        match log.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::in_use(path)),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut document = match std::fs::read(path) {
            Ok(text) => Document::read(&text).map_err(|error| error.of(path))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Document::new(String::new()),
            Err(error) => return Err(StateError::io(path, error)),
        };
        replay(&log, &log_path, &mut document)?;
        let mut file = Self {
            path: path.to_owned(),
            log,
            length: 0,
            torn: false,
        };
        file.replace(&document.write())?;
        Ok((file, document))
    }

    /// Writes what changed, so that it is kept whatever happens next.
    pub(crate) fn append(&mut self, changed: &Changed<'_>) -> Result<(), StateError> {
        let mut line = Vec::new();
        if self.torn {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, changed).map_err(StateError::broken)?;
        line.push(b'\n');
        let written = self
            .log
            .write_all(&line)
            .and_then(|()| self.log.sync_data());
        self.torn = written.is_err();
        self.length += line.len() as u64;
        written.map_err(|error| StateError::io(&beside(&self.path, ".log"), error))
    }

    /// Whether the log is so long that the document should be written anew.
    pub(crate) fn is_long(&self) -> bool {
        self.length >= LONG
    }

    /// Writes the document anew, which makes the log empty.
    pub(crate) fn replace(&mut self, document: &str) -> Result<(), StateError> {
        let new = beside(&self.path, ".new");
        let written = create(&new).and_then(|mut file| {
            file.write_all(document.as_bytes())?;
            file.sync_all()
        });
        written
            .and_then(|()| std::fs::rename(&new, &self.path))
            .and_then(|()| sync_folder(&self.path))
            .and_then(|()| self.log.set_len(0))
            .and_then(|()| self.log.sync_all())
            .map_err(|error| StateError::io(&self.path, error))?;
        self.length = 0;
        self.torn = false;
        Ok(())
    }
}

/// How files are opened that nobody else may read, since they hold secrets.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new file that nobody else may read, in the place of one that a crash may have left.
fn create(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private().create_new(true).write(true).open(path)
}

/// Does again what the log says. Lines that are no JSON were never acknowledged where they are the
/// last; others are an error.
fn replay(log: &File, path: &Path, document: &mut Document) -> Result<(), StateError> {
    let mut broken = None;
    for line in BufReader::new(log).split(b'\n') {
        let line = line.map_err(|error| StateError::io(path, error))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(error) = broken.take() {
            return Err(StateError::broken(error).of(path));
        }
        match serde_json::from_slice::<Changed<'_>>(&line) {
            Ok(changed) => {
                let key = changed.world().to_owned();
                let new = || World::new(&key, &document.seed);
                let world = document.worlds.entry(key.clone()).or_insert_with(new);
                changed.apply(world);
            }
            Err(error) => broken = Some(error),
        }
    }
    Ok(())
}

/// A rename is kept when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// The path of a file beside another one.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
