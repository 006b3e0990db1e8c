//! What `.netrc` says of one machine.

use crate::Secret;

/// What a [`Netrc`](crate::Netrc) says of one machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetrcEntry {
    /// The name to log in with, if the entry has one. For Heroku, that is an email address.
    pub login: Option<String>,
    /// The password, if the entry has one. For Heroku, that is a token.
    pub password: Option<Secret>,
}
