//! The second factor: who is asked for a code, what it is spent on, and that it is spent once.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::{AppCreate, AppDelete, AppInfo, AppList};
use heroku::{Backoff, Client, ErrorKind, Raw, Request, Secret, Settings, TwoFactorNeed};

use crate::facts::facts;
use crate::world::{Asked, Reply, World, app, lost, refused, silence, status, two_factor};

const CODE: &str = "heroku-two-factor-code";

/// Which requests carried which code.
fn codes(world: &World) -> Vec<String> {
    let asked = world.asked();
    let carried = asked.iter().filter_map(|one| {
        let code = one.header(CODE)?;
        Some(format!("{} {}: {code}", one.method, one.target))
    });
    carried.collect()
}

/// Somebody who gives the codes 100000, 100001 and so on, and counts how often they are asked.
struct Person {
    asked: Arc<AtomicUsize>,
    needs: Arc<Mutex<Vec<TwoFactorNeed>>>,
    client: Client,
}

fn person(builder: heroku::Builder, thinks: Duration) -> Person {
    let asked = Arc::new(AtomicUsize::new(0));
    let needs = Arc::new(Mutex::new(Vec::new()));
    let (count, notes) = (Arc::clone(&asked), Arc::clone(&needs));
    let builder = builder.two_factor(move |need| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        notes.lock().expect("the notes").push(need);
        async move {
            tokio::time::sleep(thinks).await;
            Some(Secret::from(format!("{}", 100_000 + number)))
        }
    });
    Person {
        asked,
        needs,
        client: builder
            .retry(Backoff::new().random(|| 0.0))
            .build()
            .expect("a client"),
    }
}

impl Person {
    fn was_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A Heroku that wants a code with each request, and knows each code once.
fn strict() -> World {
    let known = Mutex::new(Vec::<String>::new());
    World::by(move |asked, _number| {
        let mut known = known.lock().expect("the codes");
        match asked.header(CODE) {
            None => two_factor(None),
            Some(code) if known.iter().any(|old| old == code) => {
                status(401).body(r#"{"id":"invalid_two_factor_code","message":"Wrong."}"#)
            }
            Some(code) => {
                known.push(code.to_owned());
                app()
            }
        }
    })
}

/// A Heroku that wants `app` to be authorised by a code, and then none.
fn by_app(name: &'static str) -> impl Fn(&Asked, usize) -> Reply + Send + Sync {
    let is_authorised = Mutex::new(false);
    move |asked: &Asked, _number| {
        let mut is_authorised = is_authorised.lock().expect("the app");
        if asked.target.ends_with("/pre-authorizations") {
            assert!(
                asked.header(CODE).is_some(),
                "an authorisation without a code"
            );
            *is_authorised = true;
            return status(201).body("{}");
        }
        if *is_authorised {
            app()
        } else {
            two_factor(Some(name))
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_code_fails_with_a_predicate_of_its_own() {
    let by_id = status(403).body(r#"{"id":"two_factor","message":"A code, please."}"#);
    let by_header = status(403).header("heroku-two-factor-required", "true");
    for reply in [
        two_factor(None),
        two_factor(Some("example")),
        by_id,
        by_header,
    ] {
        let world = World::new([reply]);
        let error = world.client().send(AppDelete::new("example")).await;
        let error = error.expect_err("403");
        assert!(error.needs_two_factor() && !error.is_forbidden());
        assert_eq!(
            (facts(&error).as_str(), world.count()),
            ("Api 403, 1 try, sent", 1)
        );
    }
    let world = World::new([status(403).body(r#"{"id":"forbidden","message":"No."}"#)]);
    let error = world
        .client()
        .send(AppDelete::new("example"))
        .await
        .expect_err("403");
    assert!(error.is_forbidden() && !error.needs_two_factor());
}

#[tokio::test(start_paused = true)]
async fn a_code_given_beforehand_is_spent_on_the_first_request_that_needs_one() {
    let world = World::new([app(), two_factor(None), app(), two_factor(None)]);
    let client = world.client().with_two_factor("123456");
    client.send(AppInfo::new("example")).await.expect("an app");
    let response = client
        .exchange(AppDelete::new("example"))
        .await
        .expect("deleted");
    assert_eq!(response.attempts(), 2);
    let error = client
        .clone()
        .send(AppDelete::new("other"))
        .await
        .expect_err("403");
    assert!(error.needs_two_factor());
    assert_eq!(codes(&world), ["DELETE /apps/example: 123456"]);
    assert_eq!(world.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_code_whose_reply_is_lost_is_not_sent_again() {
    for reply in [
        lost(),
        app().torn(),
        status(503).taking_effect(),
        silence(),
        status(429).header("retry-after", "0"),
    ] {
        let world = World::new([two_factor(None), reply.clone(), two_factor(None)]);
        let builder = world.builder().attempt_timeout(Duration::from_secs(1));
        let client = builder.retry(Backoff::new().random(|| 0.0)).build();
        let client = client.expect("a client").with_two_factor("123456");
        let error = client
            .send(AppDelete::new("example"))
            .await
            .expect_err("403");
        assert_eq!(codes(&world).len(), 1, "{reply:?}");
        assert_eq!((error.attempts(), world.count()), (3, 3), "{reply:?}");
        assert!(world.effects() <= 1);
        // Nor by another call.
        client.send(AppInfo::new("example")).await.expect_err("403");
        assert_eq!(codes(&world).len(), 1, "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_was_not_sent_goes_with_the_next_try() {
    let world = World::new([two_factor(None), refused(), refused(), app()]);
    let client = world.client().with_two_factor("123456");
    client
        .send(AppDelete::new("example"))
        .await
        .expect("deleted");
    let asked = world.asked();
    let with_code: Vec<_> = asked.iter().map(|one| one.header(CODE).is_some()).collect();
    assert_eq!(with_code, [false, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_code_of_the_callers_own_is_not_sent_again() {
    let world = World::new([status(503), app()]);
    let settings = Settings::new().header(CODE, "123456");
    let request = AppInfo::new("example").with(settings);
    world.client().send(request).await.expect("an app");
    let asked = world.asked();
    let with_code: Vec<_> = asked.iter().map(|one| one.header(CODE).is_some()).collect();
    assert_eq!(with_code, [true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_was_redirected_is_spent() {
    let moved = status(307).header("location", "/elsewhere");
    let world = World::new([two_factor(None), moved, refused(), two_factor(None)]);
    let client = world.client().with_two_factor("123456");
    client.send(AppInfo::new("example")).await.expect_err("403");
    assert_eq!(codes(&world), ["GET /apps/example: 123456"]);
}

#[tokio::test(start_paused = true)]
async fn redirects_carry_no_code() {
    for location in [
        "/elsewhere",
        "https://other.example.com/",
        "//api.example.com/x",
    ] {
        let world = World::by(move |asked, number| match number {
            1 => two_factor(None),
            2 => status(302).header("location", location),
            _ => {
                assert_eq!(asked.header(CODE), None);
                app()
            }
        });
        let client = world.client().with_two_factor("123456");
        client.send(AppInfo::new("example")).await.expect("an app");
        assert_eq!(world.count(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_person_is_asked_once_for_each_call_that_needs_a_code() {
    let world = strict();
    let person = person(world.builder(), Duration::from_secs(5));
    let calls = (0..3).map(|_| tokio::spawn(person.client.send(AppInfo::new("example"))));
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("a call").expect("an app");
    }
    assert_eq!(person.was_asked(), 3);
    assert_eq!(codes(&world).len(), 3);
    let needs = person.needs.lock().expect("the notes");
    assert_eq!(
        (needs[0].operation, needs[0].app.as_deref()),
        ("AppInfo", None)
    );
    assert_eq!(needs[0].message, "A second factor, please.");
}

#[tokio::test(start_paused = true)]
async fn a_person_is_asked_once_for_an_app_that_ten_calls_want() {
    let world = World::by(by_app("example"));
    let person = person(world.builder(), Duration::from_secs(5));
    let calls = (0..10).map(|_| tokio::spawn(person.client.send(AppDelete::new("example"))));
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("a call").expect("deleted");
    }
    assert_eq!(person.was_asked(), 1);
    assert_eq!(
        codes(&world),
        ["PUT /apps/example/pre-authorizations: 100000"]
    );
    assert_eq!(world.count(), 10 + 1 + 10);
    let needs = person.needs.lock().expect("the notes");
    assert_eq!(needs[0].app.as_deref(), Some("example"));
}

#[tokio::test(start_paused = true)]
async fn an_app_whose_authorisation_ran_out_is_asked_for_again() {
    let world = World::by(|asked, number| {
        if asked.method == http::Method::PUT {
            status(201).body("{}")
        } else if number % 3 == 1 {
            two_factor(Some("example"))
        } else {
            app()
        }
    });
    let person = person(world.builder(), Duration::from_secs(5));
    for asked in 1..=2 {
        tokio::time::sleep(Duration::from_mins(30)).await;
        person
            .client
            .send(AppDelete::new("example"))
            .await
            .expect("deleted");
        assert_eq!(person.was_asked(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_given_beforehand_authorises_an_app() {
    let world = World::by(by_app("example"));
    let client = world.client().with_two_factor("123456");
    let response = client
        .exchange(AppDelete::new("example"))
        .await
        .expect("deleted");
    assert_eq!(response.attempts(), 2);
    let targets = world.targets();
    let put = "PUT /apps/example/pre-authorizations";
    assert_eq!(
        targets,
        ["DELETE /apps/example", put, "DELETE /apps/example"]
    );
    assert_eq!(codes(&world), [format!("{put}: 123456")]);
    assert!(
        world
            .asked()
            .iter()
            .all(|one| one.header("authorization") == Some("Bearer canary-token"))
    );
}

#[tokio::test(start_paused = true)]
async fn the_name_of_an_app_is_escaped() {
    for (name, path) in [
        (
            "a/../b?c#d e",
            "/apps/a%2F..%2Fb%3Fc%23d%20e/pre-authorizations",
        ),
        ("\u{e4}", "/apps/%C3%A4/pre-authorizations"),
    ] {
        let world = World::by(by_app(name));
        let client = world.client().with_two_factor("123456");
        client
            .send(AppDelete::new("example"))
            .await
            .expect("deleted");
        assert_eq!(world.asked()[1].target, path);
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_none_counts_as_no_app() {
    for name in ["", ".", ".."] {
        let world = World::by(move |asked, _number| match asked.header(CODE) {
            None => two_factor(Some(name)),
            Some(_) => app(),
        });
        let client = world.client().with_two_factor("123456");
        client
            .send(AppDelete::new("example"))
            .await
            .expect("deleted");
        assert_eq!(codes(&world), ["DELETE /apps/example: 123456"]);
    }
}

#[tokio::test(start_paused = true)]
async fn no_code_means_that_the_call_fails_as_heroku_said() {
    let world = World::new([two_factor(Some("example"))]);
    let builder = world.builder().two_factor(|_need| async { None });
    let client = builder.build().expect("a client");
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("403");
    assert!(error.needs_two_factor());
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Api 403, 1 try, sent", 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_fails_with_what_heroku_says_of_it() {
    let wrong = || status(401).body(r#"{"id":"invalid_two_factor_code","message":"Wrong."}"#);
    let world = World::new([two_factor(None), wrong()]);
    let client = world.client().with_two_factor("123456");
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("401");
    assert_eq!(
        error.api().expect("an answer").id,
        "invalid_two_factor_code"
    );
    assert_eq!(facts(&error), "Api 401, 2 tries, sent");

    let world = World::new([two_factor(Some("example")), wrong()]);
    let client = world.client().with_two_factor("123456");
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("401");
    assert_eq!(
        error.api().expect("an answer").id,
        "invalid_two_factor_code"
    );
    assert!(
        error
            .to_string()
            .contains("while authorising the app for AppDelete"),
        "{error}"
    );
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Api 401, 1 try, sent", 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_person_is_asked_once_even_if_the_code_was_wrong() {
    let world = World::new([two_factor(None)]);
    let person = person(world.builder(), Duration::ZERO);
    let error = person
        .client
        .send(AppDelete::new("example"))
        .await
        .expect_err("403");
    assert!(error.needs_two_factor());
    assert_eq!(
        (person.was_asked(), error.attempts(), world.count()),
        (1, 2, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_that_fails_keeps_that_an_earlier_try_may_have_taken_effect() {
    let world = World::new([lost(), two_factor(Some("example")), status(422)]);
    let client = world.client().with_two_factor("123456");
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("422");
    assert_eq!(facts(&error), "Api 422, 2 tries, sent, effect");
    assert_eq!((world.count(), codes(&world).len()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_is_not_repeated() {
    for reply in [lost(), status(503), status(429).header("retry-after", "0")] {
        let world = World::new([two_factor(Some("example")), reply, app()]);
        let client = world.client().with_two_factor("123456");
        client
            .send(AppDelete::new("example"))
            .await
            .expect_err("a failure");
        assert_eq!((world.count(), codes(&world).len()), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_keeps_to_the_time_limit_of_its_call() {
    let world = World::new([two_factor(Some("example")), silence()]);
    let client = world.client().with_two_factor("123456");
    let request = AppDelete::new("example").with(Settings::new().timeout(Duration::from_secs(3)));
    let started = tokio::time::Instant::now();
    let error = client.send(request).await.expect_err("no time");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed(), Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_has_the_credentials_of_its_call() {
    let world = World::by(by_app("example"));
    let client = world.client().with_two_factor("123456");
    let own = Settings::new().header("authorization", "Bearer own-token");
    client
        .send(AppDelete::new("example").with(own))
        .await
        .expect("deleted");
    for one in world.asked() {
        assert_eq!(
            one.header("authorization"),
            Some("Bearer own-token"),
            "{}",
            one.target
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_asking_does_not_count() {
    let world = strict();
    let hour = Duration::from_hours(1);
    let person = person(world.builder().timeout(Duration::from_secs(10)), hour);
    person
        .client
        .send(AppInfo::new("example"))
        .await
        .expect("an app");
}

#[tokio::test(start_paused = true)]
async fn the_time_of_asking_does_not_count_for_those_who_wait_behind() {
    let world = World::by(by_app("example"));
    let hour = Duration::from_hours(1);
    let person = person(world.builder().timeout(Duration::from_secs(10)), hour);
    let calls = (0..5).map(|_| tokio::spawn(person.client.send(AppDelete::new("example"))));
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("a call").expect("deleted");
    }
    assert_eq!(person.was_asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_no_header_can_have_is_an_error_and_is_not_shown() {
    let world = World::new([two_factor(None), app()]);
    let client = world.client().with_two_factor("12\n3456");
    let error = client
        .send(AppInfo::new("example"))
        .await
        .expect_err("no header");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(!format!("{error} {error:?}").contains("3456"));
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_code_is_never_printed() {
    let said = |text: &str| {
        let body = format!(r#"{{"id":"odd","message":"{text}"}}"#);
        status(422).body(body).header("x-heroku-warning", text)
    };
    let echo = "canary-123456 of canary-token";
    for app in [None, Some("example")] {
        let world = World::new([two_factor(app), said(echo)]);
        let printed = Arc::new(Mutex::new(String::new()));
        let (dump, warnings) = (Arc::clone(&printed), Arc::clone(&printed));
        let builder = world
            .builder()
            .dump(move |text| dump.lock().expect("the dump").push_str(text))
            .on_warning(move |text| warnings.lock().expect("the dump").push_str(text));
        let client = builder
            .build()
            .expect("a client")
            .with_two_factor("canary-123456");
        let error = client
            .send(AppDelete::new("example"))
            .await
            .expect_err("422");
        assert_eq!(codes(&world).len(), 1);
        let printed = printed.lock().expect("the dump");
        let all = format!("{printed} {error} {error:?} {client:?} {:?}", error.api());
        assert!(all.contains("odd"), "{all}");
        assert!(!all.contains("canary"), "{all}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_person_is_not_shown_the_token_that_heroku_repeats() {
    let message = r#"{"id":"two_factor","message":"canary-token needs a code."}"#;
    let world = World::new([status(403).body(message), app()]);
    let person = person(world.builder(), Duration::ZERO);
    person
        .client
        .send(AppInfo::new("example"))
        .await
        .expect("an app");
    let needs = person.needs.lock().expect("the notes");
    assert!(
        needs[0].message.ends_with("needs a code."),
        "{}",
        needs[0].message
    );
    assert!(!format!("{needs:?}").contains("canary-token"), "{needs:?}");
}

#[tokio::test(start_paused = true)]
async fn a_post_that_needs_a_code_takes_effect_once() {
    let world = strict();
    let client = world.client().with_two_factor("123456");
    client.send(AppCreate::new()).await.expect("an app");
    assert_eq!((world.count(), world.effects()), (2, 1));
    let asked = world.asked();
    assert_eq!(asked[0].body, asked[1].body);
}

#[tokio::test(start_paused = true)]
async fn pages_and_raw_requests_ask_too() {
    let world = World::by(|asked, _number| match asked.header(CODE) {
        None => two_factor(None),
        Some(_) => status(200).body("[]"),
    });
    let person = person(world.builder(), Duration::ZERO);
    assert!(person.client.list(AppList::new()).next().await.is_none());
    person.client.send(Raw::get("/x")).await.expect("a list");
    let request = http::Request::delete("/x").body(()).expect("a request");
    person.client.execute(request).await.expect("an answer");
    assert_eq!(person.was_asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn another_server_gets_no_code() {
    let world = World::new([two_factor(None), app()]);
    let person = person(world.builder(), Duration::ZERO);
    let request = http::Request::get("https://other.example.com/x").body(());
    let error = person.client.execute(request.expect("a request")).await;
    assert!(error.expect_err("403").needs_two_factor());
    assert_eq!((person.was_asked(), world.count()), (0, 1));
}

/// Starts a call, and holds it without going on with it once somebody is asked.
async fn stalled<T>(call: impl Future<Output = T>) -> Pin<Box<impl Future<Output = T>>> {
    let mut call = Box::pin(call);
    let second = Duration::from_secs(1);
    let result = tokio::time::timeout(second, call.as_mut()).await;
    assert!(result.is_err(), "the call ended before it was held");
    call
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_gone_on_with_holds_nobody_up() {
    let world = World::by(by_app("example"));
    let person = person(world.builder(), Duration::from_secs(5));
    let first = stalled(person.client.send(AppDelete::new("example"))).await;
    let second = person.client.send(AppDelete::new("example"));
    let second = tokio::time::timeout(Duration::from_mins(1), second).await;
    second.expect("in time").expect("deleted");
    first.await.expect("deleted");
    assert_eq!(person.was_asked(), 1);
    assert_eq!(codes(&world).len(), 1);

    let world = strict();
    let person = self::person(world.builder(), Duration::from_secs(5));
    let first = stalled(person.client.send(AppInfo::new("example"))).await;
    let second = person.client.send(AppInfo::new("example"));
    let second = tokio::time::timeout(Duration::from_mins(1), second).await;
    second.expect("in time").expect("an app");
    first.await.expect("an app");
    assert_eq!(person.was_asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn needs_of_different_apps_do_not_wait_for_each_other() {
    let world = World::by(|asked, _number| {
        let (app_name, is_put) = match asked.target.strip_suffix("/pre-authorizations") {
            Some(target) => (target, true),
            None => (asked.target.as_str(), false),
        };
        if is_put {
            return status(201).body("{}");
        }
        two_factor(app_name.strip_prefix("/apps/"))
    });
    let person = person(world.builder(), Duration::from_secs(5));
    let started = tokio::time::Instant::now();
    let (one, other) = tokio::join!(
        person.client.send(AppDelete::new("one")),
        person.client.send(AppDelete::new("other"))
    );
    one.expect_err("403");
    other.expect_err("403");
    assert_eq!(person.was_asked(), 2);
    assert_eq!(started.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_code_at_hand_does_not_wait_for_a_person() {
    let world = World::by(by_app("example"));
    let person = person(world.builder(), Duration::from_hours(1));
    let slow = tokio::spawn(person.client.send(AppDelete::new("example")));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(person.was_asked(), 1);
    let started = tokio::time::Instant::now();
    let client = person.client.with_two_factor("123456");
    let request = AppDelete::new("example");
    client.send(request).await.expect("deleted");
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert!(!slow.is_finished());
    slow.await.expect("a call").expect("deleted");
    assert_eq!(person.was_asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_share_a_code_that_was_given_beforehand() {
    let authorised = Duration::from_secs(1);
    let play = by_app("example");
    let world = World::by(move |asked, number| play(asked, number).after(authorised));
    let client = world.client().with_two_factor("123456");
    let calls = (0..5).map(|_| tokio::spawn(client.send(AppDelete::new("example"))));
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("a call").expect("deleted");
    }
    assert_eq!(codes(&world).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_app_is_authorised_for_each_caller_by_itself() {
    let authorised = Mutex::new(Vec::<String>::new());
    let world = World::by(move |asked, _number| {
        let mut authorised = authorised.lock().expect("the callers");
        let caller = asked.header("authorization").unwrap_or_default().to_owned();
        if asked.target.ends_with("/pre-authorizations") {
            authorised.push(caller);
            return status(201).body("{}");
        }
        if authorised.contains(&caller) {
            app()
        } else {
            two_factor(Some("example"))
        }
    });
    let person = person(world.builder(), Duration::from_secs(5));
    let own = Settings::new().header("authorization", "Bearer own-token");
    let (one, other) = tokio::join!(
        person.client.send(AppDelete::new("example")),
        person.client.send(AppDelete::new("example").with(own))
    );
    one.expect("deleted");
    other.expect("deleted");
    assert_eq!(person.was_asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_that_fails_is_the_error_of_the_call_that_asked() {
    let world = World::by(|asked, _number| match asked.header(CODE) {
        None => two_factor(Some("example")),
        Some(_) => status(401).body(r#"{"id":"invalid_two_factor_code","message":"Wrong."}"#),
    });
    let person = person(world.builder(), Duration::from_secs(5));
    let calls = (0..4).map(|_| tokio::spawn(person.client.send(AppDelete::new("example"))));
    let mut ids = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.expect("a call").expect_err("a refusal");
        assert_eq!(error.attempts(), 1);
        ids.push(error.api().expect("an answer").id.clone());
    }
    ids.sort();
    assert_eq!(
        ids,
        [
            "invalid_two_factor_code",
            "two_factor",
            "two_factor",
            "two_factor"
        ]
    );
    assert_eq!((person.was_asked(), codes(&world).len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_an_authorisation_keeps_to_their_own_time_limit() {
    let world = World::by(|asked, _number| match asked.header(CODE) {
        None => two_factor(Some("example")),
        Some(_) => silence(),
    });
    let person = person(world.builder(), Duration::from_secs(5));
    let patient = Settings::new().timeout(None).attempt_timeout(None);
    let first = person.client.send(AppDelete::new("example").with(patient));
    let first = tokio::spawn(first);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let started = tokio::time::Instant::now();
    let short = Settings::new().timeout(Duration::from_secs(3));
    let error = person.client.send(AppDelete::new("example").with(short));
    let error = error.await.expect_err("no time");
    assert_eq!(facts(&error), "Timeout, 1 try, sent");
    assert_eq!(started.elapsed(), Duration::from_secs(4 + 3));
    assert!(!first.is_finished());
    first.abort();
}

#[tokio::test(start_paused = true)]
async fn an_authorisation_whose_answer_is_lost_is_no_effect_of_the_call() {
    for (reply, expected) in [
        (lost(), "Transport, 1 try, sent"),
        (status(503), "Api 503, 1 try, sent"),
        (status(303).header("location", "/x"), "Api 403, 1 try, sent"),
    ] {
        let world = World::new([two_factor(Some("example")), reply, status(403)]);
        let client = world.client().with_two_factor("123456");
        let error = client.send(AppDelete::new("example")).await;
        assert_eq!(facts(&error.expect_err("a failure")), expected);
    }
}
