//! What a client says first, by which it is told what it speaks.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

/// No line that begins a conversation is longer.
const LONGEST: usize = 16 * 1024;

/// How long a line may pause before it counts as ended: one client ends its secret by silence.
const PAUSE: Duration = Duration::from_millis(500);

/// What a client says first: all that was read, and where its first line ends.
pub(super) struct FirstLine {
    bytes: Vec<u8>,
    /// How long the line is without its end, and with it.
    ends: (usize, usize),
}

impl FirstLine {
    /// Reads what comes until the line ends; nothing where the client left or does not come to it
    /// while there is patience.
    pub(super) async fn read(
        stream: &mut (impl AsyncRead + Unpin),
        patience: Duration,
    ) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        while bytes.len() < LONGEST {
            // Words are those of a request; a secret is one word.
            let may_be_whole = !bytes.is_empty() && !bytes.contains(&b' ');
            let pause = if may_be_whole { PAUSE } else { patience };
            let Ok(count) = timeout(pause, stream.read_buf(&mut bytes)).await else {
                if may_be_whole {
                    break;
                }
                return Ok(None);
            };
            if let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
                let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
                let ends = (line.len(), end + 1);
                return Ok(Some(Self { bytes, ends }));
            }
            if count? == 0 {
                return Ok(None);
            }
        }
        let ends = (bytes.len(), bytes.len());
        Ok((bytes.len() < LONGEST).then_some(Self { bytes, ends }))
    }

    /// Whether a request of HTTP begins so, as in `GET /apps HTTP/1.1`.
    pub(super) fn is_http(&self) -> bool {
        let mut words = self.bytes[..self.ends.0].rsplit(|&byte| byte == b' ');
        words.next().is_some_and(|last| last.starts_with(b"HTTP/")) && words.count() >= 2
    }

    /// All that was read.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The line without its end, and what was read behind it.
    pub(super) fn into_line(self) -> (String, Vec<u8>) {
        let line = String::from_utf8_lossy(&self.bytes[..self.ends.0]).into_owned();
        (line, self.bytes[self.ends.1..].to_vec())
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn half_a_request_is_waited_for_as_long_as_there_is_patience() {
        for half in ["", "GET ", "GET /apps HTT"] {
            let (mut client, mut server) = duplex(64);
            client.write_all(half.as_bytes()).await.expect("room");
            let first = FirstLine::read(&mut server, Duration::from_secs(30)).await;
            assert!(first.expect("no error").is_none(), "{half}");
        }
    }
}
