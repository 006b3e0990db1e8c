//! Who is calling.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

use crate::Secret;
use crate::scrub::Scrub;

/// Who is calling: a token, or a user with a password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// A token, sent as `Authorization: Bearer`.
    Bearer(Secret),
    /// A user (any, even none) and a password or token, sent as `Authorization: Basic`.
    Basic {
        /// The user's e-mail address; Heroku ignores it where the password is a token.
        user: String,
        /// The password, or a token.
        password: Secret,
    },
}

impl Credentials {
    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> Result<HeaderValue, String> {
        let text = match self {
            Self::Bearer(token) if token.is_empty() => {
                return Err("the token is empty; leave it out to send no credentials".to_owned());
            }
            Self::Bearer(token) => format!("Bearer {}", token.expose()),
            Self::Basic { user, password } => format!("Basic {}", encoded(user, password)),
        };
        let mut value = HeaderValue::try_from(text).map_err(|_| {
            "the token holds characters that no header can have, a line break perhaps".to_owned()
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// What must never be printed: the secret itself, and as it stands in the header.
    pub(crate) fn scrub(&self) -> Scrub {
        let mut scrub = Scrub::default();
        match self {
            Self::Bearer(token) => scrub.add(token.expose()),
            Self::Basic { user, password } => {
                scrub.add(encoded(user, password));
                scrub.add(password.expose());
            }
        }
        scrub
    }
}

fn encoded(user: &str, password: &Secret) -> String {
    STANDARD.encode(format!("{user}:{}", password.expose()))
}
