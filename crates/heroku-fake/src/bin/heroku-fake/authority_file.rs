//! The file that tells clients whom to trust.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use heroku_fake::Server;

use crate::failure::Failure;

/// The file that tells clients whom to trust, for as long as the server is there.
pub(crate) struct AuthorityFile {
    path: PathBuf,
}

impl AuthorityFile {
    /// Writes it to the folder for such files.
    pub(crate) fn write(server: &Server) -> Result<Self, Failure> {
        let name = format!("heroku-fake-{}.pem", server.address().port());
        let path = std::env::temp_dir().join(name);
        match write(&path, &server.certificate()) {
            Ok(()) => Ok(Self { path }),
            Err(error) => Err(Failure::run(format!(
                "cannot write the certificate to {}: {error}; name another folder in TMPDIR",
                path.display()
            ))),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for AuthorityFile {
    fn drop(&mut self) {
        // The next server on this port replaces what is left.
        let _ = fs::remove_file(&self.path);
    }
}

/// Writes a new file in place of one that a server left behind, and through nobody's link.
fn write(path: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::create_new(path)?.write_all(text.as_bytes())
}
