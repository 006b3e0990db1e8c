//! A request under way: how far it came, and what it counts in the rate budget.

use super::core::Core;
use crate::rate::Permit;
use crate::transport::{Body, Sent, Untouched};

/// A request under way. Dropped before any of it is sent, it gives back its permit.
///
/// It outlives the exchange: what is under way may be sent at any time.
pub(super) struct Sending {
    /// Whether the transport looked at it; nothing is known of one that is not our own.
    untouched: Option<Untouched>,
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
            untouched: is_ours.then(|| request.body_mut().watch()),
            permit,
        }
    }

    /// Whether it may have left by the time that its exchange was dropped.
    pub(super) fn so_far(&mut self) -> Sent {
        let untouched = self.untouched.as_mut();
        if untouched.is_some_and(Untouched::is_certain) {
            Sent::NotSent
        } else {
            Sent::MaybeSent
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
        let sent = self.so_far();
        self.give_back_unless(sent);
    }
}
