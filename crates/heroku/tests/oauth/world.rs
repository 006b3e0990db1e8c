//! Heroku in process: an API that takes tokens, and a server that gives them out.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use heroku::account::AccountInfo;
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use heroku::{Client, Error, OAuth, OAuthTokens, Timestamp};
use http::{HeaderMap, Response, Uri};

/// How long either server takes to answer.
pub(crate) const LATENCY: Duration = Duration::from_millis(100);

/// What the server of tokens does with a request; gives out `access-1`, `access-2` and so on for
/// eight hours where it is not told otherwise.
pub(crate) enum Turn {
    Answer(u16, String),
    /// Gives out this token, but takes so long.
    Late(Duration, &'static str),
    Redirect(u16, &'static str),
    Fail(TransportErrorKind, Sent),
    Stall,
}

/// A request for tokens.
pub(crate) struct Asked {
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) form: String,
}

#[derive(Default)]
struct State {
    turns: VecDeque<Turn>,
    asked: Vec<Asked>,
    given: usize,
    log: Vec<String>,
    refused: BTreeSet<String>,
    is_closed: bool,
}

/// Both servers, shared by clones.
#[derive(Clone)]
pub(crate) struct World {
    number: u64,
    state: Arc<Mutex<State>>,
}

impl World {
    pub(crate) fn new(turns: impl IntoIterator<Item = Turn>) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        Self {
            number: COUNT.fetch_add(1, Ordering::Relaxed),
            state: Arc::new(Mutex::new(State {
                turns: turns.into_iter().collect(),
                ..State::default()
            })),
        }
    }

    /// An OAuth client of this world, without tokens.
    pub(crate) fn oauth(&self) -> OAuth {
        let network = Client::builder().transport(self.clone());
        let oauth = OAuth::new("the-client", "the-secret").network(network);
        oauth.expect("a network")
    }

    /// An OAuth client that goes on with tokens that expire after `seconds`.
    pub(crate) fn resumed(&self, seconds: i64) -> OAuth {
        self.oauth().with_tokens(stored(seconds))
    }

    pub(crate) fn client(&self, oauth: &OAuth) -> Client {
        let builder = Client::builder().transport(self.clone());
        let client = builder.credential_source(oauth.clone()).build();
        client.expect("a client")
    }

    /// The API takes this token no more.
    pub(crate) fn refuse(&self, token: &str) {
        self.state().refused.insert(token.to_owned());
    }

    /// The API takes no token at all.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
    }

    pub(crate) fn note(&self, event: impl Into<String>) {
        self.state().log.push(event.into());
    }

    /// The tokens that came to the API, and what was noted, in order.
    pub(crate) fn log(&self) -> Vec<String> {
        self.state().log.clone()
    }

    /// How often tokens were asked for.
    pub(crate) fn count(&self) -> usize {
        self.state().asked.len()
    }

    pub(crate) fn asked<T>(&self, number: usize, take: impl FnOnce(&Asked) -> T) -> T {
        take(&self.state().asked[number])
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the world")
    }

    fn give(&self, asked: Asked) -> Exchange {
        let mut state = self.state();
        state.asked.push(asked);
        let turn = state.turns.pop_front().unwrap_or_else(|| {
            state.given += 1;
            let token = format!("access-{}", state.given);
            Turn::Answer(200, granted(&token))
        });
        Box::pin(async move {
            tokio::time::sleep(LATENCY).await;
            match turn {
                Turn::Answer(status, body) => Ok(answer(status, body)),
                Turn::Late(latency, token) => {
                    tokio::time::sleep(latency).await;
                    Ok(answer(200, granted(token)))
                }
                Turn::Redirect(status, location) => {
                    let mut answer = answer(status, String::new());
                    let location = location.parse().expect("a location");
                    answer.headers_mut().insert("location", location);
                    Ok(answer)
                }
                Turn::Fail(kind, sent) => Err(TransportError::new(kind, sent)),
                Turn::Stall => std::future::pending().await,
            }
        })
    }
}

impl Transport for World {
    /// A rate budget of its own for each test: their clocks differ.
    fn world(&self) -> u64 {
        self.number
    }

    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let (parts, body) = request.into_parts();
        if parts.uri.path().ends_with("/oauth/token") {
            let form = body.as_bytes().expect("no stream");
            return self.give(Asked {
                uri: parts.uri,
                headers: parts.headers,
                form: String::from_utf8(form.to_vec()).expect("text"),
            });
        }
        let header = parts.headers.get("authorization");
        let header = header.map(|value| value.to_str().expect("text"));
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        let token = token.unwrap_or_default().to_owned();
        let mut state = self.state();
        state.log.push(token.clone());
        let is_refused = state.is_closed || state.refused.contains(&token);
        Box::pin(async move {
            tokio::time::sleep(LATENCY).await;
            Ok(if is_refused {
                answer(401, r#"{"id":"unauthorized","message":"no"}"#)
            } else {
                answer(200, format!(r#"{{"email":"{token}"}}"#))
            })
        })
    }
}

fn answer(status: u16, body: impl Into<String>) -> Response<Body> {
    let answer = Response::builder()
        .status(status)
        .body(Body::from(body.into()));
    answer.expect("an answer")
}

/// What the server gives out, without a refresh token.
pub(crate) fn granted(token: &str) -> String {
    format!(r#"{{"access_token":"{token}","expires_in":28800,"token_type":"Bearer"}}"#)
}

/// Tokens whose access token is `stored`, and which expire after `seconds`.
pub(crate) fn stored(seconds: i64) -> OAuthTokens {
    let expires_at = Timestamp::from_second(Timestamp::now().as_second() + seconds);
    OAuthTokens::new("stored")
        .refresh_token("refresh-0")
        .expires_at(expires_at.expect("a time"))
        .user_id("user-0")
}

/// The token with which a call succeeds.
pub(crate) async fn call(client: &Client) -> Result<String, Error> {
    client
        .send(AccountInfo::new())
        .await
        .map(|account| account.email)
}

/// What many calls at once bring.
pub(crate) async fn calls(client: &Client) -> Vec<Result<String, Error>> {
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.expect("no panic"));
    }
    results
}

/// The error of the library among the causes of another.
pub(crate) fn cause(error: &Error) -> &Error {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(cause) = cause.downcast_ref() {
            return cause;
        }
        next = cause.source();
    }
    panic!("no cause in {error:?}");
}
