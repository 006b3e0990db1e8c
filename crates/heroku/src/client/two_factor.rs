//! Codes of the second factor: where they come from, and that none is used twice.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::MutexGuard;
use tokio::time::Instant;

use crate::Secret;

/// How long it is of use to know that an app was authorised: calls do not take longer.
const KEPT: Duration = Duration::from_hours(1);

type Asking = Pin<Box<dyn Future<Output = Option<Secret>> + Send>>;

/// What a code of the second factor is needed for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TwoFactorNeed {
    /// The action that wants the code, as in `AppDelete`.
    pub operation: &'static str,
    /// The name or id of the app for which the code counts, if Heroku named one: all that is done
    /// to it in the next minutes needs no further code.
    pub app: Option<String>,
    /// What Heroku said.
    pub message: String,
}

/// Where a client gets its codes from.
#[derive(Clone, Default)]
pub(crate) struct TwoFactor {
    /// A code that was given beforehand. Whoever takes it has it alone.
    code: Arc<Mutex<Option<Secret>>>,
    ask: Option<Arc<dyn Fn(TwoFactorNeed) -> Asking + Send + Sync>>,
    desk: Arc<tokio::sync::Mutex<Desk>>,
}

/// Where needs are served, one at a time: nobody can read two codes off a device at once.
#[derive(Default)]
pub(crate) struct Desk {
    /// When each app was authorised.
    authorised: HashMap<String, Instant>,
}

impl TwoFactor {
    /// The same with a code given beforehand.
    pub(super) fn with_code(&self, code: Secret) -> Self {
        Self {
            code: Arc::new(Mutex::new(Some(code))),
            ..self.clone()
        }
    }

    /// The same with somebody to ask.
    pub(super) fn with_ask<F, A>(&self, ask: F) -> Self
    where
        F: Fn(TwoFactorNeed) -> A + Send + Sync + 'static,
        A: Future<Output = Option<Secret>> + Send + 'static,
    {
        Self {
            ask: Some(Arc::new(move |need| Box::pin(ask(need)))),
            ..self.clone()
        }
    }

    /// Whether there may be codes at all.
    pub(super) fn is_set_up(&self) -> bool {
        let given = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        given.is_some() || self.ask.is_some()
    }

    pub(super) async fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().await
    }

    /// A code that was never used; `None` if there is none to be had.
    pub(super) async fn code(&self, need: TwoFactorNeed) -> Option<Secret> {
        let given = self
            .code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match (given, &self.ask) {
            (Some(code), _) => Some(code),
            (None, Some(ask)) => ask(need).await,
            (None, None) => None,
        }
    }
}

impl Desk {
    /// Whether the app was authorised after `since`, so that no code is needed any more.
    pub(super) fn is_authorised(&self, app: &str, since: Instant) -> bool {
        self.authorised.get(app).is_some_and(|at| *at >= since)
    }

    pub(super) fn authorise(&mut self, app: &str) {
        let now = Instant::now();
        self.authorised.retain(|_app, at| now - *at < KEPT);
        self.authorised.insert(app.to_owned(), now);
    }
}
