//! Who is calling, and where that is known from.

#[expect(
    clippy::module_inception,
    reason = "the file holds the type of that name"
)]
mod credentials;
mod source;

pub use credentials::Credentials;
pub use source::{CredentialFuture, CredentialSource};
