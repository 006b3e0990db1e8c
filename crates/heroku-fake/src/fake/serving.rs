//! The servers of a fake.

use std::io;

use super::Fake;
use crate::base::Base;
use crate::gates::{Gate, Gates};
use crate::server::Server;

/// Letting other programs in.
impl Fake {
    /// Serves the fake on a free port of 127.0.0.1, until the server is dropped.
    ///
    /// # Errors
    /// Where the port or the thread cannot be had.
    pub fn serve(&self) -> io::Result<Server> {
        self.serve_on(0)
    }

    /// Serves the fake on a given port of 127.0.0.1, until the server is dropped; 0 is a free one.
    ///
    /// # Errors
    /// Where the port is in use or not allowed, or there is no thread to be had.
    pub fn serve_on(&self, port: u16) -> io::Result<Server> {
        Server::start(self.clone(), port, false)
    }

    /// Serves the fake as [`Fake::serve_on`] does, with `https` in its own URL and in those that
    /// answers tell.
    ///
    /// Every server speaks TLS with clients that do; [`Server::certificate`] is what they must
    /// trust.
    ///
    /// ```
    /// let server = heroku_fake::Fake::new().serve_tls(0)?;
    /// assert!(server.url().starts_with("https://127.0.0.1:"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Fake::serve_on`].
    pub fn serve_tls(&self, port: u16) -> io::Result<Server> {
        Server::start(self.clone(), port, true)
    }

    /// The servers that are open.
    pub(crate) fn gates(&self) -> &Gates {
        &self.shared.gates
    }

    /// Where the addresses start that answers tell.
    pub(super) fn base(&self) -> Base {
        let gate = self.shared.gates.first();
        gate.map_or_else(Base::default, Gate::base)
    }
}
