//! Writes a file at once or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many links may lead to one file, as on most systems.
const MAX_LINKS: usize = 40;
/// How many names to try, should the first be taken by what a killed process left.
const MAX_NAMES: u32 = 100;

/// Writes `content` to `path`, or to the file that the link there names.
pub(super) fn save(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = behind_links(path)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let (draft, mut file) = Draft::create(folder)?;
    for_owner_alone(&file, &path)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    draft.put(&path)?;
    sync_folder(folder);
    Ok(())
}

fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(target) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(io::Error::other("too many symbolic links"))
}

/// A file that is removed unless it is put where it belongs.
struct Draft {
    path: PathBuf,
    is_put: bool,
}

impl Draft {
    fn create(folder: &Path) -> io::Result<(Self, File)> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let process = std::process::id();
        let mut number = 0;
        loop {
            let path = folder.join(format!(".netrc-{process}-{number}.tmp"));
            match options.open(&path) {
                Ok(file) => {
                    let is_put = false;
                    return Ok((Self { path, is_put }, file));
                }
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists && number < MAX_NAMES =>
                {
                    number += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn put(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.is_put = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_put {
            let _nothing_more_to_do = fs::remove_file(&self.path);
        }
    }
}

/// Gives the new file to the owner of the old one, whom root may not lock out, and to nobody
/// else.
#[cfg(unix)]
fn for_owner_alone(file: &File, old: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let new = file.metadata()?;
    if let Ok(old) = fs::metadata(old)
        && (old.uid(), old.gid()) != (new.uid(), new.gid())
    {
        let _only_root_may = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn for_owner_alone(_file: &File, _old: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the new name last. The content is safe already, so a folder that cannot do it is fine.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _best_effort = folder.sync_all();
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) {}
