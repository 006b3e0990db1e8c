//! The signature of a webhook.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use super::SignatureError;
use crate::Secret;

/// Name of the header that holds the signature of a webhook.
pub const SIGNATURE_HEADER: &str = "heroku-webhook-hmac-sha256";

const SIGNATURE_LENGTH: usize = 32;

/// Checks that whoever sent `body` knows the secret of the webhook.
///
/// Takes one secret, or several while they are being changed: one that fits is enough. An empty
/// secret never fits, so that a variable that was not set opens no door. The comparison takes the
/// same time wherever a signature is wrong.
///
/// # Errors
/// [`SignatureError`] where the signature is none, or fits no secret.
///
/// # Example
/// ```
/// use heroku::{Secret, webhook};
///
/// let (old, new) = (Secret::from("old-secret"), Secret::from("new-secret"));
/// let signature = webhook::sign(&old, b"{}");
/// assert!(webhook::verify(&old, &signature, b"{}").is_ok());
/// assert!(webhook::verify(&new, &signature, b"{}").is_err());
/// assert!(webhook::verify(&[new, old], &signature, b"{}").is_ok());
/// ```
pub fn verify(
    secrets: &(impl AsRef<[Secret]> + ?Sized),
    signature: &str,
    body: &[u8],
) -> Result<(), SignatureError> {
    let secrets = secrets.as_ref().iter().filter(|secret| !secret.is_empty());
    let mut secrets = secrets.peekable();
    if secrets.peek().is_none() {
        return Err(SignatureError::NoSecret);
    }
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| SignatureError::Malformed)?;
    if signature.len() != SIGNATURE_LENGTH {
        return Err(SignatureError::Malformed);
    }
    if secrets.any(|secret| hmac::verify(&key(secret), body, &signature).is_ok()) {
        Ok(())
    } else {
        Err(SignatureError::Mismatch)
    }
}

/// The signature that Heroku sends along with `body`, for tests of a receiver.
///
/// # Example
/// ```
/// use heroku::{Secret, webhook};
///
/// let signature = webhook::sign(&Secret::from("example-secret"), b"{}");
/// assert_eq!(signature, "7yYmEYHsn7JQ+rKZU86Jlcuvf1YXrUL590jsTdwXKSk=");
/// ```
#[must_use]
pub fn sign(secret: &Secret, body: &[u8]) -> String {
    STANDARD.encode(hmac::sign(&key(secret), body))
}

fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes())
}
