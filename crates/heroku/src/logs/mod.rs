//! Log lines, and the stream of them.
//!
//! [`Client::logs`](crate::Client::logs) reads the log of an app, line by line. [`LogLine`] reads
//! one line from wherever it comes.

#[cfg(feature = "net")]
mod events;
mod line;
#[cfg(feature = "net")]
mod line_buffer;
#[cfg(feature = "net")]
mod lines;
#[cfg(feature = "net")]
mod memory;
#[cfg(feature = "net")]
mod opening;
#[cfg(feature = "net")]
mod reader;
#[cfg(feature = "net")]
mod seam;
#[cfg(feature = "net")]
mod stream;

pub use line::LogLine;
#[cfg(feature = "net")]
pub use stream::Logs;

#[cfg(feature = "net")]
pub(crate) use events::{Event, EventDecoder};
#[cfg(feature = "net")]
pub(crate) use lines::LineDecoder;
