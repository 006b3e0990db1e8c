//! What came and what was answered, and how much of it may be shown.

mod book;
mod mask;
mod received;
mod told;

pub(crate) use book::Journal;
pub(crate) use mask::typed as masked;
pub(crate) use received::Note;
pub use received::Received;
pub(crate) use told::{detail, summary};
