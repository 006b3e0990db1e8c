//! What all clones of a client share, and what a call leaves behind.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::cache::{Cache, Key};
use super::hooks::Hooks;
use super::origin;
use super::request_id::RequestId;
use super::spending::Spending;
use super::two_factor::TwoFactor;
use crate::credentials::CredentialSource;
use crate::default_headers::DefaultHeaders;
use crate::error::Tries;
use crate::model::Drift;
use crate::operation::Operation;
use crate::parts::Base;
use crate::rate::{Owner, Rate, RateBudget, RatePolicy, budget_of};
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::scrub::Scrub;
use crate::transport::{NetOptions, NetTransport, Transport};

/// What all clones of a client share.
#[derive(Clone)]
pub(crate) struct Core {
    pub(super) transport: Arc<dyn Transport>,
    /// How the network is used, if the transport is our own.
    pub(super) net: Option<Arc<NetOptions>>,
    pub(super) base: Base,
    pub(super) headers: DefaultHeaders,
    pub(super) caller: Caller,
    pub(super) scrub: Scrub,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<Arc<dyn RetryPolicy>>,
    pub(super) rate_policy: RatePolicy,
    pub(super) spending: Arc<Spending>,
    pub(super) two_factor: TwoFactor,
    pub(super) cache: Option<Cache>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) hooks: Option<Arc<Hooks>>,
}

/// Who is calling.
#[derive(Clone)]
pub(super) enum Caller {
    Nobody,
    Fixed(HeaderValue),
    Source(Arc<dyn CredentialSource>),
}

impl Core {
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    pub(super) fn base_url(&self) -> &str {
        self.base.as_str()
    }

    pub(super) fn headers(&self) -> &DefaultHeaders {
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

    /// The rate budget of a caller, which all clients of the process share.
    pub(super) fn rate_budget(&self, caller: Option<&HeaderValue>) -> Arc<RateBudget> {
        let find = || {
            budget_of(Owner {
                server: self.server(),
                world: self.transport.world(),
                caller: caller.cloned(),
            })
        };
        let is_own = match &self.caller {
            Caller::Nobody => caller.is_none(),
            Caller::Fixed(authorization) => caller == Some(authorization),
            Caller::Source(_) => false,
        };
        if is_own {
            self.spending.own(find)
        } else {
            self.spending.other(caller, find)
        }
    }

    /// How the rate budget of the client's own credentials stands; of those that were used last,
    /// if they change.
    pub(super) fn rate(&self) -> Option<Rate> {
        let budget = match (self.headers.get(&AUTHORIZATION), &self.caller) {
            (Some(own), _) => self.rate_budget(Some(own)),
            (None, Caller::Nobody) => self.rate_budget(None),
            (None, Caller::Fixed(authorization)) => self.rate_budget(Some(authorization)),
            (None, Caller::Source(_)) => self.spending.last()?,
        };
        budget.rate()
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
    pub(crate) operation: &'static Operation,
    pub(super) request_id: RequestId,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
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
            if let Some(hook) = self.core.on_drift() {
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
