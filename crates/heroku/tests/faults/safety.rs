//! What an error says of a call of several tries: whether it was sent, whether it may have taken
//! effect, and whether a refusal may be the call's own doing.

use heroku::app::{AppCreate, AppDelete, AppInfo, AppUpdate};
use heroku::{Backoff, Client, Error, ErrorKind, Raw, Request, Settings};

use crate::facts::facts;
use crate::world::{APP, Reply, World, app, lost, refused, status, two_factor};

const OWN: &str = "an earlier try of this call may have done it";

fn client(world: &World) -> Client {
    let backoff = Backoff::new().random(|| 0.0);
    world.builder().retry(backoff).build().expect("a client")
}

/// Why a call failed that was met so.
async fn failure(
    replies: impl IntoIterator<Item = Reply>,
    request: impl Request,
) -> (Error, World) {
    let world = World::new(replies);
    let result = client(&world).send(request).await;
    let error = result.map(drop).expect_err("a failure");
    assert!(world.effects() <= 1, "it took effect more than once");
    (error, world)
}

#[tokio::test(start_paused = true)]
async fn a_thing_that_is_gone_when_its_deletion_is_repeated_may_be_its_own_doing() {
    for first in [
        lost(),
        status(503).taking_effect(),
        status(500).taking_effect(),
        app().torn(),
    ] {
        for code in [404, 410] {
            let replies = [first.clone(), status(code)];
            let (error, world) = failure(replies, AppDelete::new("example")).await;
            assert_eq!(
                facts(&error),
                format!("Api {code}, 2 tries, sent, effect, own")
            );
            assert_eq!(error.is_not_found(), code == 404);
            assert!(error.to_string().contains(OWN), "{error}");
            assert_eq!(world.count(), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_thing_that_was_never_there_is_not_its_own_doing() {
    for before in [
        None,
        Some(refused()),
        Some(status(429).header("retry-after", "0")),
    ] {
        let tries = 1 + usize::from(before.is_some());
        let replies = before.into_iter().chain([status(404)]);
        let (error, world) = failure(replies, AppDelete::new("example")).await;
        assert!(error.is_not_found() && !error.may_be_own_doing());
        assert!(!error.may_have_taken_effect());
        assert!(!error.to_string().contains(OWN), "{error}");
        assert_eq!(world.count(), tries);
    }
}

#[tokio::test(start_paused = true)]
async fn a_question_for_what_is_gone_is_never_its_own_doing() {
    let (error, _) = failure([lost(), status(404)], AppInfo::new("example")).await;
    assert_eq!(facts(&error), "Api 404, 2 tries, sent");
    assert!(!error.to_string().contains(OWN), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_tag_that_changed_when_a_put_is_repeated_may_be_its_own_doing() {
    let put = || {
        Raw::put("/x")
            .json(&1)
            .discard()
            .with(Settings::new().if_match("\"a\""))
    };
    let (error, world) = failure([lost(), status(412)], put()).await;
    assert_eq!(facts(&error), "Api 412, 2 tries, sent, effect, own");
    assert!(
        error.is_stale() && error.to_string().contains(OWN),
        "{error}"
    );
    assert!(
        world
            .asked()
            .iter()
            .all(|asked| asked.header("if-match") == Some("\"a\""))
    );
    let (error, _) = failure([status(412)], put()).await;
    assert_eq!(facts(&error), "Api 412, 1 try, sent");
}

#[tokio::test(start_paused = true)]
async fn other_refusals_of_a_repeat_keep_that_the_first_may_have_taken_effect() {
    for code in [401, 403, 409, 422] {
        let (error, _) = failure([lost(), status(code)], AppDelete::new("example")).await;
        assert_eq!(facts(&error), format!("Api {code}, 2 tries, sent, effect"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_sent_once_may_have_been_sent() {
    let (error, _) = failure([lost(), refused()], AppDelete::new("example")).await;
    assert_eq!(facts(&error), "Transport, 4 tries, sent, effect");
    assert!(!error.request_ids().is_empty());
    let (error, _) = failure([lost(), refused()], AppInfo::new("example")).await;
    assert_eq!(facts(&error), "Transport, 4 tries, sent");
    let (error, _) = failure([refused()], AppDelete::new("example")).await;
    assert_eq!(facts(&error), "Transport, 4 tries");
    assert!(error.request_ids().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_answer_counts_for_more_than_a_connection_that_fails_behind_it() {
    let down = || {
        let body = r#"{"id":"maintenance","message":"Back soon."}"#;
        status(503).header("x-note", "1").body(body)
    };
    let (error, world) = failure([down(), refused()], AppDelete::new("example")).await;
    assert_eq!(facts(&error), "Api 503, 4 tries, sent, effect");
    assert_eq!(error.api().expect("an answer").id, "maintenance");
    assert_eq!(error.headers()["x-note"], "1");
    assert!(error.body().ends_with(b"}"));
    let printed = error.to_string();
    assert!(printed.contains("503 maintenance: Back soon."), "{printed}");
    assert!(printed.contains("then could not connect"), "{printed}");
    assert_eq!(world.count(), 4);

    let (error, _) = failure([down(), lost()], AppInfo::new("example")).await;
    assert_eq!(facts(&error), "Api 503, 4 tries, sent");
    let (error, _) = failure([status(502), down(), refused()], AppInfo::new("example")).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    let (error, _) = failure([lost(), down()], AppInfo::new("example")).await;
    assert!(!error.to_string().contains("then"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_told_of_an_action_that_was_sent_again_and_got_lost() {
    let limited = || status(429).header("retry-after", "0");
    for request in [AppCreate::new().name("example"), AppCreate::new()] {
        let (error, world) = failure([limited(), lost()], request).await;
        assert_eq!(facts(&error), "Transport, 2 tries, sent, effect");
        assert!(!error.is_rate_limited(), "{error:?}");
        assert_eq!((world.count(), world.effects()), (2, 1));
    }
    let (error, _) = failure([limited(), refused()], AppCreate::new()).await;
    assert_eq!(facts(&error), "Api 429, 4 tries, sent, wait 0");
}

#[tokio::test(start_paused = true)]
async fn what_was_remedied_is_not_told_again() {
    let world = World::new([two_factor(None), lost()]);
    let client = client(&world).with_two_factor("123456");
    let error = client.send(AppCreate::new()).await.expect_err("a loss");
    assert_eq!(facts(&error), "Transport, 2 tries, sent, effect");
    assert!(!error.needs_two_factor());
    assert_eq!((world.count(), world.effects()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_success_tells_how_often_it_was_tried() {
    let world = World::new([lost(), status(503), app()]);
    let response = client(&world).exchange(AppInfo::new("example")).await;
    assert_eq!(response.expect("an app").attempts(), 3);
    let response = client(&world).exchange(AppInfo::new("example")).await;
    assert_eq!(response.expect("an app").attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_tells_the_tries_before_it() {
    let replies = [lost(), status(200).body("nonsense")];
    let (error, world) = failure(replies, Raw::put("/x")).await;
    assert_eq!(facts(&error), "Decode 200, 2 tries, sent, effect");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_sent_was_not_tried() {
    let world = World::new([app()]);
    let error = client(&world)
        .send(AppInfo::new(""))
        .await
        .expect_err("no name");
    assert_eq!(
        (facts(&error).as_str(), world.count()),
        ("Request, 0 tries", 0)
    );
}

fn see_other() -> Reply {
    status(303)
        .header("location", "/apps/example")
        .taking_effect()
}

#[tokio::test(start_paused = true)]
async fn an_action_that_was_answered_by_303_is_not_repeated_when_what_follows_fails() {
    for next in [
        refused(),
        status(429).header("retry-after", "0"),
        status(503),
        lost(),
    ] {
        let (error, world) = failure([see_other(), next.clone()], AppCreate::new()).await;
        assert_eq!(
            world.targets(),
            ["POST /apps", "GET /apps/example"],
            "{next:?}"
        );
        assert!(
            error.may_have_been_sent() && error.may_have_taken_effect(),
            "{error:?}"
        );
        assert_eq!((error.attempts(), world.effects()), (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_that_was_answered_by_303_may_have_taken_effect_whatever_follows() {
    for next in [
        status(404),
        status(401),
        status(200).body("nonsense"),
        app().torn(),
    ] {
        let (error, _) = failure([see_other(), next], AppUpdate::new("example")).await;
        assert!(error.may_have_taken_effect(), "{error:?}");
        assert!(!error.may_be_own_doing(), "{error:?}");
    }
    let nowhere = status(303).taking_effect();
    let (error, _) = failure([nowhere], AppCreate::new()).await;
    assert_eq!(facts(&error), "Redirect 303, 1 try, sent, effect");
}

#[tokio::test(start_paused = true)]
async fn what_was_redirected_before_it_failed_was_sent() {
    let moved = || status(307).header("location", "/elsewhere");
    let (error, world) = failure([moved(), refused()], AppCreate::new()).await;
    assert!(error.may_have_been_sent(), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(world.effects(), 0);
    let world = World::new([moved(), refused(), moved(), status(200).body(APP)]);
    client(&world)
        .send(AppInfo::new("example"))
        .await
        .expect("an app");
    assert_eq!(world.count(), 4);
}
