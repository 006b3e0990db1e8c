//! Who reads along what apps log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use super::Line;

/// What was sent and not read yet waits in memory: who lets more bytes wait is left behind.
const WAITING: usize = 8 * 1024 * 1024;

/// Who reads along what apps log; no snapshot holds them.
#[derive(Default)]
pub(crate) struct Followers {
    all: Vec<Follower>,
}

/// One who reads along what an app logs.
pub(crate) struct Follower {
    /// The id of the app.
    app: String,
    show: Box<Show>,
    sender: UnboundedSender<Bytes>,
    /// How many bytes were sent and not read yet.
    waiting: Arc<AtomicUsize>,
}

/// What is sent for a line; nothing where the line is none of those that are asked for.
pub(crate) type Show = dyn Fn(&Line) -> Option<Bytes> + Send;

/// Bytes that count as waiting until they are dropped, which their reader does.
struct Counted {
    bytes: Bytes,
    waiting: Arc<AtomicUsize>,
}

impl Followers {
    pub(crate) fn add(&mut self, follower: Follower) {
        self.all.push(follower);
    }

    /// Hands a line to all who read along; who has left, or does not read, is forgotten.
    pub(super) fn tell(&mut self, app: &str, line: &Line) {
        self.all.retain(|follower| {
            if follower.app != app {
                return !follower.sender.is_closed();
            }
            match (follower.show)(line) {
                Some(piece) => follower.send(piece),
                None => !follower.sender.is_closed(),
            }
        });
    }

    /// Ends the streams of an app.
    pub(super) fn forget(&mut self, app: &str) {
        self.all.retain(|follower| follower.app != app);
    }
}

impl Follower {
    pub(crate) fn new(app: &str, show: Box<Show>, sender: UnboundedSender<Bytes>) -> Self {
        Self {
            app: app.to_owned(),
            show,
            sender,
            waiting: Arc::default(),
        }
    }

    /// Sends a piece; says whether there was room for it, and somebody to read it.
    fn send(&self, piece: Bytes) -> bool {
        let size = piece.len();
        if self.waiting.load(Ordering::Relaxed) + size > WAITING {
            return false;
        }
        self.waiting.fetch_add(size, Ordering::Relaxed);
        let counted = Counted {
            bytes: piece,
            waiting: Arc::clone(&self.waiting),
        };
        self.sender.send(Bytes::from_owner(counted)).is_ok()
    }
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.waiting.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}
