//! Log lines, and what a stream of them is made of.

#[cfg_attr(not(test), expect(dead_code, reason = "for the log stream"))]
mod events;
mod line;
mod line_buffer;
#[cfg_attr(not(test), expect(dead_code, reason = "for the log stream"))]
mod lines;
#[cfg_attr(not(test), expect(dead_code, reason = "for the log stream"))]
mod seam;

pub use line::LogLine;
