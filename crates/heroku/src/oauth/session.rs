//! The tokens in use, shared by all clones: when they are renewed, and by whom.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use tokio::time::Instant;

use super::OAuthTokens;
use crate::{Credentials, Error, Secret, Timestamp};

/// How long before it expires a token is renewed, unless its life is short.
const EARLY: Duration = Duration::from_mins(5);

/// How long after an early try that failed there is another.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a refresh token that was refused is not asked about again.
const MEMORY: Duration = Duration::from_secs(10);

/// A refresh under way: whoever waits for it drives it, and it ends when nobody does.
pub(super) type Flight = Shared<Flying>;

/// The new access token, or why there is none.
pub(super) type Flying = Pin<Box<dyn Future<Output = Result<Secret, Arc<Error>>> + Send>>;

/// The tokens in use.
#[derive(Default)]
pub(super) struct Session(Mutex<State>);

#[derive(Default)]
struct State {
    held: Option<Held>,
    flight: Option<WeakShared<Flying>>,
    refusal: Option<Refusal>,
}

/// The refresh token in use was refused.
struct Refusal {
    error: Arc<Error>,
    since: Instant,
}

/// Tokens, and how long they are good for.
struct Held {
    tokens: OAuthTokens,
    /// From when on they are renewed early.
    early: Option<Instant>,
    /// From when on the access token is of no use.
    end: Option<Instant>,
    /// Whether Heroku did not accept the access token.
    is_refused: bool,
}

/// What a caller does to get an access token.
pub(super) enum Way {
    /// Take this one.
    Take(Secret),
    /// Wait for this for a while, and ask again if it brings none: the old token still works.
    Try(Flight),
    /// Wait for this, which just begins.
    Wait(Flight),
    /// Wait for this, which others drive, but not for ever: their runtime may stand still.
    Join(Flight),
    /// There is none, and this is why.
    Fail(Arc<Error>),
}

/// There is no token to be had.
#[derive(Debug)]
pub(super) struct NoTokens;

impl Session {
    /// A session that goes on with `tokens`.
    pub(super) fn with(tokens: OAuthTokens) -> Self {
        let session = Self::default();
        session.hold(tokens);
        session
    }

    pub(super) fn tokens(&self) -> Option<OAuthTokens> {
        let state = self.state();
        Some(state.held.as_ref()?.tokens.clone())
    }

    /// Uses `tokens` from now on.
    pub(super) fn hold(&self, tokens: OAuthTokens) {
        let mut state = self.state();
        state.held = Some(Held::new(tokens));
        state.refusal = None;
    }

    /// Takes note that there are no new tokens, and why.
    pub(super) fn failed(&self, error: &Arc<Error>) {
        let status = error.status().map_or(0, |status| status.as_u16());
        if matches!(status, 400 | 401) {
            self.state().refusal = Some(Refusal {
                error: Arc::clone(error),
                since: Instant::now(),
            });
        }
    }

    /// Leaves a refresh to itself, so that the next caller begins another.
    pub(super) fn leave(&self, left: &Flight) {
        let mut state = self.state();
        let flight = state.flight.as_ref().and_then(WeakShared::upgrade);
        if flight.is_some_and(|flight| flight.ptr_eq(left)) {
            state.flight = None;
        }
    }

    /// How to get an access token now. `start` begins a refresh, if one is due and none under way.
    pub(super) fn way(&self, start: impl FnOnce(OAuthTokens) -> Flying) -> Result<Way, NoTokens> {
        let mut state = self.state();
        let State {
            held,
            flight,
            refusal,
        } = &mut *state;
        let held = held.as_mut().ok_or(NoTokens)?;
        let now = Instant::now();
        let token = &held.tokens.access_token;
        if !held.is_renewable() {
            let token = Some(token).filter(|token| !token.is_empty());
            return token.cloned().map(Way::Take).ok_or(NoTokens);
        }
        let is_over = held.end.is_some_and(|end| now >= end);
        let is_usable = !is_over && !held.is_refused && !token.is_empty();
        let is_early = held.early.is_some_and(|early| now >= early);
        let under_way = flight.as_ref().and_then(WeakShared::upgrade);
        let under_way = under_way.filter(|flight| flight.peek().is_none());
        if is_usable && (!is_early || under_way.is_some()) {
            return Ok(Way::Take(token.clone()));
        }
        if let Some(flight) = under_way {
            return Ok(Way::Join(flight));
        }
        let refusal = refusal.as_ref();
        if let Some(refusal) = refusal.filter(|refusal| refusal.since.elapsed() < MEMORY)
            && !is_usable
        {
            return Ok(Way::Fail(Arc::clone(&refusal.error)));
        }
        let shared = start(held.tokens.clone()).shared();
        *flight = shared.downgrade();
        if is_usable {
            // Noted beforehand: a caller who gives up half-way has tried, too.
            held.early = now.checked_add(PAUSE);
            return Ok(Way::Try(shared));
        }
        Ok(Way::Wait(shared))
    }

    /// Takes note that Heroku refused `refused`; whether there may be another token.
    pub(super) fn refused(&self, refused: &Credentials) -> bool {
        let Credentials::Bearer(refused) = refused else {
            return false;
        };
        match &mut self.state().held {
            None => false,
            // It was replaced in the meantime.
            Some(held) if held.tokens.access_token != *refused => true,
            Some(held) => {
                held.is_refused = true;
                held.is_renewable()
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn new(tokens: OAuthTokens) -> Self {
        let now = Instant::now();
        let left = tokens.expires_at.map(|at| {
            let left = at.duration_since(Timestamp::now());
            Duration::try_from(left).unwrap_or_default()
        });
        let early = left.map(|left| left.saturating_sub(EARLY.min(left / 10)));
        Self {
            tokens,
            early: early.and_then(|early| now.checked_add(early)),
            end: left.and_then(|left| now.checked_add(left)),
            is_refused: false,
        }
    }

    fn is_renewable(&self) -> bool {
        let token = self.tokens.refresh_token.as_ref();
        token.is_some_and(|token| !token.is_empty())
    }
}

impl fmt::Display for NoTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "there are no OAuth tokens; exchange a code for them, and give them to \
             `OAuth::with_tokens`",
        )
    }
}

impl std::error::Error for NoTokens {}
