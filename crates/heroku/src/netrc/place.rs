//! Where `.netrc` is.

use std::ffi::OsString;
use std::path::PathBuf;

/// The file that `NETRC` names, else the one in the home folder.
pub(crate) fn place(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(path) = variable("NETRC") {
        return Some(path.into());
    }
    let home = variable("HOME").or_else(|| variable("USERPROFILE"))?;
    let name = if cfg!(windows) { "_netrc" } else { ".netrc" };
    Some(PathBuf::from(home).join(name))
}
