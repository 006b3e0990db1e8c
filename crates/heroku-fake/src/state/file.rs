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
    /// Whether something is missing in the log that was not to be written: only the whole document
    /// makes up for it.
    behind: bool,
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
            // As a temporary file is at first.
            Ok(text) if text.is_empty() => Document::new(String::new()),
            Ok(text) => Document::read(&text).map_err(|error| error.of(path))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Document::new(String::new()),
            Err(error) => return Err(StateError::io(path, error)),
        };
        let length = replay(&log, &log_path, &mut document)?;
        let mut file = Self {
            path: path.to_owned(),
            log,
            length,
            behind: false,
        };
        if file.replace(&document.write()).is_err() {
            // As on a full disk: what there is says all. Only what may be torn must go.
            file.log.set_len(length).map_err(failed)?;
            file.behind = false;
        }
        Ok((file, document))
    }

    /// Writes what changed, so that it is kept whatever happens next.
    ///
    /// Once that failed, nothing is added any more: what follows would build on what is missing.
    /// Then [`StateFile::is_due`], and who asks for it is told whether it could be written.
    pub(crate) fn append(&mut self, changed: &Changed<'_>) -> Result<(), StateError> {
        if self.behind {
            return Ok(());
        }
        let mut line = Vec::new();
        serde_json::to_writer(&mut line, changed).map_err(StateError::broken)?;
        line.push(b'\n');
        let written = self
            .log
            .write_all(&line)
            .and_then(|()| self.log.sync_data());
        if written.is_ok() {
            self.length += line.len() as u64;
        } else {
            self.behind = true;
            // What was written in part must not come before what is written later. Where that
            // fails too, the part is the last line until the document is replaced.
            let _ = self.log.set_len(self.length);
        }
        written.map_err(|error| StateError::io(&beside(&self.path, ".log"), error))
    }

    /// Whether the document should be written anew: the log is long, or lacks something.
    pub(crate) fn is_due(&self) -> bool {
        self.behind || self.length >= LONG
    }

    /// Writes the document anew, which makes the log empty.
    pub(crate) fn replace(&mut self, document: &str) -> Result<(), StateError> {
        let new = beside(&self.path, ".new");
        // Until the document is there, it lacks what only it would hold.
        self.behind = true;
        let written = create(&new).and_then(|mut file| {
            file.write_all(document.as_bytes())?;
            file.sync_all()
        });
        if written.is_err() {
            // It takes room that may be wanted.
            let _ = std::fs::remove_file(&new);
        }
        written
            .and_then(|()| std::fs::rename(&new, &self.path))
            .and_then(|()| sync_folder(&self.path))
            .and_then(|()| self.log.set_len(0))
            .and_then(|()| self.log.sync_all())
            .map_err(|error| StateError::io(&self.path, error))?;
        self.length = 0;
        self.behind = false;
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

/// Does again what the log says, and tells how long it is up to the end of its last whole line.
/// Lines that are no JSON were never acknowledged where they are the last; others are an error.
fn replay(log: &File, path: &Path, document: &mut Document) -> Result<u64, StateError> {
    let (mut broken, mut end, mut length) = (None, 0, 0);
    for line in BufReader::new(log).split(b'\n') {
        let line = line.map_err(|error| StateError::io(path, error))?;
        end += line.len() as u64 + 1;
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
                length = end;
            }
            Err(error) => broken = Some(error),
        }
    }
    Ok(length)
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
