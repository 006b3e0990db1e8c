//! Taking an answer whole: to its last byte, uncompressed, from the cache if it still holds.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use tokio::time::timeout;

use super::attempt::{Arriving, Place, Take};
use super::call::Call;
use super::collected::Collected;
use super::core::Arrived;
use super::encoding;
use crate::answer;
use crate::error::Error;
use crate::transport::{Body, Sent, TransportError, TransportErrorKind};

/// A piece of a body, or where it broke off.
type Piece = Result<Bytes, TransportError>;

impl Take for Arrived {
    async fn take(call: &Call, arriving: &mut Arriving) -> Result<Self, Error> {
        let body = call.collect(arriving).await?;
        let status = arriving.status;
        let mut headers = std::mem::take(&mut arriving.headers);
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
            key: None,
            is_cached: false,
            tries: call.tries,
        };
        if let Some(place) = arriving.place.take() {
            arrived.settle(place);
        }
        if !arrived.status.is_success() {
            let Self {
                status,
                headers,
                body,
                ..
            } = arrived;
            return Err(Error::status_of(call.operation, status, headers, body));
        }
        let (operation, headers) = (call.operation, &arrived.headers);
        match answer::refusal(operation, arrived.status, headers, &arrived.body) {
            Some(error) => {
                arrived.forget();
                Err(error)
            }
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
            Some(kept) if self.status == StatusCode::NOT_MODIFIED => {
                let mut headers = kept.headers.clone();
                for name in self.headers.keys() {
                    headers.remove(name);
                }
                for (name, value) in &self.headers {
                    if *name != CONTENT_LENGTH && *name != CONTENT_ENCODING {
                        headers.append(name, value.clone());
                    }
                }
                self.status = kept.status;
                self.headers = headers;
                self.body = kept.body.clone();
                self.is_cached = true;
            }
            _ => cache.keep(place.key.clone(), self.status, &self.headers, &self.body),
        }
        self.key = Some(place.key);
    }

    /// Gives up the answer that is kept: it cannot be read, so a 304 would bring it back for ever.
    pub(super) fn forget(&self) {
        if let (Some(cache), Some(key)) = (&self.core.cache, &self.key) {
            cache.forget(key);
        }
    }
}

impl Call {
    /// Waits for all of a body, as long as it keeps coming.
    pub(super) async fn collect(&self, arriving: &mut Arriving) -> Result<Bytes, Error> {
        let body = &mut arriving.body;
        let mut all = Collected::of(&arriving.headers, self.core.max_body);
        let problem = loop {
            // What is there already needs no timers.
            let next = match body.chunk().now_or_never() {
                Some(next) => Ok(next),
                // On the heap: it is large, and whoever waits has the time.
                None => Box::pin(self.wait_for_chunk(body)).await,
            };
            match next {
                Ok(None) => return Ok(all.into_bytes()),
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
        let headers = std::mem::take(&mut arriving.headers);
        self.dump_answer(arriving.status, &headers, Some(&kept));
        Err(problem.with_answer(arriving.status, headers, kept))
    }

    async fn wait_for_chunk(&self, body: &mut Body) -> Result<Option<Piece>, Error> {
        let out_of_time = |limit| self.out_of_time(Some(limit), Sent::Sent);
        let next = async {
            match self.core.idle_timeout {
                None => Ok(body.chunk().await),
                Some(limit) => timeout(limit, body.chunk())
                    .await
                    .map_err(|_elapsed| out_of_time(limit)),
            }
        };
        let next = self.limits.within(next).await;
        next.unwrap_or_else(|limit| Err(out_of_time(limit.0)))
    }
}
