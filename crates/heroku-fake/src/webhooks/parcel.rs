//! What is posted to a subscriber.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Uri;
use ring::hmac;
use serde_json::{Value, json};

use crate::world::{Row, World};

/// Hosts that are this machine: nothing is sent to any other.
const THIS_MACHINE: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// One event on its way to one subscriber.
pub(crate) struct Parcel {
    /// The key of the world that it comes from.
    pub(crate) world: String,
    /// The id of the webhook.
    pub(crate) webhook: String,
    /// The id of the delivery.
    pub(crate) delivery: String,
    /// The id of this attempt at it.
    pub(super) attempt: String,
    /// Where it goes.
    pub(super) url: Uri,
    pub(super) authorization: Option<String>,
    pub(super) signature: String,
    pub(super) body: Bytes,
}

/// How an attempt at a delivery ended.
pub(crate) struct Attempt {
    /// The id of the attempt.
    pub(super) id: String,
    /// The status of the answer, where there was one.
    pub(super) code: Option<u16>,
    /// Why there was none.
    pub(super) error: Option<&'static str>,
    /// Whether another attempt may end in another way.
    pub(super) may_repeat: bool,
}

impl Parcel {
    /// The parcel of an event for a webhook; none where the webhook has no address that can be
    /// used.
    pub(super) fn new(
        world: &mut World,
        webhook: &Row,
        event: &Row,
        delivery: &str,
    ) -> Option<Self> {
        let url: Uri = webhook.text("url").parse().ok()?;
        if refusal(&url).is_some() {
            return None;
        }
        let attempt = world.ids.uuid();
        let body = body(webhook, event, delivery, &attempt).to_string();
        let secret = webhook.noted("secret").as_str().unwrap_or_default();
        let authorization = webhook.noted("authorization").as_str();
        Some(Self {
            world: world.key.clone(),
            webhook: webhook.id().to_owned(),
            delivery: delivery.to_owned(),
            attempt,
            url,
            authorization: authorization.map(str::to_owned),
            signature: sign(secret, body.as_bytes()),
            body: body.into(),
        })
    }
}

/// Why nothing is sent to an address, if that is so.
pub(super) fn refusal(url: &Uri) -> Option<&'static str> {
    if !THIS_MACHINE.contains(&url.host().unwrap_or_default()) {
        return Some("not_sent_to_other_machines");
    }
    (url.scheme_str() != Some("http")).then_some("not_sent_over_tls")
}

/// The signature of a body, by which its receiver knows who sent it.
fn sign(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, body))
}

fn body(webhook: &Row, event: &Row, delivery: &str, attempt: &str) -> Value {
    let payload = event.get("payload");
    json!({
        "action": payload["action"],
        "actor": payload["actor"],
        "created_at": event.get("created_at"),
        "data": payload["data"],
        "id": event.id(),
        "previous_data": payload["previous_data"],
        "published_at": null,
        "resource": payload["resource"],
        "sequence": null,
        "updated_at": event.get("updated_at"),
        "version": payload["version"],
        "webhook_metadata": {
            "attempt": { "id": attempt },
            "delivery": { "id": delivery },
            "event": { "id": event.id(), "include": event.get("include") },
            "webhook": { "id": webhook.id() },
        },
    })
}
