//! The one error of the library.

#[expect(
    clippy::module_inception,
    reason = "the file holds the type of that name"
)]
mod error;
mod kind;
mod make;
mod show;
mod tries;

pub use error::Error;
pub use kind::ErrorKind;

#[cfg(feature = "net")]
pub(crate) use tries::Tries;
