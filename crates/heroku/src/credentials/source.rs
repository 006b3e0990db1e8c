//! Credentials that change, or that take time to get.

use std::pin::Pin;
use std::sync::Arc;

use super::Credentials;

/// What a source answers with, once it is at hand.
pub type CredentialFuture<'a> = Pin<
    Box<
        dyn Future<Output = Result<Credentials, Box<dyn std::error::Error + Send + Sync>>>
            + Send
            + 'a,
    >,
>;

/// Gives the credentials for each request: from a vault, a file, or a service that renews them.
///
/// It is asked before each request that needs credentials, by many at once, so it should keep what
/// it has got. Dropped half-way, its future must leave the source usable.
/// [`OAuth`](crate::OAuth) is one.
///
/// ```
/// use heroku::{Client, CredentialFuture, CredentialSource, Credentials, Secret};
///
/// struct Vault;
///
/// impl CredentialSource for Vault {
///     fn credentials(&self) -> CredentialFuture<'_> {
///         Box::pin(async {
///             let token = std::fs::read_to_string("/run/secrets/heroku")?;
///             Ok(Credentials::Bearer(Secret::from(token.trim())))
///         })
///     }
/// }
///
/// # fn main() -> Result<(), heroku::Error> {
/// let heroku = Client::builder().credential_source(Vault).build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
pub trait CredentialSource: Send + Sync + 'static {
    /// The credentials for a request that is about to be sent.
    fn credentials(&self) -> CredentialFuture<'_>;

    /// Takes note that Heroku did not accept `refused` (401), and tells whether asking again may
    /// bring others; if so, the request is repeated once with them.
    fn refused(&self, refused: &Credentials) -> bool {
        let _ = refused;
        false
    }
}

impl<S: CredentialSource> CredentialSource for Arc<S> {
    fn credentials(&self) -> CredentialFuture<'_> {
        S::credentials(self)
    }

    fn refused(&self, refused: &Credentials) -> bool {
        S::refused(self, refused)
    }
}
