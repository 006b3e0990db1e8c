//! Receiving webhooks: who sent one, and what it says.
//!
//! Heroku posts an [`Event`] to the URL of a webhook when something happens to an app. Its
//! signature is in the header [`SIGNATURE_HEADER`], and is made with the secret that the webhook
//! was created with, over the bytes of the body. Check those bytes, before anything reads or
//! rewrites them.
//!
//! ```
//! use heroku::Secret;
//! use heroku::webhook::{self, Event, EventData, EventError};
//!
//! fn receive(secret: &Secret, headers: &heroku::http::HeaderMap, body: &[u8]) -> heroku::http::StatusCode {
//!     let signature = headers.get(webhook::SIGNATURE_HEADER);
//!     let signature = signature.and_then(|value| value.to_str().ok()).unwrap_or_default();
//!     match Event::verified(secret, signature, body) {
//!         Ok(event) => {
//!             if let EventData::Release(release) = &event.data {
//!                 println!("{} is at v{}", release.app.name, release.version);
//!             }
//!             heroku::http::StatusCode::NO_CONTENT
//!         }
//!         Err(EventError::Signature(_)) => heroku::http::StatusCode::UNAUTHORIZED,
//!         Err(_) => heroku::http::StatusCode::BAD_REQUEST,
//!     }
//! }
//!
//! let secret = Secret::from("example-secret");
//! let body = br#"{"resource": "release", "data": {"app": {"name": "example"}, "version": 7}}"#;
//! let mut headers = heroku::http::HeaderMap::new();
//! assert_eq!(receive(&secret, &headers, body), 401);
//! let signature = webhook::sign(&secret, body).parse().expect("base64 fits a header");
//! headers.insert(webhook::SIGNATURE_HEADER, signature);
//! assert_eq!(receive(&secret, &headers, body), 204);
//! ```
//!
//! An event may come more than once, and out of order: [`Event::id`] tells whether it is known
//! already, and any status of 2xx tells Heroku that it arrived.

mod data;
mod error;
mod event;
mod signature;

pub use data::EventData;
pub use error::{EventError, SignatureError};
pub use event::{Action, Actor, Event, EventReference, Metadata, Reference};
pub use signature::{SIGNATURE_HEADER, sign, verify};
