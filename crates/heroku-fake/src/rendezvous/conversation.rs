//! The conversation of one who attached with the shell of a dyno.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};

use super::Session;
use super::shell::{Needs, Shell};
use crate::Fake;

/// What the server says first, in a record of its own: some clients throw away the first they get.
const GREETING: &[u8] = b"rendezvous\r\n";

/// How long the greeting stays alone.
const PAUSE: Duration = Duration::from_millis(150);

/// Silence of either side that is longer ends the conversation.
const LONGEST_SILENCE: Duration = Duration::from_hours(1);

/// The status of a command whose terminal is gone.
const HUNG_UP: i32 = 129;

/// What is said where the secret is not, or no longer, right.
const REFUSAL: &[u8] = b"No dyno waits for this secret. Each can be attached to once: start \
    another by POST /apps/{app}/dynos with \"attach\": true.\r\n";

/// Lets the client talk to the dyno whose secret its first line tells.
///
/// # Errors
/// Where the connection breaks.
pub(crate) async fn converse(
    fake: &Fake,
    first_line: &str,
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
) -> io::Result<()> {
    let secret = first_line.split('?').next().unwrap_or_default();
    let Some(session) = fake.attach(secret) else {
        stream.write_all(REFUSAL).await?;
        return stream.shutdown().await;
    };
    let mut guard = Ending {
        fake,
        secret,
        exit: HUNG_UP,
    };
    guard.exit = play(session, &mut stream).await?;
    // Whoever sees the end finds that the run has ended.
    drop(guard);
    stream.shutdown().await
}

/// Tells the fake how a session ended, however it does.
struct Ending<'a> {
    fake: &'a Fake,
    secret: &'a str,
    exit: i32,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.fake.ended(self.secret, self.exit);
    }
}

/// Greets, and carries bytes both ways until the command ends; gives its exit status.
async fn play(
    session: Session,
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
) -> io::Result<i32> {
    stream.write_all(GREETING).await?;
    stream.flush().await?;
    sleep(PAUSE).await;
    let mut shell = Shell::new(&session.command, session.env);
    let mut typed = vec![0; 16 * 1024];
    loop {
        stream.write_all(&shell.take_output()).await?;
        stream.flush().await?;
        let patience = match shell.needs() {
            Needs::End(status) => return Ok(status),
            Needs::Input => LONGEST_SILENCE,
            Needs::Time(time) => time.min(LONGEST_SILENCE),
        };
        let start = Instant::now();
        let read = timeout(patience, stream.read(&mut typed)).await;
        shell.pass(start.elapsed());
        match read {
            Ok(Ok(0)) => return Ok(HUNG_UP),
            Ok(count) => shell.input(&typed[..count?]),
            Err(_) if patience == LONGEST_SILENCE => return Ok(HUNG_UP),
            Err(_) => {}
        }
    }
}
