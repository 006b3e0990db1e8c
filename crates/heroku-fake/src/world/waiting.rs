//! Those who wait for something that is still to be decided.

use std::collections::HashMap;

use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// Those who wait for something that is still to be decided, by what that is.
#[derive(Default)]
pub(crate) struct Waiting {
    by_matter: HashMap<String, Vec<UnboundedSender<Bytes>>>,
}

impl Waiting {
    /// Somebody more who waits.
    pub(crate) fn add(&mut self, matter: &str) -> UnboundedReceiver<Bytes> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let waiting = self.by_matter.entry(matter.to_owned()).or_default();
        waiting.retain(|sender| !sender.is_closed());
        waiting.push(sender);
        receiver
    }

    /// Tells all who wait what was decided.
    pub(crate) fn tell(&mut self, matter: &str, decision: &str) {
        for sender in self.by_matter.remove(matter).into_iter().flatten() {
            // Who has gone away does not hear it.
            let _ = sender.send(Bytes::from(decision.to_owned()));
        }
    }
}
