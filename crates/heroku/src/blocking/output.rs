//! The output of a build or a release, as lines.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use super::driven::Driven;
use super::runtime::Runtime;
use crate::Error;
use crate::output::{push, write};

const OPERATION: &str = "Client::output";

/// The output of a build or a release, as it comes; made by
/// [`Client::output`](super::Client::output).
///
/// It is an `Iterator` of lines without their ends. All that holds for
/// [`heroku::Output`](crate::Output) holds here.
#[must_use = "no output is fetched until its lines are taken"]
pub struct Output(Driven<crate::Output>);

impl Output {
    pub(super) fn new(output: crate::Output, runtime: Arc<Runtime>) -> Self {
        Self(Driven::new(output, runtime, OPERATION))
    }

    /// How long it may be silent before it is opened again; the client's own limit unless told
    /// otherwise. `None` for no limit.
    pub fn idle_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into();
        Self(self.0.map(|output| output.idle_timeout(timeout)))
    }

    /// How long the output may be missing (404) at first; 30 seconds.
    pub fn appears_within(self, patience: Duration) -> Self {
        Self(self.0.map(|output| output.appears_within(patience)))
    }

    /// How often in a row it is opened again without anything new having come; 5.
    pub fn reconnects(self, times: u32) -> Self {
        Self(self.0.map(|output| output.reconnects(times)))
    }

    /// The last `count` lines, once all has come.
    ///
    /// # Errors
    /// See [`Error`]; the lines that came before are lost. Iterate to keep them.
    pub fn tail(self, count: usize) -> Result<Vec<String>, Error> {
        let mut tail = VecDeque::new();
        for line in self {
            push(&mut tail, line?, count);
        }
        Ok(tail.into())
    }

    /// Writes the rest as it comes, byte for byte, and tells how many bytes there were.
    ///
    /// # Errors
    /// Where the output breaks off for good (an [`Error`] is inside then), or the writer fails.
    pub fn write_to(self, writer: &mut impl Write) -> io::Result<u64> {
        let (Some(output), runtime) = self.0.into_parts() else {
            return Ok(0);
        };
        let (begun, pieces, failure) = output.into_pieces();
        let mut count = write(writer, &begun)?;
        for piece in Driven::new(pieces, runtime, OPERATION) {
            count += write(writer, &piece.map_err(io::Error::other)?)?;
        }
        match failure {
            Some(error) => Err(io::Error::other(error)),
            None => Ok(count),
        }
    }
}

impl Iterator for Output {
    type Item = Result<String, Error>;

    /// The next line; `None` at the end, and after an error.
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}
