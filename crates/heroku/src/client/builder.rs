//! Setting up a client.

use std::env::VarError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::core::{Caller, Core};
use super::dump::Dump;
use super::hooks::Hooks;
use super::spending::Spending;
use super::two_factor::TwoFactor;
use super::{Cache, Client, TwoFactorNeed, env};
use crate::Secret;
use crate::credentials::{CredentialSource, Credentials};
use crate::default_headers::DefaultHeaders;
use crate::error::{Error, ErrorKind};
use crate::model::Drift;
use crate::parts::Base;
use crate::rate::RatePolicy;
use crate::retry::{Backoff, RetryPolicy};
use crate::transport::{NetOptions, NetTransport, Transport};

const BASE_URL: &str = "https://api.heroku.com";
const DEFAULT_AGENT: &str = concat!("heroku-rust/", env!("CARGO_PKG_VERSION"));

/// Sets up a [`Client`]; made by [`Client::builder`].
///
/// ```
/// # fn main() -> Result<(), heroku::Error> {
/// use std::time::Duration;
/// use heroku::Client;
///
/// let heroku = Client::builder()
///     .token("HRKU-01234567")
///     .user_agent("deployer/1.0")
///     .timeout(Duration::from_secs(20))
///     .on_warning(|warning| eprintln!("Heroku warns: {warning}"))
///     .build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    base_url: Option<String>,
    credentials: Option<Credentials>,
    source: Option<Arc<dyn CredentialSource>>,
    user_agent: String,
    headers: Vec<(String, String)>,
    transport: Option<Arc<dyn Transport>>,
    net: NetOptions,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: Option<Arc<dyn RetryPolicy>>,
    retry_budget: Option<u32>,
    rate_policy: RatePolicy,
    two_factor: TwoFactor,
    cache: Option<Cache>,
    idle_timeout: Option<Duration>,
    max_body: usize,
    hooks: Hooks,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            base_url: None,
            credentials: None,
            source: None,
            user_agent: DEFAULT_AGENT.to_owned(),
            headers: Vec::new(),
            transport: None,
            net: NetOptions {
                connect_timeout: Duration::from_secs(10),
                pool_idle_timeout: Duration::from_secs(90),
                unix_socket: None,
                proxies: true,
            },
            timeout: Some(Duration::from_mins(5)),
            attempt_timeout: Some(Duration::from_mins(1)),
            retry: Some(Backoff::shared()),
            retry_budget: Some(100),
            rate_policy: RatePolicy::Wait,
            two_factor: TwoFactor::default(),
            cache: None,
            idle_timeout: Some(Duration::from_mins(1)),
            max_body: 64 * 1024 * 1024,
            hooks: Hooks::default(),
        }
    }

    /// Takes credentials, address and agent socket from the environment:
    ///
    /// - the token from `HEROKU_API_KEY`, else from the entry of the API's host in `~/.netrc`
    ///   (`NETRC` names another file); a file that others can read brings a warning to the log, by
    ///   `tracing`;
    /// - the address from `HEROKU_API_URL`, else from `HEROKU_HOST` as the official command line
    ///   reads it: a host of Heroku's own, or a URL on this machine;
    /// - the socket of heroku-agent from `HEROKU_AGENT_SOCK`.
    ///
    /// What is not there changes nothing, and what the builder was told already stays.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where a variable or `.netrc` makes no sense.
    pub fn from_env(self) -> Result<Self, Error> {
        for name in env::VARIABLES {
            if let Err(VarError::NotUnicode(_)) = std::env::var(name) {
                return Err(setup(format!("the variable {name} is not UTF-8")));
            }
        }
        self.from_variables(|name| std::env::var(name).ok())
    }

    /// The same as [`Builder::from_env`], from variables of one's own.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where a variable or `.netrc` makes no sense.
    pub fn from_variables(self, variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        env::apply(self, &variable).map_err(setup)
    }

    /// Authenticates with a token.
    pub fn token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::Bearer(token.into()))
    }

    /// Authenticates with a user and a password; the password may be a token.
    pub fn basic(self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credentials(Credentials::Basic {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Authenticates with `credentials`.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self.source = None;
        self
    }

    /// Authenticates with what `source` gives for each request, in place of fixed credentials.
    pub fn credential_source(mut self, source: impl CredentialSource) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Sends requests to `url` in place of `https://api.heroku.com`.
    ///
    /// It may end with slashes, and may have a path, which is put before that of each request.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Names the program; the library's own name otherwise.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Adds a header to every request; once more adds another value.
    ///
    /// A header that the library sends itself is replaced, `Authorization` included.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends requests by a transport of one's own, such as the fake Heroku.
    ///
    /// Where time runs out, the client cannot know whether it had begun to send, and takes the
    /// request as perhaps sent.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sends requests by a `reqwest::Client` of one's own.
    ///
    /// Give it no redirects and no decompression of its own: the library does both, with care
    /// for the credentials.
    ///
    /// Its connections live in the runtime that made them. So do not use one `reqwest::Client` for
    /// an asynchronous client and a [blocking](crate::blocking::Client) one, or for two blocking
    /// ones.
    #[cfg(feature = "reqwest")]
    pub fn reqwest(self, client: reqwest::Client) -> Self {
        self.transport(crate::transport::ReqwestTransport::new(client))
    }

    /// Sends all requests through a unix socket, as that of heroku-agent.
    ///
    /// The scheme falls to `http`, since the agent does the TLS; the host stays.
    pub fn unix_socket(mut self, path: impl Into<PathBuf>) -> Self {
        self.net.unix_socket = Some(path.into());
        self
    }

    /// Whether the proxies of the environment (`HTTPS_PROXY` and its kin) are used; they are.
    pub fn proxies(mut self, proxies: bool) -> Self {
        self.net.proxies = proxies;
        self
    }

    /// How long connecting may take, name lookup and TLS included; 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.net.connect_timeout = timeout;
        self
    }

    /// How long a call may take in all its tries, to the last byte of its answer, waits for the
    /// rate budget and between tries included; five minutes. `None` for no limit, but for a wait of
    /// more than an hour that Heroku asks for before another try: then the call ends.
    ///
    /// For [`Client::execute`] it counts to the head of the answer only.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long each try of a call may take, to the last byte of its answer; a minute. `None` for
    /// no limit but that of the whole call.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = timeout.into();
        self
    }

    /// Decides by `policy` when a failed call is tried again; [`Backoff`] unless told otherwise.
    ///
    /// Only what is safe to repeat is repeated, whatever the policy; see [`RetryPolicy`].
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Tries every call once and no more.
    pub fn no_retry(mut self) -> Self {
        self.retry = None;
        self
    }

    /// How many retries the client and its clones afford while nothing succeeds; 100. Each call
    /// that succeeds brings a fifth of one back. `None` for no limit.
    ///
    /// So that an outage is not made worse: once most calls fail, they are sent but once. Refusals
    /// by 429 do not count, since the rate budget sees to them.
    pub fn retry_budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.retry_budget = retries.into();
        self
    }

    /// What to do when Heroku's rate limit comes near; [`RatePolicy::Wait`] unless told otherwise.
    pub fn rate(mut self, policy: RatePolicy) -> Self {
        self.rate_policy = policy;
        self
    }

    /// Asks `ask` for a code when Heroku wants a second factor, once for each call that needs one.
    ///
    /// Where Heroku names an app, the code authorises that app for a while, and calls that wanted
    /// it at the same time need none of their own; if it was wrong, they fail as Heroku said, as
    /// the call does with `None`. Calls of different apps, and those for which Heroku names none,
    /// ask each by themselves, perhaps at once; a lock in `ask` puts them in a row. A code by
    /// [`Client::with_two_factor`] is taken first, without asking. The time limits of calls do not
    /// count while somebody is asked.
    ///
    /// `ask` must not block, so whatever waits for a person goes to a thread of its own:
    ///
    /// ```
    /// use heroku::{Client, Secret, TwoFactorNeed};
    ///
    /// # fn main() -> Result<(), heroku::Error> {
    /// let heroku = Client::builder()
    ///     .two_factor(|need: TwoFactorNeed| async move {
    ///         let read = tokio::task::spawn_blocking(move || {
    ///             eprintln!("{} needs a code: {}", need.operation, need.message);
    ///             let mut code = String::new();
    ///             std::io::stdin().read_line(&mut code).ok()?;
    ///             Some(Secret::from(code.trim()))
    ///         });
    ///         read.await.ok()?
    ///     })
    ///     .build()?;
    /// # let _ = heroku;
    /// # Ok(())
    /// # }
    /// ```
    pub fn two_factor<F, A>(mut self, ask: F) -> Self
    where
        F: Fn(TwoFactorNeed) -> A + Send + Sync + 'static,
        A: Future<Output = Option<Secret>> + Send + 'static,
    {
        self.two_factor = self.two_factor.with_ask(ask);
        self
    }

    /// Keeps answers in `cache`, so that what did not change is not sent again.
    ///
    /// Streams by [`Client::execute`] are not kept.
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// How long an answer may be silent before it is over; a minute. `None` for no limit.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// How many bytes an answer may have, uncompressed; 64 MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Hands every request and answer to `print`, as text without secrets.
    ///
    /// Only headers and fields that are known to hold none are shown; config vars never are, and
    /// of [`Raw`](crate::Raw) requests and their answers no value is.
    pub fn dump(mut self, print: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.hooks.dump = Some(Dump::new(print));
        self
    }

    /// Hands what Heroku warns of to `hook`. It also goes to the log, by `tracing`.
    pub fn on_warning(mut self, hook: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.hooks.on_warning = Some(Arc::new(hook));
        self
    }

    /// Hands to `hook` where an answer differed from what the schema promises.
    ///
    /// Of a list that is walked item by item it is told at the end of each page, or when the list
    /// is dropped before.
    pub fn on_drift(mut self, hook: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.hooks.on_drift = Some(Arc::new(hook));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] where the address, a header or the token cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        let mut address = self.base().trim().to_owned();
        if self.net.unix_socket.is_some()
            && self.transport.is_none()
            && let Some(rest) = address.strip_prefix("https://")
        {
            address = format!("http://{rest}");
        }
        let base =
            Base::parse(&address).map_err(|problem| setup(format!("base URL: {problem}")))?;
        let caller = match (self.source, &self.credentials) {
            (Some(source), _) => Caller::Source(source),
            (None, Some(credentials)) => Caller::Fixed(credentials.header().map_err(setup)?),
            (None, None) => Caller::Nobody,
        };
        let headers = DefaultHeaders::new(&self.user_agent, &self.headers).map_err(setup)?;
        let credentials = self.credentials.as_ref();
        let mut scrub = credentials.map(Credentials::scrub).unwrap_or_default();
        scrub.add_headers(headers.iter());
        let (transport, net) = match self.transport {
            Some(transport) => (transport, None),
            None => (
                Arc::new(NetTransport::new(&self.net)) as Arc<dyn Transport>,
                Some(Arc::new(self.net)),
            ),
        };
        Ok(Client {
            core: Arc::new(Core {
                transport,
                net,
                base,
                headers,
                caller,
                scrub,
                timeout: self.timeout,
                attempt_timeout: self.attempt_timeout,
                retry: self.retry,
                rate_policy: self.rate_policy,
                spending: Arc::new(Spending::new(self.retry_budget)),
                two_factor: self.two_factor,
                cache: self.cache,
                idle_timeout: self.idle_timeout,
                max_body: self.max_body,
                hooks: self.hooks.shared(),
            }),
        })
    }

    /// The blocking client; see [`blocking::Client::new`](crate::blocking::Client::new).
    ///
    /// # Errors
    /// [`ErrorKind::Setup`], as [`Builder::build`], and where no thread can be started.
    pub fn build_blocking(self) -> Result<crate::blocking::Client, Error> {
        crate::blocking::Client::new(&self.build()?)
    }

    pub(super) fn has_credentials(&self) -> bool {
        self.credentials.is_some() || self.source.is_some()
    }

    pub(super) fn has_base_url(&self) -> bool {
        self.base_url.is_some()
    }

    /// Sends requests to `url`, unless it was told where to send them.
    pub(crate) fn base_url_or(self, url: &str) -> Self {
        if self.has_base_url() {
            return self;
        }
        self.base_url(url)
    }

    pub(super) fn has_unix_socket(&self) -> bool {
        self.net.unix_socket.is_some()
    }

    pub(crate) fn base(&self) -> &str {
        self.base_url.as_deref().unwrap_or(BASE_URL)
    }
}

/// A URL as it may be shown: one that cannot be used may hold a password.
fn shown_url(url: &str) -> &str {
    Base::parse(url).map_or("[no URL of an API]", |_| url)
}

fn setup(problem: impl Into<String>) -> Error {
    Error::named(ErrorKind::Setup, "Client", problem)
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &shown_url(self.base()))
            .field("credentials", &self.credentials)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
