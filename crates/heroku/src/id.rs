//! What stands in a path: an id or a name.

use std::fmt;

/// An id or a name that stands in a path.
///
/// Heroku takes a UUID or a name wherever a path names something, an e-mail address for an
/// account, `~` for oneself, a number for a release. All of them turn into an `Id`.
///
/// ```
/// use heroku::app::AppInfo;
///
/// let by_name = AppInfo::new("example-app");
/// let by_id = AppInfo::new("01234567-89ab-cdef-0123-456789abcdef");
/// # let _ = (by_name, by_id);
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

impl Id {
    /// The text as it was given, before it is escaped for a path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Id {
    /// A log drain is named by its URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains("://") {
            f.write_str("[URL]")
        } else {
            fmt::Debug::fmt(&self.0, f)
        }
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&String> for Id {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Self {
        id.clone()
    }
}

macro_rules! from_number {
    ($($number:ty),*) => {$(
        impl From<$number> for Id {
            fn from(number: $number) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

from_number!(i32, i64, u32, u64, usize);
