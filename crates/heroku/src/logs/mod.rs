//! Log lines, and what a stream of them is made of.

#[cfg_attr(
    not(any(test, feature = "net")),
    expect(dead_code, reason = "for streams over the network")
)]
mod events;
mod line;
mod line_buffer;
#[cfg_attr(
    not(any(test, feature = "net")),
    expect(dead_code, reason = "for streams over the network")
)]
mod lines;
#[cfg_attr(not(test), expect(dead_code, reason = "for the log stream"))]
mod seam;

pub use line::LogLine;

#[cfg(feature = "net")]
pub(crate) use events::{Event, EventDecoder};
#[cfg(feature = "net")]
pub(crate) use lines::LineDecoder;
