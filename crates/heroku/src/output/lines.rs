//! The output as lines.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::pieces::Pieces;
use super::source::Source;
use crate::logs::LineDecoder;
use crate::{Client, Error, Secret};

/// The output of a build or a release, as it comes; made by [`Client::output`].
///
/// It is a `Stream` of lines without their ends, and has [`Output::next`], [`Output::tail`] and
/// [`Output::write_to`] for those who have no use for one. It ends with the build or the release.
/// Nothing is sent until the first line is asked for.
///
/// Where the connection breaks, or is silent for too long, it is opened again where it stopped:
/// nothing is missing, and nothing comes twice. What breaks again and again without bringing
/// anything new ends with an error, and so does what Heroku refuses.
///
/// NULs are left out: with them Heroku keeps a connection alive while there is nothing to say.
/// Of a line, the first mebibyte is kept.
///
/// ```no_run
/// # async fn run(heroku: heroku::Client) -> Result<(), heroku::Error> {
/// use heroku::build::BuildInfo;
///
/// let build = heroku.send(BuildInfo::new("example-app", "01234567-89ab-cdef-0123-456789abcdef")).await?;
/// let mut output = heroku.output(&build.output_stream_url);
/// while let Some(line) = output.next().await {
///     println!("{}", line?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "no output is fetched until its lines are taken"]
pub struct Output {
    pieces: Pieces,
    /// What came and was not yet split into lines.
    unread: Bytes,
    decoder: LineDecoder,
    /// Why it ended, once the line is taken that had begun before.
    failure: Option<Error>,
    is_over: bool,
}

impl Output {
    pub(crate) fn new(client: &Client, url: &Secret) -> Self {
        Self {
            pieces: Pieces::new(Source::new(client.core(), url.clone())),
            unread: Bytes::new(),
            decoder: LineDecoder::new(),
            failure: None,
            is_over: false,
        }
    }

    /// How long it may be silent before it is opened again; the client's own limit unless told
    /// otherwise, see [`Builder::idle_timeout`](crate::Builder::idle_timeout). `None` for no limit.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        let timeout = timeout.into();
        self.pieces.set(|source| source.limit_silence(timeout));
        self
    }

    /// How long the output may be missing (404) at first; 30 seconds. A release's output is not
    /// there at once.
    pub fn appears_within(mut self, patience: Duration) -> Self {
        self.pieces.set(|source| source.appears_within = patience);
        self
    }

    /// How often in a row it is opened again without anything new having come; 5.
    pub fn reconnects(mut self, times: u32) -> Self {
        self.pieces.set(|source| source.reconnects = times);
        self
    }

    /// The next line without its end; `None` at the end, and after an error.
    ///
    /// To stop waiting for a line loses nothing of it.
    pub async fn next(&mut self) -> Option<Result<String, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The last `count` lines, once all has come.
    ///
    /// # Errors
    /// See [`Error`]; the lines that came before are lost. Walk with [`Output::next`] to keep
    /// them.
    pub async fn tail(mut self, count: usize) -> Result<Vec<String>, Error> {
        let mut tail = VecDeque::new();
        while let Some(line) = self.next().await {
            push(&mut tail, line?, count);
        }
        Ok(tail.into())
    }

    /// Writes the rest as it comes, byte for byte, and tells how many bytes there were.
    ///
    /// It begins where the last line ended that was taken. Of a line that [`Output::next`] was
    /// waiting for when it was given up, the first mebibyte is kept.
    ///
    /// # Errors
    /// Where the output breaks off for good (an [`Error`] is inside then), or the writer fails.
    pub async fn write_to(mut self, writer: &mut (impl Write + Send)) -> io::Result<u64> {
        let begun = self.begun();
        let mut count = write(writer, &begun)?;
        while let Some(piece) = self.pieces.next().await {
            count += write(writer, &piece.map_err(io::Error::other)?)?;
        }
        match self.failure {
            Some(error) => Err(io::Error::other(error)),
            None => Ok(count),
        }
    }

    /// What is left: what has come already, the rest, and the error that stands behind them.
    pub(crate) fn into_pieces(mut self) -> (Bytes, Pieces, Option<Error>) {
        (self.begun(), self.pieces, self.failure)
    }

    /// What has come and was not yet taken.
    fn begun(&mut self) -> Bytes {
        let mut begun = self.decoder.take_bytes();
        begun.extend_from_slice(&self.unread);
        self.unread.clear();
        begun.into()
    }
}

/// Adds a line to the last `count`.
pub(crate) fn push(tail: &mut VecDeque<String>, line: String, count: usize) {
    tail.push_back(line);
    if tail.len() > count {
        tail.pop_front();
    }
}

/// Writes a piece so that it is seen at once, and tells its length.
pub(crate) fn write(writer: &mut impl Write, piece: &[u8]) -> io::Result<u64> {
    writer.write_all(piece)?;
    writer.flush()?;
    Ok(piece.len() as u64)
}

impl Stream for Output {
    type Item = Result<String, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(line) = this.decoder.decode(&mut this.unread) {
                return Poll::Ready(Some(Ok(line.text)));
            }
            if this.is_over {
                return Poll::Ready(this.failure.take().map(Err));
            }
            match ready!(Pin::new(&mut this.pieces).poll_next(context)) {
                Some(Ok(piece)) => this.unread = piece,
                end => {
                    this.is_over = true;
                    this.failure = end.and_then(Result::err);
                    if let Some(line) = this.decoder.finish() {
                        return Poll::Ready(Some(Ok(line.text)));
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}
