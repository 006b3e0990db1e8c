//! A source of credentials: when it is asked, and what becomes of its answers.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::{AppCreate, AppInfo};
use heroku::transport::Body;
use heroku::{
    Attempt, Backoff, Client, CredentialFuture, CredentialSource, Credentials, ErrorKind, Raw,
    Request, Secret, Settings,
};
use tokio::time::Instant;

use crate::facts::facts;
use crate::world::{World, app, lost, status, two_factor};

/// Gives `canary-1`, `canary-2` and so on: another one each time that one was refused.
#[derive(Default)]
struct Tokens {
    asked: AtomicUsize,
    number: AtomicUsize,
    refused: Mutex<Vec<Credentials>>,
    /// How long it takes to answer.
    takes: Duration,
    has_none: AtomicBool,
    gives_up: bool,
}

impl CredentialSource for Tokens {
    fn credentials(&self) -> CredentialFuture<'_> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            tokio::time::sleep(self.takes).await;
            if self.has_none.load(Ordering::SeqCst) {
                return Err("the vault is sealed".into());
            }
            let number = self.number.load(Ordering::SeqCst) + 1;
            Ok(Credentials::Bearer(Secret::from(format!(
                "canary-{number}"
            ))))
        })
    }

    fn refused(&self, refused: &Credentials) -> bool {
        self.refused.lock().expect("the list").push(refused.clone());
        self.number.fetch_add(1, Ordering::SeqCst);
        !self.gives_up
    }
}

impl Tokens {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn refusals(&self) -> usize {
        self.refused.lock().expect("the list").len()
    }
}

fn client(world: &World, tokens: Tokens) -> (Client, Arc<Tokens>) {
    let tokens = Arc::new(tokens);
    let builder = world.builder().credential_source(Arc::clone(&tokens));
    let builder = builder.retry(Backoff::new().random(|| 0.0));
    (builder.build().expect("a client"), tokens)
}

fn sent(world: &World) -> Vec<String> {
    let asked = world.asked();
    let authorization =
        |one: &crate::world::Asked| one.header("authorization").unwrap_or("-").to_owned();
    asked.iter().map(authorization).collect()
}

#[tokio::test(start_paused = true)]
async fn a_source_is_asked_for_each_try_of_each_request() {
    let world = World::new([app(), lost(), app()]);
    let tokens = Tokens {
        takes: Duration::from_secs(1),
        ..Tokens::default()
    };
    let (client, tokens) = client(&world, tokens);
    client.send(AppInfo::new("one")).await.expect("an app");
    assert_eq!(tokens.asked(), 1);
    client.send(AppInfo::new("two")).await.expect("an app");
    assert_eq!(tokens.asked(), 3);
    assert_eq!(sent(&world), ["Bearer canary-1"; 3]);
    assert_eq!(tokens.refusals(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_none_sends_nothing() {
    let world = World::new([app()]);
    let (client, tokens) = client(&world, Tokens::default());
    tokens.has_none.store(true, Ordering::SeqCst);
    let error = client.send(AppCreate::new()).await.expect_err("nothing");
    assert_eq!(facts(&error), "Credentials, 0 tries");
    assert_eq!((world.count(), tokens.asked()), (0, 1));
    let source = std::error::Error::source(&error).expect("a source");
    assert_eq!(source.to_string(), "the vault is sealed");
    tokens.has_none.store(false, Ordering::SeqCst);
    client.send(AppInfo::new("example")).await.expect("an app");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_behind_a_lost_answer_keeps_that_it_may_have_taken_effect() {
    let world = World::new([lost(), app()]);
    let (client, tokens) = client(
        &world,
        Tokens {
            takes: Duration::from_secs(1),
            ..Tokens::default()
        },
    );
    let call = tokio::spawn(client.send(Raw::put("/x").discard()));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    tokens.has_none.store(true, Ordering::SeqCst);
    let error = call.await.expect("a call").expect_err("nothing");
    assert_eq!(facts(&error), "Credentials, 1 try, sent, effect");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_too_slow_ends_with_the_time_of_the_call() {
    let world = World::new([app()]);
    let (client, tokens) = client(
        &world,
        Tokens {
            takes: Duration::from_mins(15),
            ..Tokens::default()
        },
    );
    let started = Instant::now();
    let request = AppInfo::new("example").with(Settings::new().timeout(Duration::from_secs(7)));
    let error = client.send(request).await.expect_err("no time");
    assert_eq!(facts(&error), "Credentials, 0 tries");
    assert_eq!(started.elapsed(), Duration::from_secs(7));
    assert_eq!((world.count(), tokens.asked()), (0, 1));
    let patient = AppInfo::new("example").with(Settings::new().timeout(None));
    client.send(patient).await.expect("an app");
}

#[tokio::test(start_paused = true)]
async fn credentials_that_no_header_can_have_send_nothing() {
    struct Odd(&'static str);
    impl CredentialSource for Odd {
        fn credentials(&self) -> CredentialFuture<'_> {
            Box::pin(async { Ok(Credentials::Bearer(Secret::from(self.0))) })
        }
    }
    for token in ["", "canary\nSet-Cookie: x"] {
        let world = World::new([app()]);
        let client = world.builder().credential_source(Odd(token)).build();
        let error = client
            .expect("a client")
            .send(AppInfo::new("example"))
            .await;
        let error = error.expect_err("no header");
        assert_eq!((error.kind(), world.count()), (ErrorKind::Credentials, 0));
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_are_replaced_once() {
    for request in [Raw::get("/x"), Raw::post("/x")] {
        let world = World::new([status(401), status(200).body("{}")]);
        let (client, tokens) = client(&world, Tokens::default());
        let response = client.exchange(request).await.expect("an answer");
        assert_eq!(response.attempts(), 2);
        assert_eq!(sent(&world), ["Bearer canary-1", "Bearer canary-2"]);
        assert_eq!(tokens.refusals(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_refused_twice_are_an_error() {
    let world = World::new([status(401)]);
    let (client, tokens) = client(&world, Tokens::default());
    let error = client.send(AppCreate::new()).await.expect_err("401");
    assert!(error.is_unauthorized());
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Api 401, 2 tries, sent", 2)
    );
    assert_eq!(tokens.refusals(), 1);
    assert_eq!(
        tokens.refused.lock().expect("the list")[0],
        Credentials::Bearer(Secret::from("canary-1"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_source_that_knows_no_others_is_not_asked_again() {
    let world = World::new([status(401)]);
    let (client, tokens) = client(
        &world,
        Tokens {
            gives_up: true,
            ..Tokens::default()
        },
    );
    let error = client.send(AppInfo::new("example")).await.expect_err("401");
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Api 401, 1 try, sent", 1)
    );
    assert_eq!((tokens.asked(), tokens.refusals()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_replay_happens_without_retries_too() {
    let world = World::new([status(401), app()]);
    let (client, _tokens) = client(&world, Tokens::default());
    let request = AppInfo::new("example").with(Settings::new().no_retry());
    client.send(request).await.expect("an app");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_replay_that_gets_lost_is_no_refusal() {
    let world = World::new([status(401), lost()]);
    let (client, _tokens) = client(&world, Tokens::default());
    let error = client.send(AppCreate::new()).await.expect_err("a loss");
    assert_eq!(facts(&error), "Transport, 2 tries, sent, effect");
    assert!(!error.is_unauthorized());
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_is_no_refusal_of_the_credentials() {
    let wrong = status(401).body(r#"{"id":"invalid_two_factor_code","message":"Wrong."}"#);
    let world = World::new([two_factor(None), wrong]);
    let (client, tokens) = client(&world, Tokens::default());
    let client = client.with_two_factor("123456");
    let error = client.send(AppInfo::new("example")).await.expect_err("401");
    assert_eq!(
        error.api().expect("an answer").id,
        "invalid_two_factor_code"
    );
    assert_eq!((tokens.refusals(), world.count()), (0, 2));
}

/// A stream that is over at once.
struct Nothing;
impl futures_core::Stream for Nothing {
    type Item = Result<bytes::Bytes, heroku::transport::TransportError>;
    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_of_what_cannot_be_replayed_is_no_refusal_either() {
    let wrong = status(401).body(r#"{"id":"invalid_two_factor_code","message":"Wrong."}"#);
    let world = World::new([wrong]);
    let (client, tokens) = client(&world, Tokens::default());
    let request = http::Request::put("/x").body(Body::stream(Nothing));
    let error = client.execute(request.expect("a request")).await;
    assert!(error.expect_err("401").is_unauthorized());
    assert_eq!((tokens.refusals(), world.count()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_behind_a_refusal_is_no_try() {
    let world = World::new([status(503), app()]);
    let takes = Duration::from_secs(1);
    let (client, tokens) = client(
        &world,
        Tokens {
            takes,
            ..Tokens::default()
        },
    );
    let call = tokio::spawn(client.send(AppInfo::new("example")));
    tokio::time::sleep(takes + takes / 2).await;
    tokens.has_none.store(true, Ordering::SeqCst);
    let error = call.await.expect("a call").expect_err("503");
    assert_eq!(facts(&error), "Api 503, 1 try, sent");
    assert_eq!((world.count(), tokens.asked()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_policy_counts_what_was_no_try() {
    let world = World::new([app()]);
    let numbers = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&numbers);
    let tokens = Tokens::default();
    tokens.has_none.store(true, Ordering::SeqCst);
    let builder = world.builder().credential_source(tokens);
    let client = builder.retry(move |failed: &Attempt<'_>| {
        notes.lock().expect("the notes").push(failed.number());
        (failed.number() < 3).then_some(Duration::ZERO)
    });
    let client = client.build().expect("a client");
    let error = client.send(AppInfo::new("example")).await;
    assert_eq!(facts(&error.expect_err("nothing")), "Credentials, 0 tries");
    assert_eq!(*numbers.lock().expect("the notes"), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_source_learns_of_a_refusal_that_cannot_be_replayed() {
    let world = World::new([status(401), status(200)]);
    let (client, tokens) = client(&world, Tokens::default());
    let request = http::Request::put("/x").body(Body::stream(Nothing));
    let error = client.execute(request.expect("a request")).await;
    assert!(error.expect_err("401").is_unauthorized());
    assert_eq!((tokens.refusals(), world.count()), (1, 1));
    client
        .send(Raw::put("/x").discard())
        .await
        .expect("an answer");
    assert_eq!(sent(&world)[1], "Bearer canary-2");
}

#[tokio::test(start_paused = true)]
async fn a_header_of_the_callers_own_wins() {
    let world = World::new([status(401)]);
    let (client, tokens) = client(&world, Tokens::default());
    let own = Settings::new().header("authorization", "Bearer own");
    let error = client.send(AppInfo::new("example").with(own)).await;
    assert!(error.expect_err("401").is_unauthorized());
    assert_eq!(
        (sent(&world), tokens.asked(), tokens.refusals()),
        (vec!["Bearer own".to_owned()], 0, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn another_server_gets_none() {
    let world = World::new([status(401), app()]);
    let (client, tokens) = client(&world, Tokens::default());
    let request = || {
        http::Request::get("https://other.example.com/x")
            .body(())
            .expect("a request")
    };
    client.execute(request()).await.expect_err("401");
    client.execute(request()).await.expect("an answer");
    assert_eq!((sent(&world), tokens.asked()), (vec!["-".to_owned(); 2], 0));
}

#[tokio::test(start_paused = true)]
async fn what_another_server_refuses_behind_a_redirect_is_no_refusal_of_the_credentials() {
    let world = World::by(|asked, _number| match asked.header("authorization") {
        Some(_) => status(302).header("location", "https://other.example.com/x"),
        None => status(401),
    });
    let (client, tokens) = client(&world, Tokens::default());
    let error = client.send(AppInfo::new("example")).await.expect_err("401");
    assert!(error.is_unauthorized());
    assert_eq!(
        (sent(&world), tokens.refusals()),
        (vec!["Bearer canary-1".to_owned(), "-".to_owned()], 0)
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_source_gives_is_never_printed() {
    let world = World::new([status(422).body(r#"{"id":"odd","message":"canary-1 is odd"}"#)]);
    let printed = Arc::new(Mutex::new(String::new()));
    let dump = Arc::clone(&printed);
    let builder = world.builder().credential_source(Tokens::default());
    let client = builder
        .dump(move |text| dump.lock().expect("the dump").push_str(text))
        .build();
    let client = client.expect("a client");
    let error = client.send(AppInfo::new("example")).await.expect_err("422");
    let all = format!(
        "{error} {error:?} {client:?} {}",
        printed.lock().expect("the dump")
    );
    assert!(all.contains("is odd") && !all.contains("canary"), "{all}");
}
