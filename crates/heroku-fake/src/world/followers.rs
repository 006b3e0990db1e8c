//! Who reads along what apps log.

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use super::Line;

/// Who reads along what apps log; no snapshot holds them.
#[derive(Default)]
pub(crate) struct Followers {
    all: Vec<Follower>,
}

/// One who reads along what an app logs.
pub(crate) struct Follower {
    /// The id of the app.
    pub(crate) app: String,
    pub(crate) show: Box<Show>,
    pub(crate) sender: UnboundedSender<Bytes>,
}

/// What is sent for a line; nothing where the line is none of those that are asked for.
pub(crate) type Show = dyn Fn(&Line) -> Option<Bytes> + Send;

impl Followers {
    pub(crate) fn add(&mut self, follower: Follower) {
        self.all.push(follower);
    }

    /// Hands a line to all who read along; who has left is forgotten.
    pub(super) fn tell(&mut self, app: &str, line: &Line) {
        self.all.retain(|follower| {
            if follower.app != app {
                return !follower.sender.is_closed();
            }
            match (follower.show)(line) {
                Some(piece) => follower.sender.send(piece).is_ok(),
                None => !follower.sender.is_closed(),
            }
        });
    }

    /// Ends the streams of an app.
    pub(super) fn forget(&mut self, app: &str) {
        self.all.retain(|follower| follower.app != app);
    }
}
