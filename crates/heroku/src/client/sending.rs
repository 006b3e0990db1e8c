//! A request under way: how far it came, and what it counts in the rate budget.

use super::core::Core;
use crate::rate::Permit;
use crate::transport::{Body, Connecting, Sent};

/// A request under way. Dropped before it has a connection, it gives back its permit.
pub(super) struct Sending {
    /// What is known of its connection; nothing if the transport is not our own.
    connecting: Option<Connecting>,
    permit: Option<Permit>,
}

impl Sending {
    /// Watches a request that is about to be sent.
    pub(super) fn watch(
        core: &Core,
        request: &mut http::Request<Body>,
        permit: Option<Permit>,
    ) -> Self {
        let is_ours = core.net.is_some();
        Self {
            connecting: is_ours.then(|| Connecting::watch(request)),
            permit,
        }
    }

    /// Whether it may have left by now.
    pub(super) fn so_far(&self) -> Sent {
        match &self.connecting {
            Some(connecting) if !connecting.is_over() => Sent::NotSent,
            _ => Sent::MaybeSent,
        }
    }

    /// Takes down what the answer says of the rate limit.
    pub(super) fn answered(mut self, head: &http::response::Parts) {
        if let Some(permit) = self.permit.take() {
            permit.answered(head.status, &head.headers);
        }
    }

    /// Takes down that there is no answer.
    pub(super) fn failed(mut self, sent: Sent) {
        self.give_back_unless(sent);
    }

    fn give_back_unless(&mut self, sent: Sent) {
        if let Some(permit) = self.permit.take()
            && sent == Sent::NotSent
        {
            permit.not_sent();
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.give_back_unless(self.so_far());
    }
}
