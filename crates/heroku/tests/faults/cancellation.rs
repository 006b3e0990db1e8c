//! Calls that are dropped half-way: nothing goes on behind them, and nobody is held up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::{AppCreate, AppDelete, AppInfo};
use heroku::{Backoff, Client, CredentialFuture, CredentialSource, Raw, Secret};
use tokio::net::TcpListener;

use crate::server::{Server, builder};
use crate::step::{End, Extent, Step, answer, head};
use crate::world::{APP, Reply, World, app, lost, silence, status, two_factor};

/// Lets a call run for so long, and drops it.
async fn dropped<T>(call: impl Future<Output = T>, after: Duration) {
    let result = tokio::time::timeout(after, call).await;
    assert!(result.is_err(), "the call ended before it was dropped");
}

/// Drops a call after a second, and checks that nothing follows and that the next call works.
async fn drop_in(world: &World, client: &Client, sent: usize) {
    dropped(
        Box::pin(client.send(AppDelete::new("dropped"))),
        Duration::from_secs(1),
    )
    .await;
    assert_eq!(world.count(), sent);
    tokio::time::sleep(Duration::from_mins(10)).await;
    assert_eq!(
        world.count(),
        sent,
        "something was sent behind a call that is gone"
    );
    client.send(AppInfo::new("next")).await.expect("an app");
    assert_eq!(world.count(), sent + 1);
    if let Some(rate) = client.rate_limit() {
        assert_eq!(rate.in_flight, 0);
    }
}

/// A world that does this to what is dropped, and serves all else.
fn world(dropped: impl Fn(usize) -> Reply + Send + Sync + 'static) -> World {
    World::by(move |asked, number| match asked.target.as_str() {
        "/apps/dropped" => dropped(number),
        _ => app().header("ratelimit-remaining", "100"),
    })
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_for_the_head() {
    let world = world(|_number| silence());
    drop_in(&world, &world.client(), 1).await;
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_for_the_body() {
    let world = world(|_number| status(200).body("{").stalling());
    drop_in(&world, &world.client(), 1).await;
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_between_two_tries() {
    let world = world(|_number| lost());
    let backoff = Backoff::new().first(Duration::from_secs(20)).random(|| 1.0);
    let client = world.builder().retry(backoff).build().expect("a client");
    drop_in(&world, &client, 1).await;
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_as_it_was_told() {
    let world = world(|_number| status(503).header("retry-after", "100"));
    drop_in(&world, &world.client(), 1).await;
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_for_the_budget() {
    let world = World::by(|_asked, number| match number {
        1 => app().header("ratelimit-remaining", "0"),
        _ => app(),
    });
    let client = world
        .builder()
        .rate(heroku::RatePolicy::Reserve(100))
        .build();
    let client = client.expect("a client");
    client.send(AppInfo::new("first")).await.expect("an app");
    drop_in(&world, &client, 1).await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_the_budget_behind_a_dropped_call_go_on() {
    let world = World::by(|_asked, number| match number {
        1 => app().header("ratelimit-remaining", "0"),
        _ => app(),
    });
    let client = world.client();
    client.send(AppInfo::new("first")).await.expect("an app");
    let calls: Vec<_> = (0..4)
        .map(|number| tokio::spawn(client.send(AppInfo::new(format!("{number}")))))
        .collect();
    tokio::time::sleep(Duration::from_millis(10)).await;
    calls[0].abort();
    calls[2].abort();
    for (number, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.is_ok(), number % 2 == 1);
    }
    assert_eq!(world.targets()[1..], ["GET /apps/1", "GET /apps/3"]);
    let times = world.times();
    assert!(times[2] < 2 * 800 + 20, "{times:?}");
    assert_eq!(client.rate_limit().expect("a budget").in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn those_who_know_nothing_of_the_budget_yet_go_on_behind_dropped_calls() {
    let world = world(|_number| silence());
    let client = world.client();
    let calls: Vec<_> = (0..8)
        .map(|_| tokio::spawn(client.send(AppInfo::new("dropped"))))
        .collect();
    tokio::time::sleep(Duration::from_millis(10)).await;
    let ninth = tokio::spawn(client.send(AppInfo::new("next")));
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(world.count(), 8);
    calls.iter().for_each(tokio::task::JoinHandle::abort);
    ninth.await.expect("a call").expect("an app");
    assert_eq!(client.rate_limit().expect("a budget").in_flight, 0);
}

/// A source that never answers the first time.
#[derive(Default)]
struct Stuck(Mutex<bool>);

impl CredentialSource for Stuck {
    fn credentials(&self) -> CredentialFuture<'_> {
        let is_first = !std::mem::replace(&mut *self.0.lock().expect("the flag"), true);
        Box::pin(async move {
            if is_first {
                std::future::pending::<()>().await;
            }
            Ok(heroku::Credentials::Bearer(Secret::from("canary-token")))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_for_credentials() {
    let world = world(|_number| app());
    let client = world.builder().credential_source(Stuck::default()).build();
    drop_in(&world, &client.expect("a client"), 0).await;
}

#[tokio::test(start_paused = true)]
async fn while_somebody_is_asked_for_a_code() {
    let world = world(|_number| two_factor(None));
    let client = world.builder().two_factor(|_need| std::future::pending());
    drop_in(&world, &client.build().expect("a client"), 1).await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_for_the_code_of_a_dropped_call_get_it() {
    let is_authorised = Mutex::new(false);
    let world = World::by(move |asked, _number| {
        let mut is_authorised = is_authorised.lock().expect("the app");
        if asked.target.ends_with("/pre-authorizations") {
            *is_authorised = true;
            return status(201).body("{}");
        }
        if *is_authorised {
            app()
        } else {
            two_factor(Some("example"))
        }
    });
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let client = world.builder().two_factor(move |_need| {
        count.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Some(Secret::from("123456"))
        }
    });
    let client = client.build().expect("a client");
    let first = tokio::spawn(client.send(AppDelete::new("example")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let second = tokio::spawn(client.send(AppDelete::new("example")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!second.is_finished());
    first.abort();
    second.await.expect("a call").expect("deleted");
    assert_eq!((asked.load(Ordering::SeqCst), world.count()), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn a_code_that_was_under_way_when_its_call_was_dropped_is_spent() {
    let world = World::new([two_factor(None), silence(), two_factor(None)]);
    let client = world.client().with_two_factor("123456");
    dropped(
        Box::pin(client.send(AppDelete::new("example"))),
        Duration::from_secs(1),
    )
    .await;
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("403");
    assert!(error.needs_two_factor());
    let asked = world.asked();
    let codes = asked
        .iter()
        .filter(|one| one.header("heroku-two-factor-code").is_some());
    assert_eq!(codes.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_never_polled_sends_nothing() {
    let world = world(|_number| app());
    let client = world.client();
    drop(client.send(AppCreate::new()));
    drop(client.exchange(AppCreate::new()));
    drop(client.list(heroku::app::AppList::new()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.count(), 0);
}

/// Drops a call to a server in this state, and checks that the next call works.
async fn drop_at(step: Step, call: Raw) {
    let steps = [step, Step::answer("200 OK", &[], APP)];
    let server = elsewhere(move || Server::new(steps)).await;
    let client = server.builder().build().expect("a client");
    dropped(
        Box::pin(client.send(call.discard())),
        Duration::from_millis(150),
    )
    .await;
    let sent = server.requests().len();
    let seen = server.connections();
    assert_eq!(seen, 1);
    let app = client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(app.name, "example");
    assert_eq!(
        (server.requests().len(), server.connections()),
        (sent + 1, 2)
    );
    assert!(server.effects() <= 1);
    elsewhere(move || drop(server)).await;
}

/// Does what a thread that drives a runtime must not do.
async fn elsewhere<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work")
}

#[tokio::test]
async fn a_connection_on_which_a_call_was_dropped_is_not_used_again() {
    let large = || Raw::put("/x").bytes("application/octet-stream", vec![b'x'; 16 << 20]);
    let cut = |length: usize| {
        let mut bytes = answer("200 OK", &[], APP);
        bytes.truncate(bytes.len() - length);
        Step::write(bytes).then(End::Stall)
    };
    let head = head("200 OK", &[]);
    tokio::join!(
        drop_at(Step::silent(Extent::Nothing, End::Stall), Raw::post("/x")),
        drop_at(Step::silent(Extent::Head, End::Stall), Raw::post("/x")),
        drop_at(Step::silent(Extent::Body(1000), End::Stall), large()),
        drop_at(Step::silent(Extent::Whole, End::Stall), Raw::post("/x")),
        drop_at(Step::write(&head[..9]).then(End::Stall), Raw::post("/x")),
        drop_at(cut(APP.len()), Raw::post("/x")),
        drop_at(cut(3), Raw::post("/x")),
    );
}

#[tokio::test]
async fn while_it_connects() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let client = builder(&url).build().expect("a client");
    let (accepted, ()) = tokio::join!(
        listener.accept(),
        dropped(
            Box::pin(client.send(AppCreate::new())),
            Duration::from_millis(150)
        ),
    );
    let (mut stream, _) = accepted.expect("a connection");
    // What came is the start of TLS and nothing else, and then the connection is closed.
    let mut bytes = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes);
    let ended = tokio::time::timeout(Duration::from_secs(5), reading).await;
    assert!(
        ended.is_ok(),
        "the connection stays open behind a call that is gone"
    );
    assert_eq!(bytes.first(), Some(&22));
}

#[tokio::test]
async fn a_blocking_client_can_be_used_and_dropped_inside_a_runtime() {
    let server = elsewhere(|| Server::new([Step::answer("200 OK", &[], APP)])).await;
    let client = server.client();
    client.send(AppInfo::new("example")).expect("an app");
    drop(client);
    let client = server.client();
    let answer = client.execute(http::Request::get("/x").body(()).expect("a request"));
    drop(client);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut answer.expect("an answer").into_body(), &mut text)
        .expect("a body");
    assert_eq!(text, APP);
}

#[test]
fn a_blocking_client_can_be_dropped_inside_its_own_callback() {
    let warning = [("X-Heroku-Warning", "careful")];
    let server = Server::new([Step::answer("200 OK", &warning, APP)]);
    let held: Arc<Mutex<Option<heroku::blocking::Client>>> = Arc::default();
    let (inside, dropped) = (Arc::clone(&held), Arc::new(Mutex::new(false)));
    let seen = Arc::clone(&dropped);
    let client = server.builder().on_warning(move |_warning| {
        let client = inside.lock().expect("the client").take().expect("a client");
        let error = client
            .send(AppInfo::new("example"))
            .expect_err("it would wait for itself");
        assert!(error.to_string().contains("callback"), "{error}");
        drop(client);
        *seen.lock().expect("the flag") = true;
    });
    let client = client.build_blocking().expect("a client");
    *held.lock().expect("the client") = Some(client.clone());
    client.send(AppInfo::new("example")).expect("an app");
    assert!(*dropped.lock().expect("the flag"));
    drop(client);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_blocking_client_can_be_dropped_in_another_thread_while_a_call_runs() {
    let slow = Step::slowly(answer("200 OK", &[], vec![b' '; 2000].as_slice()));
    let server = Server::new([slow]);
    let client = server.client();
    let other = client.clone();
    let (started, has_started) = mpsc::channel();
    let call = std::thread::spawn(move || {
        started.send(()).expect("somebody waits");
        other.send(Raw::get("/x").discard())
    });
    has_started.recv().expect("a start");
    drop(client);
    call.join().expect("a thread").expect("an answer");
    assert_eq!(server.requests().len(), 1);
}
