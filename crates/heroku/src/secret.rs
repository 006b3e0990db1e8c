//! Text that is never printed.

use std::cell::RefCell;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{Encode, Json, Lenient, Off, Unreadable};

/// A password, token, key or URL that grants access: usable, but never printed.
///
/// `Debug` shows `[secret]`, there is no `Display`, and dumps, errors and traces leave it out.
/// [`Secret::expose`] and `Serialize` reveal the text: that is their job.
///
/// ```
/// use heroku::Secret;
///
/// let token = Secret::from("HRKU-0123");
/// assert_eq!(format!("{token:?}"), "[secret]");
/// assert_eq!(token.expose(), "HRKU-0123");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text itself, owned.
    #[must_use]
    pub fn into_exposed(self) -> String {
        self.0
    }

    /// Whether the text is empty, as it is where an answer lacks it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

/// One secret, where several are taken.
impl AsRef<[Secret]> for Secret {
    fn as_ref(&self) -> &[Secret] {
        std::slice::from_ref(self)
    }
}

thread_local! {
    static WRITTEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs `write` and tells which secrets it wrote, so that they can be kept out of what is
/// printed of the answer.
pub(crate) fn written<T>(write: impl FnOnce() -> T) -> (T, Vec<String>) {
    let outer = WRITTEN.replace(Some(Vec::new()));
    let value = write();
    let secrets = WRITTEN.replace(outer).unwrap_or_default();
    (value, secrets)
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.with_borrow_mut(|written| {
            if let Some(written) = written {
                written.push(self.0.clone());
            }
        });
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl<'de> Lenient<'de> for Secret {
    const PROMISED: bool = true;

    fn read(place: &mut Self, json: &mut Json<'de>) -> Result<Off, Unreadable> {
        String::read(&mut place.0, json)
    }
}

impl Encode for Secret {}
