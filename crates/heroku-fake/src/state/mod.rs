//! The state of a fake outside of it: one JSON document, or a file that survives restarts.

mod change;
mod document;
mod error;
mod file;

pub(crate) use change::Changed;
pub(crate) use document::Document;
pub use error::StateError;
pub(crate) use file::StateFile;
