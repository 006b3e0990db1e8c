//! Taking an answer whole: to its last byte, uncompressed, from the cache if it still holds.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, StatusCode};
use tokio::time::timeout;

use super::attempt::{Arriving, Place, Take};
use super::cache::Kept;
use super::call::Call;
use super::collected::Collected;
use super::core::Arrived;
use super::encoding;
use crate::answer;
use crate::error::Error;
use crate::transport::{Sent, TransportError, TransportErrorKind};

impl Take for Arrived {
    async fn take(call: &Call, mut arriving: Arriving) -> Result<Self, Error> {
        let place = arriving.place.take();
        let (status, mut headers, body) = call.collect(arriving).await?;
        let came = body.clone();
        let body = encoding::decode(&mut headers, body, call.core.max_body).map_err(|error| {
            Error::transport(call.operation, error).with_answer(status, headers.clone(), came)
        })?;
        call.dump_answer(status, &headers, Some(&body));
        call.tell_warnings(&headers);
        let mut arrived = Self {
            core: Arc::clone(&call.core),
            operation: call.operation,
            request_id: call.request_id.clone(),
            status,
            headers,
            body,
            is_cached: false,
            tries: call.tries,
        };
        if let Some(place) = place {
            arrived.settle(place);
        }
        if !arrived.status.is_success() {
            return Err(call.refused(arrived.status, arrived.headers, arrived.body));
        }
        let (operation, headers) = (call.operation, &arrived.headers);
        match answer::refusal(operation, arrived.status, headers, &arrived.body) {
            Some(error) => Err(error),
            None => Ok(arrived),
        }
    }
}

impl Arrived {
    /// Takes the answer that is kept if it still holds, and keeps the new one if there is one.
    fn settle(&mut self, place: Place) {
        let Some(cache) = &self.core.cache else {
            return;
        };
        match place.kept {
            Some(mut kept) if self.status == StatusCode::NOT_MODIFIED => {
                for name in self.headers.keys() {
                    kept.headers.remove(name);
                }
                for (name, value) in &self.headers {
                    if *name != CONTENT_LENGTH && *name != CONTENT_ENCODING {
                        kept.headers.append(name, value.clone());
                    }
                }
                self.status = kept.status;
                self.headers = kept.headers;
                self.body = kept.body;
                self.is_cached = true;
            }
            _ => {
                if let Some(kept) = Kept::of(self.status, &self.headers, &self.body) {
                    cache.keep(place.key, kept);
                }
            }
        }
    }
}

impl Call {
    /// The error for an answer whose status says that the call failed.
    pub(super) fn refused(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Error {
        let wait = crate::retry::retry_after(&headers);
        Error::status_of(self.operation, status, headers, body).with_retry_after(wait)
    }

    /// Waits for all of a body, as long as it keeps coming.
    pub(super) async fn collect(
        &self,
        arriving: Arriving,
    ) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
        let Arriving {
            status,
            headers,
            mut body,
            ..
        } = arriving;
        let mut all = Collected::default();
        let problem = loop {
            let next = async {
                match self.core.idle_timeout {
                    None => Ok(body.chunk().await),
                    Some(limit) => timeout(limit, body.chunk())
                        .await
                        .map_err(|_elapsed| self.out_of_time(Some(limit), Sent::Sent)),
                }
            };
            let next = self.limits.within(next).await;
            let next =
                next.unwrap_or_else(|limit| Err(self.out_of_time(Some(limit.0), Sent::Sent)));
            match next {
                Ok(None) => return Ok((status, headers, all.into_bytes())),
                Ok(Some(Ok(piece))) if all.len() + piece.len() <= self.core.max_body => {
                    all.push(piece);
                }
                Ok(Some(Ok(_))) => {
                    let error = TransportError::new(TransportErrorKind::TooLarge, Sent::Sent);
                    break Error::transport(self.operation, error);
                }
                Ok(Some(Err(error))) => break Error::transport(self.operation, error),
                Err(error) => break error,
            }
        };
        let kept = all.into_bytes();
        self.dump_answer(status, &headers, Some(&kept));
        Err(problem.with_answer(status, headers, kept))
    }
}
