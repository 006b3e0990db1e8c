//! Calls that bring secrets of their own: no credentials of the client, no budget, no redirects.

use std::sync::Arc;

use bytes::Bytes;

use super::attempt::{Arriving, Take};
use super::call::{Call, Payload};
use super::core::{Arrived, Core};
use crate::Parts;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

impl Core {
    /// Sends a request whose secrets are its own. The client's credentials do not go along, it
    /// counts against no rate limit, and no redirect is followed.
    pub(crate) async fn call_apart(
        self: Arc<Self>,
        operation: &'static Operation,
        parts: Parts,
    ) -> Result<Arrived, Error> {
        let prepared = parts.finish(self.base(), self.headers())?;
        let mut head = prepared.head;
        let mut call = Call::elsewhere(self, operation, &prepared.settings, &mut head);
        call.scrub.extend(&prepared.scrub);
        call.leaves_redirects = true;
        let mut payload = Payload::Bytes(prepared.body);
        let straight: Straight = call.run(&mut head, &mut payload).await?;
        Ok(straight.0)
    }
}

/// A whole answer that is no redirect.
struct Straight(Arrived);

impl Take for Straight {
    async fn take(call: &Call, arriving: &mut Arriving) -> Result<Self, Error> {
        if arriving.status.is_redirection() {
            call.dump_answer(arriving.status, &arriving.headers, Some(&[]));
            let problem = format!(
                "the server redirects ({}) a request with secrets, which is sent nowhere else",
                arriving.status.as_u16()
            );
            return Err(
                Error::new(ErrorKind::Redirect, call.operation, problem).with_answer(
                    arriving.status,
                    std::mem::take(&mut arriving.headers),
                    Bytes::new(),
                ),
            );
        }
        Arrived::take(call, arriving).await.map(Self)
    }
}
