//! The servers of a fake, and the addresses in what it answers.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use crate::base::Base;

/// A server of a fake.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) address: SocketAddr,
    /// Whether clients are sent to it by TLS.
    pub(crate) secure: bool,
}

impl Gate {
    /// The address of the API, as in `http://127.0.0.1:4567`.
    pub(crate) fn url(self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Where the addresses start that answers tell.
    pub(crate) fn base(self) -> Base {
        Base {
            http: self.url(),
            rendezvous: format!("rendezvous://{}", self.address),
        }
    }
}

/// The servers of a fake that are open; the oldest is where clients are sent.
#[derive(Default)]
pub(crate) struct Gates(Mutex<Vec<Gate>>);

impl Gates {
    pub(crate) fn open(&self, gate: Gate) {
        self.with(|gates| gates.push(gate));
    }

    pub(crate) fn close(&self, closed: Gate) {
        self.with(|gates| gates.retain(|gate| *gate != closed));
    }

    /// Where clients are sent; nowhere while there is no server.
    pub(crate) fn first(&self) -> Option<Gate> {
        self.with(|gates| gates.first().copied())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Gate>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
