//! What is traded for tokens: a code, or a refresh token.

use http::Method;
use jiff::SignedDuration;

use super::OAuthTokens;
use crate::answer::Answer;
use crate::{Error, ErrorKind, Operation, Parts, Request, Secret, Settings, Timestamp};

static EXCHANGE: Operation =
    Operation::new("OAuth::exchange", Method::POST, "/oauth/token").needs_content();
static REFRESH: Operation =
    Operation::new("OAuth::refresh", Method::POST, "/oauth/token").needs_content();

/// Trades the code that a user brought.
pub(super) struct CodeGrant<'a> {
    pub(super) code: &'a Secret,
    pub(super) client_secret: &'a Secret,
}

/// Trades the refresh token of known tokens.
pub(super) struct RefreshGrant<'a> {
    pub(super) tokens: &'a OAuthTokens,
    pub(super) client_secret: &'a Secret,
}

/// What the server gives for a grant.
#[derive(Default)]
pub(super) struct Granted {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_in: Option<i64>,
    user_id: Option<String>,
    session_nonce: Option<Secret>,
}

heroku::model! {
    Granted { access_token, refresh_token, expires_in, user_id, session_nonce }
}

impl Request for CodeGrant<'_> {
    type Output = Granted;

    const OPERATION: &'static Operation = &EXCHANGE;

    fn write(&self, parts: &mut Parts) {
        if self.code.is_empty() {
            parts.refuse("the code is empty".to_owned());
        }
        write(
            parts,
            "authorization_code",
            ("code", self.code),
            self.client_secret,
        );
    }

    fn read(answer: &Answer<'_>) -> Result<Granted, Error> {
        read(answer)
    }
}

impl Request for RefreshGrant<'_> {
    type Output = Granted;

    const OPERATION: &'static Operation = &REFRESH;

    fn write(&self, parts: &mut Parts) {
        parts.hide(&self.tokens.access_token);
        if let Some(nonce) = &self.tokens.session_nonce {
            parts.hide(nonce);
        }
        let token = self.tokens.refresh_token.clone().unwrap_or_default();
        let token = ("refresh_token", &token);
        write(parts, "refresh_token", token, self.client_secret);
    }

    fn read(answer: &Answer<'_>) -> Result<Granted, Error> {
        read(answer)
    }
}

fn write(parts: &mut Parts, kind: &str, (name, secret): (&str, &Secret), client_secret: &Secret) {
    parts.hide(secret);
    parts.hide(client_secret);
    parts.form(&[
        ("grant_type", kind),
        (name, secret.expose()),
        ("client_secret", client_secret.expose()),
    ]);
    parts.settings(&Settings::new().header("accept", "application/json"));
}

fn read(answer: &Answer<'_>) -> Result<Granted, Error> {
    let granted: Granted = answer.one()?;
    if !granted.access_token.is_empty() {
        return Ok(granted);
    }
    let problem = "the call succeeded, but its answer has no access token";
    let (status, headers, body) = (answer.status, answer.headers.clone(), answer.body.clone());
    let error = Error::new(ErrorKind::Decode, answer.operation, problem);
    Err(error.with_answer(status, headers, body))
}

impl Granted {
    /// The tokens, with what they lack from the `old` ones, if they renew any.
    pub(super) fn into_tokens(self, asked: Timestamp, old: Option<&OAuthTokens>) -> OAuthTokens {
        let is_told = |secret: &Secret| !secret.is_empty();
        let old = old.cloned().unwrap_or_default();
        OAuthTokens {
            access_token: self.access_token,
            refresh_token: self.refresh_token.filter(is_told).or(old.refresh_token),
            expires_at: self.expires_in.and_then(|seconds| {
                let lifetime = SignedDuration::from_secs(seconds.max(0));
                asked.checked_add(lifetime).ok()
            }),
            user_id: self.user_id.or(old.user_id),
            session_nonce: self.session_nonce.filter(is_told).or(old.session_nonce),
        }
    }
}
