//! What all clones of a client share, and what a call leaves behind.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::dump::Dump;
use crate::model::Drift;
use crate::operation::Operation;
use crate::parts::Base;
use crate::response::Response;
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
    pub(super) base_uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) authorization: Option<HeaderValue>,
    pub(super) scrub: Scrub,
    pub(super) timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) dump: Option<Dump>,
    pub(super) on_warning: Option<Hook<str>>,
    pub(super) on_drift: Option<Hook<Drift>>,
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
    pub(super) request_id: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
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
            .with_request_id(self.request_id)
    }
}
