//! What strikes one request.

use bytes::Bytes;
use heroku_schema::Action;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::FaultId;
use super::effects::{Effects, Replacement, Reset};
use super::refusal::{id_of, status_of};
use crate::outcome::{Content, Outcome};
use crate::world::fixed_id;

/// What strikes one request.
pub(crate) struct Strike {
    ids: Vec<FaultId>,
    /// How many requests were struck before.
    number: u64,
    effects: Effects,
}

impl Strike {
    pub(super) fn new(ids: Vec<FaultId>, number: u64, effects: Effects) -> Self {
        Self {
            ids,
            number,
            effects,
        }
    }

    /// The faults that strike, in the order in which they were injected.
    pub(crate) fn ids(&self) -> &[FaultId] {
        &self.ids
    }

    /// Answers a request under what strikes it; `carry_out` lets it have its effect.
    pub(crate) fn around(
        &self,
        request: &mut Request<Bytes>,
        action: Option<&Action>,
        carry_out: impl FnOnce(&Request<Bytes>) -> Outcome,
    ) -> Outcome {
        let delay = self.effects.delay.unwrap_or_default();
        if self.effects.reset == Some(Reset::Before) {
            return Outcome {
                delay,
                answer: None,
            };
        }
        let mut outcome = if self.effects.refuses() {
            Outcome::at_once(self.refuse(request))
        } else {
            if !self.effects.drift.is_none() {
                // What is to be changed must not be compressed.
                request.headers_mut().remove(ACCEPT_ENCODING);
            }
            carry_out(request)
        };
        outcome.delay = outcome.delay.saturating_add(delay);
        if self.effects.reset == Some(Reset::After) {
            outcome.answer = None;
        }
        outcome.answer = outcome.answer.map(|answer| self.change(action, answer));
        outcome
    }

    fn refuse(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let error = self.effects.error.as_ref();
        let html = self.effects.body == Some(Replacement::Html);
        let of_error = error.and_then(|(id, _)| status_of(id));
        let fallback = if html { 502 } else { 500 };
        let status = self.effects.status.or(of_error).unwrap_or(fallback);
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (kind, body) = if html {
            ("text/html; charset=utf-8", page(status))
        } else {
            let id = error.map_or(id_of(status.as_u16()), |(id, _)| id);
            let message = error.map_or("This is a fault on demand.", |(_, message)| message);
            let body = json!({ "id": id, "message": message }).to_string();
            ("application/json", body)
        };
        // By HTTP/2, clients take a body behind this status for a broken stream.
        let has_body = status != StatusCode::NOT_MODIFIED;
        let mut response = Response::new(if has_body { body.into() } else { Bytes::new() });
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Ok(ids) = HeaderValue::from_str(&self.request_ids(request)) {
            headers.insert(HeaderName::from_static("request-id"), ids);
        }
        response
    }

    /// The ids that the request came with, behind one of the fault's.
    fn request_ids(&self, request: &Request<Bytes>) -> String {
        let numbers: Vec<String> = self.ids.iter().map(FaultId::to_string).collect();
        let own = fixed_id(&format!("fault/{}/{}", numbers.join("/"), self.number));
        let sent = request.headers().get("request-id");
        match sent.and_then(|value| value.to_str().ok()) {
            Some(sent) if !sent.is_empty() => format!("{own},{sent}"),
            _ => own,
        }
    }

    fn change(&self, action: Option<&Action>, answer: Response<Content>) -> Response<Content> {
        let (mut head, mut body) = answer.into_parts();
        if !self.effects.drift.is_none()
            && head.status.is_success()
            && let Content::Whole(bytes) = &mut body
        {
            self.let_drift(action, bytes);
            // It stands for another body.
            head.headers.remove(ETAG);
        }
        if self.effects.body == Some(Replacement::Empty) {
            head.headers.remove(CONTENT_ENCODING);
            body = Content::Whole(Bytes::new());
        }
        for (name, value) in &self.effects.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                head.headers.insert(name, value);
            }
        }
        if let (Some(limit), Content::Whole(whole)) = (self.effects.truncate, &body)
            && whole.len() > limit
        {
            head.headers.insert(CONTENT_LENGTH, whole.len().into());
            body = Content::Cut(whole.slice(..limit));
        }
        Response::from_parts(head, body)
    }

    fn let_drift(&self, action: Option<&Action>, body: &mut Bytes) {
        if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
            let returns = action.map(|action| &action.returns);
            self.effects.drift.apply(returns, &mut value);
            *body = value.to_string().into();
        }
    }
}

/// What a gateway says where nobody answers behind it.
fn page(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or(status.as_str());
    format!(
        "<!DOCTYPE html>\n<html><head><title>{reason}</title></head><body><h1>{reason}</h1>\
         <p>There was no answer from behind this gateway.</p></body></html>\n"
    )
}
