//! The latest requests, and who wants to be told of new ones.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Request;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::{Note, Received, told};
use crate::outcome::Outcome;

/// Older requests are forgotten.
const KEPT: usize = 10_000;
/// Older requests are forgotten as well where all of them together have more bytes.
const HELD: usize = 64 * 1024 * 1024;
/// A listener is told of so many requests, and must then come again: what it leaves unread waits
/// in memory.
const TOLD: usize = 50_000;

/// The requests that came.
pub(crate) struct Journal {
    /// Tells this journal from that of another fake, perhaps at the same port.
    name: String,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    entries: VecDeque<Arc<Received>>,
    /// The number of the latest entry.
    sequence: u64,
    /// How many bytes the entries have.
    held: usize,
    listeners: Vec<Listener>,
}

/// One who is told of new entries.
struct Listener {
    sender: UnboundedSender<Bytes>,
    left: usize,
}

impl Default for Journal {
    fn default() -> Self {
        // Made from random keys: nothing else is hashed.
        let name = RandomState::new().build_hasher().finish();
        Self {
            name: format!("{name:016x}"),
            pages: Mutex::default(),
        }
    }
}

impl Journal {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn note(&self, note: Note, request: &Request<Bytes>, outcome: &Outcome) {
        let mut received = Received::new(note, request, outcome);
        let mut pages = self.pages();
        pages.sequence += 1;
        received.sequence = pages.sequence;
        pages.tell(&received);
        pages.held += received.size();
        pages.entries.push_back(Arc::new(received));
        while pages.entries.len() > KEPT || (pages.held > HELD && pages.entries.len() > 1) {
            pages.forget_oldest();
        }
    }

    /// The entries that are kept, the oldest first.
    pub(crate) fn entries(&self) -> Vec<Arc<Received>> {
        self.pages().entries.iter().cloned().collect()
    }

    /// Forgets all entries; their numbers are not given out again.
    pub(crate) fn clear(&self) {
        let mut pages = self.pages();
        pages.entries.clear();
        pages.held = 0;
        let cleared = told::cleared();
        pages.tell_all(&cleared);
    }

    /// Server-sent events: the entries behind a number, and then each that comes.
    pub(crate) fn listen(&self, after: u64) -> UnboundedReceiver<Bytes> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut pages = self.pages();
        // A receiver that is at hand cannot be gone.
        let _ = sender.send(told::greeting(&self.name));
        for entry in pages.entries.iter().filter(|entry| entry.sequence > after) {
            let _ = sender.send(told::event(entry));
        }
        pages.listeners.push(Listener { sender, left: TOLD });
        receiver
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn tell(&mut self, received: &Received) {
        if !self.listeners.is_empty() {
            self.tell_all(&told::event(received));
        }
    }

    fn tell_all(&mut self, event: &Bytes) {
        self.listeners.retain_mut(|listener| {
            listener.left = listener.left.saturating_sub(1);
            listener.left > 0 && listener.sender.send(event.clone()).is_ok()
        });
    }

    fn forget_oldest(&mut self) {
        if let Some(oldest) = self.entries.pop_front() {
            self.held = self.held.saturating_sub(oldest.size());
        }
    }
}
