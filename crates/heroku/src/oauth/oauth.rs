//! An OAuth client: what lets a program act for users who said yes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use uuid::Uuid;

use super::OAuthTokens;
use super::grant::{CodeGrant, Granted, RefreshGrant};
use super::session::{Flying, Session, Way};
use crate::blocking::Runtime;
use crate::client::{Client, Core};
use crate::credentials::{CredentialFuture, CredentialSource, Credentials};
use crate::parts::escape_into;
use crate::{Builder, Error, ErrorKind, Parts, Request, Secret, Timestamp};

const ID_URL: &str = "https://id.heroku.com";

/// How long a caller whose token still works waits for a new one.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a caller waits for the refresh of another: longer than its one try may take, unless
/// the limits of the client are others.
const TRUST: Duration = Duration::from_secs(90);

/// Lets a program act for users of Heroku who said yes: brings their tokens, and renews them.
///
/// A user is sent to [`OAuth::authorize_url`] and comes back with a code, which
/// [`OAuth::exchange`] trades for [`OAuthTokens`]. [`OAuth::with_tokens`] then is a source of
/// credentials for a [`Client`] that acts for this user, and stays one: a token that is about to
/// expire, or that Heroku refuses, is traded for a new one.
///
/// ```no_run
/// use heroku::{Client, OAuth, OAuthScope, Secret, account::AccountInfo};
///
/// # async fn run(session: &mut std::collections::HashMap<&str, Secret>, state: &str, code: &str)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let oauth = OAuth::new("the-client-id", std::env::var("HEROKU_OAUTH_SECRET")?)
///     .on_tokens(|tokens| println!("to be stored for {:?}", tokens.user_id));
///
/// // The user wants to log in: remember the state in their session, and send them to Heroku.
/// session.insert("state", OAuth::new_state());
/// let url = oauth.authorize_url([OAuthScope::Identity], &session["state"]);
///
/// // They come back to the callback URL, with `state` and `code`.
/// if !OAuth::is_state(&session["state"], state) {
///     return Err("this login was not begun here".into());
/// }
/// let tokens = oauth.exchange(code).await?;
///
/// // From now on, for this user:
/// let heroku = Client::builder().credential_source(oauth.with_tokens(tokens)).build()?;
/// println!("{}", heroku.send(AccountInfo::new()).await?.email);
/// # let _ = url;
/// # Ok(())
/// # }
/// ```
///
/// It is cheap to clone, and clones share the tokens. Many callers at once bring about one
/// refresh, which all of them wait for; where the old token still works, only one of them does,
/// for five seconds at most; the refresh then goes on by itself.
///
/// A new token is got five minutes before the old one expires, or a tenth of its life before, if
/// that is less. If that fails, the old one is used while it lasts, with half a minute between the
/// tries. After that, and where Heroku refuses the old one (401), calls fail with
/// [`ErrorKind::Credentials`]; among the causes is the [`Error`] that says why, and if its status
/// is 400 or 401, the user has to be asked again. So it is where a call itself fails with 401.
/// A refresh token that was refused like that is not asked about again for ten seconds.
///
/// The server has to be told the callback URL beforehand, with
/// [`OAuthClientCreate`](crate::oauth_client::OAuthClientCreate). The Platform API trades codes
/// and refresh tokens too, by [`OAuthTokenCreate`](crate::oauth_token::OAuthTokenCreate).
#[derive(Clone)]
#[must_use]
pub struct OAuth {
    client_id: String,
    client_secret: Secret,
    id_url: String,
    network: Client,
    on_tokens: Option<Hook>,
    session: Arc<Session>,
}

type Hook = Arc<dyn Fn(&OAuthTokens) + Send + Sync>;

impl OAuth {
    /// The OAuth client with this id and secret, at `https://id.heroku.com`, without tokens.
    #[expect(clippy::missing_panics_doc, reason = "it cannot panic")]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        let network = Client::builder().base_url(ID_URL).build();
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            id_url: ID_URL.to_owned(),
            network: network.expect("the address and the headers are constants that can be sent"),
            on_tokens: None,
            session: Arc::default(),
        }
    }

    /// Reaches the server as `builder` says: proxies, time limits, retries, dump, transport.
    ///
    /// The server is `https://id.heroku.com`, unless the builder has another base URL.
    /// Credentials of the builder are not sent.
    ///
    /// ```
    /// use std::time::Duration;
    /// use heroku::{Client, OAuth};
    ///
    /// # fn main() -> Result<(), heroku::Error> {
    /// let network = Client::builder().proxies(false).timeout(Duration::from_secs(20));
    /// let oauth = OAuth::new("the-client-id", "the-secret").network(network)?;
    /// # let _ = oauth;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Setup`], as [`Builder::build`].
    pub fn network(mut self, builder: Builder) -> Result<Self, Error> {
        let builder = builder.base_url_or(ID_URL);
        let url = builder.base().trim().trim_end_matches('/').to_owned();
        self.network = builder.build()?;
        self.id_url = url;
        Ok(self)
    }

    /// Hands every new set of tokens to `hook` for storing, before it is used.
    ///
    /// It should be quick, and must not wait for a call with these tokens: callers wait for it.
    pub fn on_tokens(mut self, hook: impl Fn(&OAuthTokens) + Send + Sync + 'static) -> Self {
        self.on_tokens = Some(Arc::new(hook));
        self
    }

    /// The same OAuth client for one user, whose tokens these are, fresh or from a store.
    ///
    /// Only its own clones share these tokens, so a program with many users has one for each.
    pub fn with_tokens(&self, tokens: OAuthTokens) -> Self {
        Self {
            session: Arc::new(Session::with(tokens)),
            ..self.clone()
        }
    }

    /// The tokens in use, if there are any.
    #[must_use]
    pub fn tokens(&self) -> Option<OAuthTokens> {
        self.session.tokens()
    }

    /// A text that nobody can guess, for [`OAuth::authorize_url`].
    ///
    /// Make one for each login, and keep it in the session of the browser that begins it. Heroku
    /// repeats it beside the code. A code that comes without it was brought about by somebody
    /// else, who wants the user to act in *their* account: check it by [`OAuth::is_state`], once,
    /// before the code is exchanged.
    #[must_use]
    pub fn new_state() -> Secret {
        Secret::from(Uuid::new_v4().simple().to_string())
    }

    /// Whether `returned` is the state that was kept, in a time that does not tell how much of it
    /// is right. An empty one never is.
    #[must_use]
    pub fn is_state(kept: &Secret, returned: &str) -> bool {
        let (kept, returned) = (kept.expose().as_bytes(), returned.as_bytes());
        let difference = kept
            .iter()
            .zip(returned)
            .fold(0, |all, (a, b)| all | (a ^ b));
        !kept.is_empty() && kept.len() == returned.len() && std::hint::black_box(difference) == 0
    }

    /// Where to send a user who is to say yes to `scopes`.
    ///
    /// They come back to the callback URL with a `code`, or with an `error` where they said no.
    pub fn authorize_url(
        &self,
        scopes: impl IntoIterator<Item = impl AsRef<str>>,
        state: &Secret,
    ) -> String {
        let scopes: Vec<_> = scopes.into_iter().collect();
        let scopes: Vec<_> = scopes.iter().map(AsRef::as_ref).collect();
        let mut url = format!("{}/oauth/authorize?response_type=code", self.id_url);
        for (name, value) in [
            ("client_id", self.client_id.as_str()),
            ("scope", &scopes.join(" ")),
            ("state", state.expose()),
        ] {
            url.push('&');
            url.push_str(name);
            url.push('=');
            escape_into(&mut url, value);
        }
        url
    }

    /// Trades the code that a user brought for tokens. A code counts once, and for some minutes.
    ///
    /// The tokens are handed to the hook of [`OAuth::on_tokens`] and returned; to use them, see
    /// [`OAuth::with_tokens`].
    ///
    /// # Errors
    /// See [`Error`]; where the code is wrong, used or too old, it tells the server's words.
    pub fn exchange<C: Into<Secret>>(
        &self,
        code: C,
    ) -> impl Future<Output = Result<OAuthTokens, Error>> + Send + use<C> {
        let (oauth, code) = (self.clone(), code.into());
        async move {
            let grant = CodeGrant {
                code: &code,
                client_secret: &oauth.client_secret,
            };
            let asked = Timestamp::now();
            let granted = oauth.trade::<CodeGrant>(Parts::of(&grant)).await?;
            let tokens = granted.into_tokens(asked, None);
            oauth.hand_over(&tokens);
            Ok(tokens)
        }
    }

    /// The same as [`OAuth::exchange`] without async: it waits, on a thread of its own.
    ///
    /// # Errors
    /// As [`OAuth::exchange`], and [`ErrorKind::Setup`] where no thread can be started.
    pub fn exchange_blocking(&self, code: impl Into<Secret>) -> Result<OAuthTokens, Error> {
        const NAME: &str = "OAuth::exchange_blocking";
        let runtime = Runtime::start().map_err(|error| {
            let problem = format!("no thread to wait on: {error}");
            Error::named(ErrorKind::Setup, NAME, problem)
        })?;
        runtime.wait(NAME, self.exchange(code.into()))
    }

    /// A refresh of `old`. It holds the new tokens once it is done.
    fn refresh(&self, old: OAuthTokens) -> Flying {
        let oauth = self.clone();
        Box::pin(async move {
            let grant = RefreshGrant {
                client_secret: &oauth.client_secret,
                tokens: &old,
            };
            let asked = Timestamp::now();
            let traded = oauth.trade::<RefreshGrant>(Parts::of(&grant)).await;
            let granted = traded.map_err(Arc::new);
            let granted = granted.inspect_err(|error| oauth.session.failed(error))?;
            let tokens = granted.into_tokens(asked, Some(&old));
            oauth.hand_over(&tokens);
            let token = tokens.access_token.clone();
            oauth.session.hold(tokens);
            Ok(token)
        })
    }

    async fn trade<G: Request<Output = Granted>>(&self, parts: Parts) -> Result<Granted, Error> {
        // Connections are driven by the runtime that made them, and callers may be in several.
        let core = self.network.with_own_connections().core();
        let arrived = Core::call_apart(core, G::OPERATION, parts).await?;
        arrived.value::<G>()
    }

    fn hand_over(&self, tokens: &OAuthTokens) {
        if let Some(hook) = &self.on_tokens {
            hook(tokens);
        }
    }

    async fn access_token(&self) -> Result<Secret, Box<dyn std::error::Error + Send + Sync>> {
        // Whether the old token may have ended while this caller waited for an early refresh.
        let mut has_tried = false;
        loop {
            match self.session.way(|old| self.refresh(old))? {
                Way::Take(token) => return Ok(token),
                Way::Fail(error) => return Err(NotRenewed(error).into()),
                Way::Wait(flight) => return Ok(flight.await.map_err(NotRenewed)?),
                Way::Join(flight) => match timeout(TRUST, flight.clone()).await {
                    Ok(Err(error)) if has_tried && error.is_timeout() => has_tried = false,
                    Ok(result) => return Ok(result.map_err(NotRenewed)?),
                    Err(_elapsed) => self.session.leave(&flight),
                },
                Way::Try(flight) => match timeout(PATIENCE, flight.clone()).await {
                    Ok(Ok(token)) => return Ok(token),
                    Ok(Err(error)) => warn_of(&error),
                    Err(_elapsed) => {
                        has_tried = true;
                        tracing::warn!(target: "heroku", "the access token still works, but was not renewed in {PATIENCE:?}");
                        // It was sent: to drop it now could lose a new refresh token.
                        tokio::spawn(async move {
                            let _warned = flight.await.inspect_err(|error| warn_of(error));
                        });
                    }
                },
            }
        }
    }
}

impl CredentialSource for OAuth {
    fn credentials(&self) -> CredentialFuture<'_> {
        Box::pin(async { Ok(Credentials::Bearer(self.access_token().await?)) })
    }

    fn refused(&self, refused: &Credentials) -> bool {
        self.session.refused(refused)
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field("id_url", &self.id_url)
            .field("tokens", &self.tokens())
            .finish_non_exhaustive()
    }
}

fn warn_of(error: &Error) {
    tracing::warn!(target: "heroku", "the access token was not renewed: {error}");
}

/// Why there is no new token; shared by all who waited for it.
#[derive(Debug)]
struct NotRenewed(Arc<Error>);

impl fmt::Display for NotRenewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the access token could not be renewed")
    }
}

impl std::error::Error for NotRenewed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}
