//! The text of a `.netrc`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::edit::{self, is_machine};
use super::entry::NetrcEntry;
use super::place::place;
use super::save::save;
use super::scan::{Found, Scan};
use super::word;
use crate::{Error, ErrorKind, Secret};

/// A `.netrc`: logins and passwords of machines, and all that people wrote around them.
///
/// Changing an entry changes nothing else: comments, order, blank lines, macros and line breaks
/// stay byte for byte. What makes no sense is kept, and passed over.
///
/// ```
/// use heroku::Netrc;
///
/// let mut netrc = Netrc::parse("# mine\nmachine api.heroku.com login me password old\n");
/// netrc.set("api.heroku.com", "me@example.com", "HRKU-0123")?;
/// let entry = netrc.get("api.heroku.com").expect("it was just set");
/// assert_eq!(entry.login.as_deref(), Some("me@example.com"));
/// assert_eq!(
///     netrc.to_text(),
///     "# mine\nmachine api.heroku.com login me@example.com password HRKU-0123\n",
/// );
/// # Ok::<(), heroku::Error>(())
/// ```
///
/// A value may stand between quotes, with `\"` and `\\` for `"` and `\`. A quote that is not
/// closed takes the rest of its line. `#` starts a comment wherever a keyword may stand; as the
/// first character of a value, on the line of its keyword, it belongs to the value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Netrc {
    text: String,
}

impl Netrc {
    /// Takes the text of a `.netrc`. It never fails: what is no entry is kept as it is.
    pub fn parse(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// Reads a file. One that does not exist is as good as an empty one.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where the file cannot be read, or is not UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::load(path.as_ref()).map_err(setup)
    }

    /// The same as [`Netrc::read`], for those who say in their own way what went wrong.
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let text =
            String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
        Ok(Self { text })
    }

    /// Where the file is: what the variable `NETRC` names, else `.netrc` in the home folder
    /// (`_netrc` on Windows). None if no variable tells the home folder.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        place(|name| std::env::var_os(name))
    }

    /// What the file says of `machine`: its first entry, else the one that starts with `default`.
    ///
    /// Names are compared without case, as those of hosts are.
    #[must_use]
    pub fn get(&self, machine: &str) -> Option<NetrcEntry> {
        self.first_of(&[machine])
    }

    /// The entry of the first of `machines` that has one, else the default.
    pub(crate) fn first_of(&self, machines: &[&str]) -> Option<NetrcEntry> {
        let named = machines.iter().find_map(|machine| {
            self.find(|name| name.is_some_and(|name| is_machine(name, machine)))
        });
        named.or_else(|| self.find(|name| name.is_none()))
    }

    /// Sets login and password of `machine`: in its first entry, or in a new one.
    ///
    /// A new entry comes last, but before `default`, since many programs read no further. Values
    /// are put between quotes where they must be. Nothing is written until [`Netrc::write`] is
    /// called; of two programs that change a file at once, the last one wins.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where a value holds a line break or a NUL, which no `.netrc` can hold.
    pub fn set(
        &mut self,
        machine: &str,
        login: &str,
        password: impl Into<Secret>,
    ) -> Result<(), Error> {
        let password = password.into();
        for (what, value) in [
            ("name of the machine", machine),
            ("login", login),
            ("password", password.expose()),
        ] {
            if value.contains(['\n', '\r', '\0']) {
                return Err(setup(format!(
                    "the {what} holds a line break or a NUL, which `.netrc` cannot hold"
                )));
            }
        }
        self.text = edit::set(&self.text, machine, login, password.expose());
        Ok(())
    }

    /// Removes all entries of `machine` with their macros, and tells whether there were any.
    ///
    /// Comments stay.
    pub fn remove(&mut self, machine: &str) -> bool {
        let Some(text) = edit::remove(&self.text, machine) else {
            return false;
        };
        self.text = text;
        true
    }

    /// The whole text, as [`Netrc::write`] writes it. It shows the passwords.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.text.clone()
    }

    /// Writes the file, for its owner alone (mode 0600).
    ///
    /// The file is replaced at once or not at all. Where `path` is a symbolic link, it stays one,
    /// and the file that it names is replaced.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where the file cannot be written; what was there before is still there.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        save(path, self.text.as_bytes())
            .map_err(|error| setup(format!("cannot write {}: {error}", path.display())))
    }

    /// The first entry whose name fits; none is the name of the default.
    fn find(&self, is_wanted: impl Fn(Option<&str>) -> bool) -> Option<NetrcEntry> {
        let found = Scan::new(&self.text)
            .find(|found| is_wanted(found.name.clone().map(|name| &self.text[name])))?;
        Some(self.entry(&found))
    }

    fn entry(&self, found: &Found) -> NetrcEntry {
        let value = |span: &std::ops::Range<usize>| word::value(&self.text[span.clone()]);
        NetrcEntry {
            login: found.logins.last().map(value),
            password: found.passwords.last().map(value).map(Secret::from),
        }
    }
}

impl fmt::Debug for Netrc {
    /// Shows whose entries there are, and no more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Scan::new(&self.text).map(|found| match found.name {
            Some(name) => word::value(&self.text[name]),
            None => "default".to_owned(),
        });
        let names: Vec<String> = names.collect();
        f.debug_struct("Netrc").field("machines", &names).finish()
    }
}

fn setup(problem: impl Into<String>) -> Error {
    Error::named(ErrorKind::Setup, "Netrc", problem)
}
