//! Why a webhook is refused.

use std::fmt;

use crate::json_path::{json_path, place};
use crate::model::Unreadable;

/// Why a signature is refused. It repeats neither the secret nor the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no secret to check with, or only empty ones: the receiver is not set up.
    NoSecret,
    /// The signature is none: missing, cut, or in another form.
    Malformed,
    /// The signature was made with another secret, or for another body.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSecret => "there is no webhook secret to check the signature with",
            Self::Malformed => "the webhook's signature is not the base64 of an HMAC-SHA256",
            Self::Mismatch => {
                "the webhook's signature was made with another secret or for another body"
            }
        })
    }
}

impl std::error::Error for SignatureError {}

/// Why a webhook gives no [`Event`](super::Event).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// The signature is refused, and nothing of the body was read.
    Signature(SignatureError),
    /// The body is no event: what is wrong and where, without any value of the body.
    Unreadable(String),
}

impl EventError {
    /// Says where and what, but never the text that was found there.
    pub(super) fn unreadable(body: &[u8], error: Unreadable) -> Self {
        let Unreadable { line, column, .. } = error;
        let problem = if error.is_data {
            let place = place(&json_path(body, line, column));
            format!("has another type than promised at {place}")
        } else {
            "is no JSON, or breaks off".to_owned()
        };
        Self::Unreadable(format!("{problem} (line {line}, column {column})"))
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => error.fmt(f),
            Self::Unreadable(problem) => write!(f, "the webhook's body {problem}"),
        }
    }
}

impl std::error::Error for EventError {}

impl From<SignatureError> for EventError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}
