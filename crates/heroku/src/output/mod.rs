//! The output of builds and releases, by its URL.

mod events;
mod headers;
mod lines;
mod pieces;
mod plain;
mod source;

pub use lines::Output;

pub(crate) use lines::{push, write};
