//! What a call tells of itself: dump, warnings, errors, none of them with a secret.

use http::{HeaderMap, StatusCode};

use super::call::Call;
use crate::error::Error;
use crate::prepared::Head;
use crate::response::warnings;

impl Call {
    pub(super) fn tell_warnings(&self, headers: &HeaderMap) {
        for mut warning in warnings(headers) {
            self.scrub.clean(&mut warning);
            tracing::warn!(target: "heroku", "{warning}");
            if let Some(hook) = self.core.on_warning() {
                hook(&warning);
            }
        }
    }

    pub(super) fn dump_request(&self, head: &Head, body: Option<&[u8]>) {
        if let Some(dump) = self.core.dump() {
            let is_own = self.is_own && self.core.is_own(&head.uri);
            dump.request(self.operation, head, is_own, body, &self.scrub);
        }
    }

    pub(super) fn dump_answer(&self, status: StatusCode, headers: &HeaderMap, body: Option<&[u8]>) {
        if let Some(dump) = self.core.dump() {
            dump.answer(self.operation, status, headers, body, &self.scrub);
        }
    }

    /// An error that tells the id that was sent, and no secret.
    pub(super) fn explained(&self, error: Error) -> Error {
        let mut error = error.with_request_id(&self.request_id.text());
        if error.is_unauthorized() && self.is_own && !self.has_credentials() {
            error =
                error.with_hint("no credentials were sent; give a token, or set HEROKU_API_KEY");
        }
        if error.may_be_own_doing() {
            error = error.with_hint("an earlier try of this call may have done it");
        }
        error.scrub(&self.scrub);
        error
    }

    fn has_credentials(&self) -> bool {
        self.has_authorization || self.core.has_credentials()
    }
}
