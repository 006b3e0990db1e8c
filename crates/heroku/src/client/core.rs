//! What all clones of a client share, and what a call leaves behind.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use lru::LruCache;

use super::cache::{Cache, Key};
use super::dump::Dump;
use super::origin;
use super::request_id::RequestId;
use super::two_factor::TwoFactor;
use crate::credentials::CredentialSource;
use crate::error::Tries;
use crate::model::Drift;
use crate::operation::Operation;
use crate::parts::Base;
use crate::rate::{Owner, Rate, RateBudget, RatePolicy, budget_of};
use crate::response::Response;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::scrub::Scrub;
use crate::transport::{NetOptions, NetTransport, Transport};

/// A function that is told of something, warnings or drift.
pub(super) type Hook<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// What all clones of a client share.
#[derive(Clone)]
pub(crate) struct Core {
    pub(super) transport: Arc<dyn Transport>,
    /// How the network is used, if the transport is our own.
    pub(super) net: Option<NetOptions>,
    pub(super) base: Base,
    pub(super) headers: HeaderMap,
    pub(super) caller: Caller,
    pub(super) scrub: Scrub,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<Arc<dyn RetryPolicy>>,
    pub(super) retry_budget: Option<Arc<RetryBudget>>,
    pub(super) rate_policy: RatePolicy,
    /// The budget of the client's own credentials, once it was used.
    pub(super) own_budget: OnceLock<Arc<RateBudget>>,
    /// The budgets that were used last, by whose they are.
    pub(super) rate_budgets: Arc<Mutex<Spending>>,
    pub(super) two_factor: TwoFactor,
    pub(super) cache: Option<Cache>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) dump: Option<Dump>,
    pub(super) on_warning: Option<Hook<str>>,
    pub(super) on_drift: Option<Hook<Drift>>,
}

/// Who is calling.
#[derive(Clone)]
pub(super) enum Caller {
    Nobody,
    Fixed(HeaderValue),
    Source(Arc<dyn CredentialSource>),
}

/// The budgets of the callers of a client: of one, but for calls with credentials of their own.
pub(super) struct Spending(LruCache<Option<HeaderValue>, Arc<RateBudget>>);

impl Default for Spending {
    fn default() -> Self {
        const MOST: NonZeroUsize = NonZeroUsize::new(16).expect("16 is not 0");
        Self(LruCache::new(MOST))
    }
}

impl Core {
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    pub(super) fn base_url(&self) -> &str {
        self.base.as_str()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(super) fn is_own(&self, uri: &Uri) -> bool {
        origin::is_same(uri, self.base.uri())
    }

    pub(super) fn fixed_authorization(&self) -> Option<&HeaderValue> {
        match &self.caller {
            Caller::Fixed(authorization) => Some(authorization),
            Caller::Nobody | Caller::Source(_) => None,
        }
    }

    pub(super) fn credential_source(&self) -> Option<Arc<dyn CredentialSource>> {
        match &self.caller {
            Caller::Source(source) => Some(Arc::clone(source)),
            Caller::Nobody | Caller::Fixed(_) => None,
        }
    }

    pub(super) fn has_credentials(&self) -> bool {
        !matches!(self.caller, Caller::Nobody)
    }

    /// Whether a retry can be paid for.
    pub(super) fn affords_retry(&self) -> bool {
        self.retry_budget
            .as_ref()
            .is_none_or(|budget| budget.draw())
    }

    /// Takes note of a success, which pays for later retries.
    pub(super) fn repaid(&self) {
        if let Some(budget) = &self.retry_budget {
            budget.pay();
        }
    }

    /// The rate budget of a caller, which all clients of the process share.
    pub(super) fn rate_budget(&self, caller: Option<&HeaderValue>) -> Arc<RateBudget> {
        if caller.is_some() && caller == self.fixed_authorization() {
            let own = || self.find_budget(caller);
            return Arc::clone(self.own_budget.get_or_init(own));
        }
        self.find_budget(caller)
    }

    fn find_budget(&self, caller: Option<&HeaderValue>) -> Arc<RateBudget> {
        let caller = caller.cloned();
        let budgets = &mut self.spending().0;
        if let Some(budget) = budgets.get(&caller) {
            return Arc::clone(budget);
        }
        let budget = budget_of(Owner {
            server: self.server(),
            world: self.transport.world(),
            caller: caller.clone(),
        });
        budgets.put(caller, Arc::clone(&budget));
        budget
    }

    /// How the rate budget of the client's own credentials stands; of those that were used last,
    /// if they change.
    pub(super) fn rate(&self) -> Option<Rate> {
        let budget = match (self.headers.get(AUTHORIZATION), &self.caller) {
            (Some(own), _) => self.rate_budget(Some(own)),
            (None, Caller::Nobody) => self.rate_budget(None),
            (None, Caller::Fixed(authorization)) => self.rate_budget(Some(authorization)),
            (None, Caller::Source(_)) => Arc::clone(self.spending().0.iter().next()?.1),
        };
        budget.rate()
    }

    fn spending(&self) -> MutexGuard<'_, Spending> {
        let budgets = self.rate_budgets.lock();
        budgets.unwrap_or_else(PoisonError::into_inner)
    }

    fn server(&self) -> String {
        let uri = self.base.uri();
        let scheme = uri.scheme_str().unwrap_or_default();
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        format!(
            "{scheme}://{host}:{}",
            origin::port(uri).unwrap_or_default()
        )
    }

    /// The same with another limit on how long an answer may be silent.
    pub(crate) fn with_idle_timeout(&self, limit: Option<Duration>) -> Self {
        let mut core = self.clone();
        core.idle_timeout = limit;
        core
    }

    /// The same with connections of its own, for use in another runtime: a connection lives in
    /// the runtime that made it, and waits with it.
    pub(super) fn with_own_connections(&self) -> Self {
        let mut core = self.clone();
        if let Some(net) = &core.net {
            core.transport = Arc::new(NetTransport::new(net));
        }
        core
    }
}

/// A whole answer of a call that succeeded.
pub(crate) struct Arrived {
    pub(super) core: Arc<Core>,
    pub(super) operation: &'static Operation,
    pub(super) request_id: RequestId,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Where in the cache it belongs, if anywhere.
    pub(super) key: Option<Key>,
    /// Whether the body comes from the cache.
    pub(super) is_cached: bool,
    pub(super) tries: Tries,
}

impl Arrived {
    /// Tells the log and the callback how the answer drifted.
    pub(crate) fn report(&self, drift: &[Drift]) {
        for drift in drift {
            tracing::debug!(target: "heroku", operation = self.operation.name, "the answer drifted: {drift}");
            if let Some(hook) = &self.core.on_drift {
                hook(drift);
            }
        }
    }

    pub(crate) fn into_response<T>(self, value: T, drift: Vec<Drift>) -> Response<T> {
        Response::new(value, self.status, self.headers, self.body, drift)
            .with_request_id(self.request_id.text().into_owned())
            .with_history(self.tries.count, self.is_cached)
    }
}
