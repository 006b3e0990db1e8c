//! What is sent again after each kind of fault, and what is not: an action that cannot be
//! repeated is sent once, whatever happens to it.

use std::time::Duration;

use heroku::app::{AppCreate, AppDelete, AppInfo, AppUpdate};
use heroku::blocking::Client;
use heroku::dyno::{DynoRestartAll, DynoStop};
use heroku::team_invitation::{TeamInvitationCreate, TeamInvitationRole};
use heroku::transport::{Body, TransportError};
use heroku::{Backoff, Error, RatePolicy, Raw, Request, Settings};
use http::Method;

use crate::facts::facts;
use crate::server::Server;
use crate::step::{End, Extent, Step, answer, head};
use crate::world::{APP, World, app, lost, refused, status, two_factor};

/// A way to make a call.
struct Way {
    name: &'static str,
    method: Method,
    call: fn(&Client) -> Result<(), Error>,
}

const fn way(name: &'static str, method: Method, call: fn(&Client) -> Result<(), Error>) -> Way {
    Way { name, method, call }
}

fn execute(client: &Client, method: Method) -> Result<(), Error> {
    let request = http::Request::builder().method(method).uri("/apps/example");
    let request = request.body("{}").expect("a request");
    client.execute(request).map(drop)
}

/// All ways to send something: typed, raw and of the caller's own.
const WAYS: [Way; 16] = [
    way("info", Method::GET, |c| {
        c.send(AppInfo::new("example")).map(drop)
    }),
    way("raw get", Method::GET, |c| c.send(Raw::get("/x").discard())),
    way("own get", Method::GET, |c| execute(c, Method::GET)),
    way("raw head", Method::HEAD, |c| {
        c.send(Raw::new(Method::HEAD, "/x").discard())
    }),
    way("own head", Method::HEAD, |c| execute(c, Method::HEAD)),
    way("invitation", Method::PUT, |c| {
        let request =
            TeamInvitationCreate::new("team", "a@example.com", Some(TeamInvitationRole::Admin));
        c.send(request).map(drop)
    }),
    way("raw put", Method::PUT, |c| {
        c.send(Raw::put("/x").json(&1).discard())
    }),
    way("own put", Method::PUT, |c| execute(c, Method::PUT)),
    way("delete", Method::DELETE, |c| {
        c.send(AppDelete::new("example")).map(drop)
    }),
    way("raw delete", Method::DELETE, |c| {
        c.send(Raw::delete("/x").discard())
    }),
    way("create", Method::POST, |c| {
        c.send(AppCreate::new()).map(drop)
    }),
    way("raw post", Method::POST, |c| {
        c.send(Raw::post("/x").json(&1).discard())
    }),
    way("own post", Method::POST, |c| execute(c, Method::POST)),
    way("update", Method::PATCH, |c| {
        c.send(AppUpdate::new("example")).map(drop)
    }),
    way("raw patch", Method::PATCH, |c| {
        c.send(Raw::patch("/x").json(&1).discard())
    }),
    way("own patch", Method::PATCH, |c| execute(c, Method::PATCH)),
];

impl Way {
    fn is_read(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    fn is_idempotent(&self) -> bool {
        !matches!(self.method, Method::POST | Method::PATCH)
    }

    /// An answer that has no body where the verb allows none.
    fn good(&self) -> Step {
        Step::answer(
            "200 OK",
            &[],
            if self.method == Method::HEAD { "" } else { APP },
        )
    }

    fn on(&self, server: &Server) -> Result<(), Error> {
        let client = server
            .builder()
            .attempt_timeout(Duration::from_millis(60))
            .rate(RatePolicy::Ignore)
            .retry(Backoff::new().attempts(2).random(|| 0.0))
            .build_blocking();
        (self.call)(&client.expect("a client"))
    }
}

/// When a call is sent again after a fault.
#[derive(Clone, Copy, PartialEq)]
enum Again {
    Always,
    IfIdempotent,
    Never,
}

/// Does `fault` to each kind of call, and serves the next request well.
#[track_caller]
fn each(fault: impl Fn() -> Step, again: Again, facts_of: &str) {
    for way in WAYS {
        let server = Server::new([fault(), way.good()]);
        let result = way.on(&server);
        let is_repeated =
            again == Again::Always || again == Again::IfIdempotent && way.is_idempotent();
        match result {
            Ok(()) => assert!(is_repeated, "{} was sent again", way.name),
            Err(error) => {
                assert!(!is_repeated, "{} was not sent again: {error:?}", way.name);
                let expected = if way.is_read() {
                    facts_of.replace(", effect", "")
                } else {
                    facts_of.to_owned()
                };
                assert_eq!(facts(&error), expected, "{}: {error:?}", way.name);
                assert!(!format!("{error} {error:?}").contains("canary-token"));
            }
        }
        let effects = server.effects();
        assert!(effects <= 1, "{} took effect {effects} times", way.name);
        assert!(!way.is_read() || effects == 0);
    }
}

#[test]
fn a_reset_before_anything_was_read_repeats_what_is_idempotent() {
    for way in WAYS {
        let server = Server::new([Step::silent(Extent::Nothing, End::Reset), way.good()]);
        let result = way.on(&server);
        // The reset may come before the first byte was written: then all may be sent again.
        match result {
            Ok(()) => assert_eq!(server.requests().len(), 1),
            Err(error) => {
                assert!(!way.is_idempotent(), "{}: {error:?}", way.name);
                assert_eq!(facts(&error), "Transport, 1 try, sent, effect");
                assert!(server.requests().is_empty());
            }
        }
    }
}

#[test]
fn a_broken_connection_behind_the_head_repeats_what_is_idempotent() {
    for end in [End::Reset, End::Close] {
        let step = || Step::silent(Extent::Head, end);
        each(step, Again::IfIdempotent, "Transport, 1 try, sent, effect");
    }
}

#[test]
fn a_broken_connection_behind_the_request_repeats_what_is_idempotent() {
    for end in [End::Reset, End::Close] {
        let step = || Step::silent(Extent::Whole, end);
        each(step, Again::IfIdempotent, "Transport, 1 try, sent, effect");
    }
}

#[test]
fn a_broken_connection_in_the_head_of_the_answer_repeats_what_is_idempotent() {
    let bytes = head("200 OK", &[("Content-Type", "application/json")]);
    for end in [End::Reset, End::Close] {
        let step = || Step::write(&bytes[..bytes.len() / 2]).then(end);
        each(step, Again::IfIdempotent, "Transport, 1 try, sent, effect");
    }
}

#[test]
fn a_head_of_garbage_repeats_what_is_idempotent() {
    let step = || Step::write("SSH-2.0-OpenSSH_9.6\r\n\r\n").then(End::Close);
    each(step, Again::IfIdempotent, "Transport, 1 try, sent, effect");
}

#[test]
fn silence_repeats_what_is_idempotent() {
    let step = || Step::silent(Extent::Whole, End::Stall);
    each(step, Again::IfIdempotent, "Timeout, 1 try, sent, effect");
}

/// What is read to its end: what a caller reads as it comes is the caller's.
fn read_whole() -> impl Iterator<Item = Way> {
    let is_read = |way: &Way| way.method != Method::HEAD && !way.name.starts_with("own");
    WAYS.into_iter().filter(is_read)
}

#[test]
fn an_answer_that_breaks_off_repeats_what_is_idempotent() {
    let mut bytes = answer("200 OK", &[], APP);
    bytes.truncate(bytes.len() - 3);
    let packed = answer(
        "200 OK",
        &[("Content-Encoding", "gzip")],
        b"\x1f\x8b\x08corrupt",
    );
    for (step, kind) in [
        (Step::write(bytes.clone()).then(End::Reset), "Body"),
        (Step::write(bytes.clone()).then(End::Close), "Body"),
        (Step::write(bytes).then(End::Stall), "Timeout"),
        (Step::write(packed), "Body"),
    ] {
        for way in read_whole() {
            let server = Server::new([step.clone(), way.good()]);
            match way.on(&server) {
                Ok(()) => assert!(way.is_idempotent(), "{}", way.name),
                Err(error) => {
                    assert!(!way.is_idempotent(), "{}: {error:?}", way.name);
                    assert_eq!(facts(&error), format!("{kind} 200, 1 try, sent, effect"));
                }
            }
            let sent = if way.is_idempotent() { 2 } else { 1 };
            assert_eq!(server.requests().len(), sent, "{}", way.name);
            assert!(server.effects() <= 1);
        }
    }
}

#[test]
fn a_failure_of_the_server_repeats_what_is_idempotent() {
    for code in [500, 502, 503, 504] {
        let step = || Step::answer(&format!("{code} No"), &[], "").taking_effect();
        let expected = format!("Api {code}, 1 try, sent, effect");
        each(step, Again::IfIdempotent, &expected);
    }
}

#[test]
fn a_server_that_gave_up_waiting_repeats_what_is_idempotent() {
    let step = || Step::answer("408 Request Timeout", &[], "").taking_effect();
    each(step, Again::IfIdempotent, "Api 408, 1 try, sent, effect");
}

#[test]
fn the_rate_limit_repeats_everything() {
    let step = || Step::answer("429 Too Many Requests", &[("Retry-After", "0")], "");
    each(step, Again::Always, "");
}

#[test]
fn a_refusal_repeats_nothing() {
    for code in [
        400, 401, 402, 403, 404, 406, 409, 410, 412, 416, 422, 423, 451,
    ] {
        let step = || Step::answer(&format!("{code} No"), &[], "");
        each(step, Again::Never, &format!("Api {code}, 1 try, sent"));
    }
    for code in [501, 505] {
        let step = || Step::answer(&format!("{code} No"), &[], "").taking_effect();
        each(
            step,
            Again::Never,
            &format!("Api {code}, 1 try, sent, effect"),
        );
    }
}

fn eager(world: &World) -> heroku::Client {
    let backoff = Backoff::new().random(|| 0.0);
    world.builder().retry(backoff).build().expect("a client")
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_repeats_everything() {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::PUT,
        Method::DELETE,
        Method::POST,
        Method::PATCH,
    ];
    for method in methods {
        let world = World::new([refused(), refused(), status(200)]);
        let request = Raw::new(method.clone(), "/x").discard();
        let response = eager(&world).exchange(request).await.expect("an answer");
        assert_eq!((response.attempts(), world.count()), (3, 3), "{method}");
        let is_read = matches!(method, Method::GET | Method::HEAD);
        assert_eq!(world.effects(), usize::from(!is_read));
    }
    let world = World::new([refused()]);
    let error = eager(&world).send(AppCreate::new()).await;
    assert_eq!(
        facts(&error.expect_err("nobody there")),
        "Transport, 4 tries"
    );
}

#[tokio::test(start_paused = true)]
async fn the_setting_of_a_request_says_what_is_idempotent() {
    let lost_once = || World::new([lost(), app()]);
    let world = lost_once();
    let request = AppCreate::new().with(Settings::new().idempotent(true));
    let response = eager(&world).exchange(request).await.expect("an app");
    assert_eq!((response.attempts(), world.count()), (2, 2));

    let world = lost_once();
    let request = AppInfo::new("example").with(Settings::new().idempotent(false));
    let error = eager(&world).send(request).await.expect_err("a loss");
    assert_eq!(facts(&error), "Transport, 1 try, sent");

    let world = lost_once();
    let mut request = http::Request::post("/x").body("{}").expect("a request");
    request
        .extensions_mut()
        .insert(Settings::new().idempotent(true));
    eager(&world).execute(request).await.expect("an answer");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_idempotent_is_still_repeated_where_it_was_refused() {
    let world = World::new([status(429), refused(), app()]);
    let request = AppInfo::new("example").with(Settings::new().idempotent(false));
    eager(&world).send(request).await.expect("an app");
    assert_eq!(world.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn restarting_dynos_is_not_repeated_though_it_is_a_delete() {
    for reply in [lost(), status(503).taking_effect()] {
        let world = World::new([reply, status(202)]);
        let error = eager(&world).send(DynoRestartAll::new("example")).await;
        let error = error.expect_err("a failure");
        assert!(error.may_have_taken_effect(), "{error:?}");
        assert_eq!((error.attempts(), world.count()), (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn stopping_a_dyno_is_repeated_though_it_is_a_post() {
    let world = World::new([lost(), status(503).taking_effect(), status(202)]);
    let request = DynoStop::new("example", "web.1");
    let response = eager(&world).exchange(request).await.expect("stopped");
    assert_eq!((response.attempts(), world.count()), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn all_tries_carry_the_same_request() {
    let world = World::new([status(503), lost(), refused(), app()]);
    let put = Raw::put("/x?y=z").json(&[1, 2, 3]).discard();
    let put = put.with(Settings::new().header("x-own", "1"));
    eager(&world).send(put).await.expect("an answer");
    let asked = world.asked();
    assert_eq!(asked.len(), 4);
    for one in &asked {
        assert_eq!(one.body, b"[1,2,3]");
        assert_eq!(
            (&one.target, &one.headers),
            (&asked[0].target, &asked[0].headers)
        );
    }
    assert!(asked[0].header("request-id").is_some());
    assert_eq!(world.effects(), 1);
}

/// A stream of one piece.
struct Once(Option<&'static str>);

impl futures_core::Stream for Once {
    type Item = Result<bytes::Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(|text| Ok(text.into())))
    }
}

fn stream(method: Method) -> http::Request<Body> {
    let request = http::Request::builder().method(method).uri("/x");
    request
        .body(Body::stream(Once(Some("piece"))))
        .expect("a request")
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_never_repeated_and_the_error_says_so() {
    for reply in [refused(), lost(), status(429), status(503)] {
        for method in [Method::PUT, Method::POST] {
            let world = World::new([reply.clone(), status(200)]);
            let error = eager(&world).execute(stream(method)).await;
            let error = error.expect_err("a failure");
            assert_eq!((error.attempts(), world.count()), (1, 1));
            let printed = error.to_string();
            assert!(
                printed.contains("its body is a stream, so it was not tried again"),
                "{printed}"
            );
        }
    }
    let world = World::new([status(422)]);
    let error = eager(&world).execute(stream(Method::PUT)).await;
    let printed = error.expect_err("a refusal").to_string();
    assert!(!printed.contains("stream"), "{printed}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_for_which_a_second_factor_is_wanted_is_an_error_of_that() {
    let world = World::new([two_factor(None), two_factor(None), status(200)]);
    let client = eager(&world).with_two_factor("123456");
    let error = client.execute(stream(Method::PUT)).await.expect_err("403");
    assert!(error.needs_two_factor());
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Api 403, 1 try, sent", 1)
    );
    // The code is still there for what can be repeated.
    let put = Raw::put("/x").discard();
    client.send(put).await.expect("an answer");
    assert_eq!(
        world.asked()[2].header("heroku-two-factor-code"),
        Some("123456")
    );
}
