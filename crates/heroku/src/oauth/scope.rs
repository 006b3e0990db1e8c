//! What an access token may do.

/// What an access token may do; a part of what its user may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum OAuthScope {
    /// `global`: everything, the account itself included.
    Global,
    /// `identity`: who the user is, by [`account::AccountInfo`](crate::account::AccountInfo).
    Identity,
    /// `read`: all of apps and their resources, but config vars and releases.
    Read,
    /// `read-protected`: what `read` sees, config vars and releases included.
    ReadProtected,
    /// `write`: all changes to apps and their resources, but config vars and releases.
    Write,
    /// `write-protected`: what `write` changes, config vars and releases included.
    WriteProtected,
    /// A value that this version does not know.
    Unknown(String),
}

heroku::open_enum! {
    OAuthScope {
        Global = "global", Identity = "identity", Read = "read", ReadProtected = "read-protected",
        Write = "write", WriteProtected = "write-protected",
    }
}

impl AsRef<str> for OAuthScope {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// For requests that take scopes as text.
impl From<OAuthScope> for String {
    fn from(scope: OAuthScope) -> Self {
        scope.to_string()
    }
}
