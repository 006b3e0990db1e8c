//! Codes of the second factor: where they come from, and that none is used twice.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use http::HeaderValue;
use tokio::time::Instant;

use crate::Secret;

/// How long it is of use to know that an app was authorised: calls do not take longer.
const KEPT: Duration = Duration::from_hours(1);

/// Getting a code; `None` if there is none to be had.
pub(super) type Asking = Pin<Box<dyn Future<Output = Option<Secret>> + Send>>;

/// Getting a code and authorising an app by it; whether that worked.
pub(super) type Authorising = Pin<Box<dyn Future<Output = bool> + Send>>;

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
    code: Option<Arc<Mutex<Option<Secret>>>>,
    ask: Option<Arc<dyn Fn(TwoFactorNeed) -> Asking + Send + Sync>>,
    desk: Arc<Mutex<Desk>>,
}

/// Which apps were authorised, and which are about to be.
#[derive(Default)]
struct Desk {
    authorised: BTreeMap<Door, Instant>,
    under_way: BTreeMap<Door, WeakErrand>,
}

/// What an authorisation opens: an app, to one caller.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Door {
    /// The `Authorization` header of the caller.
    pub(super) caller: Option<HeaderValue>,
    pub(super) app: String,
}

/// An authorisation under way: whoever waits for it drives it, and it ends when nobody does.
pub(super) struct Errand {
    /// Its first part, for which nobody's time limit counts.
    pub(super) asking: Shared<Asking>,
    pub(super) authorising: Shared<Authorising>,
}

struct WeakErrand(WeakShared<Asking>, WeakShared<Authorising>);

/// How a call gets through a door.
pub(super) enum Way {
    /// It is open by now.
    Open,
    /// Others are at it: wait for them.
    Join(Errand),
    /// Do it.
    Start(Errand),
    /// There is none.
    Shut,
}

impl TwoFactor {
    /// The same with a code given beforehand.
    pub(super) fn with_code(&self, code: Secret) -> Self {
        Self {
            code: Some(Arc::new(Mutex::new(Some(code)))),
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

    /// How to get a code that was never used, if there may be one.
    pub(super) fn asking(&self, need: TwoFactorNeed) -> Option<Asking> {
        let given = self.given();
        self.asking_unless(given, need)
    }

    /// How to get through `door`, for a call whose try started at `since`. `start` begins an
    /// authorisation, unless others are at it; who has a code at hand does not wait for them.
    pub(super) fn way(
        &self,
        door: &Door,
        since: Instant,
        need: TwoFactorNeed,
        start: impl FnOnce(Shared<Asking>) -> Authorising,
    ) -> Way {
        let mut desk = self.desk();
        if desk.authorised.get(door).is_some_and(|at| *at >= since) {
            return Way::Open;
        }
        let given = self.given();
        let under_way = desk.under_way.get(door).and_then(WeakErrand::upgrade);
        if let Some(errand) = under_way.filter(|_| given.is_none()) {
            return Way::Join(errand);
        }
        let Some(asking) = self.asking_unless(given, need) else {
            return Way::Shut;
        };
        let asking = asking.shared();
        let authorising = start(asking.clone()).shared();
        let errand = Errand {
            asking,
            authorising,
        };
        desk.under_way.retain(|_door, errand| errand.is_alive());
        if let Some(weak) = errand.downgrade() {
            desk.under_way.insert(door.clone(), weak);
        }
        Way::Start(errand)
    }

    /// Takes note that a door was opened.
    pub(super) fn opened(&self, door: Door) {
        let now = Instant::now();
        let mut desk = self.desk();
        desk.authorised.retain(|_door, at| now - *at < KEPT);
        desk.authorised.insert(door, now);
    }

    fn given(&self) -> Option<Secret> {
        let code = self.code.as_ref()?.lock();
        code.unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Nobody is asked before the future is polled, so that locks may be held.
    fn asking_unless(&self, given: Option<Secret>, need: TwoFactorNeed) -> Option<Asking> {
        if given.is_some() {
            return Some(Box::pin(std::future::ready(given)));
        }
        let ask = Arc::clone(self.ask.as_ref()?);
        Some(Box::pin(async move { ask(need).await }))
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Errand {
    fn downgrade(&self) -> Option<WeakErrand> {
        let asking = self.asking.downgrade()?;
        Some(WeakErrand(asking, self.authorising.downgrade()?))
    }
}

impl WeakErrand {
    fn upgrade(&self) -> Option<Errand> {
        let errand = Errand {
            asking: self.0.upgrade()?,
            authorising: self.1.upgrade()?,
        };
        let is_over = errand.authorising.peek().is_some();
        (!is_over).then_some(errand)
    }

    fn is_alive(&self) -> bool {
        self.upgrade().is_some()
    }
}
