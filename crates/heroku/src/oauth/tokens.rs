//! The tokens of one user.

use crate::{Secret, Timestamp};

/// The tokens of one user, from [`OAuth::exchange`](crate::OAuth::exchange) or from a store.
///
/// `Debug` hides what is secret. `Serialize` reveals it, for a store that others cannot read:
/// whoever has the refresh token acts for the user for good.
///
/// ```
/// use heroku::OAuthTokens;
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let tokens = OAuthTokens::new("HRKU-0123").refresh_token("4567");
/// let stored = serde_json::to_string(&tokens)?;
/// assert_eq!(serde_json::from_str::<OAuthTokens>(&stored)?, tokens);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthTokens {
    /// What goes along with each request, for some hours.
    pub access_token: Secret,
    /// What brings new access tokens; without it the user has to be asked again.
    pub refresh_token: Option<Secret>,
    /// When the access token expires, by the clock of this machine; `None` for one that does not.
    pub expires_at: Option<Timestamp>,
    /// The id of the user, if Heroku told it.
    pub user_id: Option<String>,
    /// What the `heroku_session_nonce` cookie of the user's browser holds as long as the same
    /// login lasts, if Heroku told it.
    pub session_nonce: Option<Secret>,
}

heroku::model! {
    OAuthTokens { access_token, refresh_token, expires_at, user_id, session_nonce }
}

impl OAuthTokens {
    /// An access token that does not expire, as far as is known; for tokens from a store of
    /// one's own form.
    ///
    /// With an empty one, a new one is got before the first request.
    #[must_use]
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self {
            access_token: access_token.into(),
            ..Self::default()
        }
    }

    /// Adds what brings new access tokens.
    #[must_use]
    pub fn refresh_token(mut self, refresh_token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(refresh_token.into());
        self
    }

    /// Says when the access token expires.
    #[must_use]
    pub fn expires_at(mut self, expires_at: impl Into<Timestamp>) -> Self {
        self.expires_at = Some(expires_at.into());
        self
    }

    /// Says whose tokens these are.
    #[must_use]
    pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }
}
