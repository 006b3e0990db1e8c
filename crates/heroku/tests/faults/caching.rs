//! Answers that are kept: when they are asked after, and that none is given to the wrong caller.

use heroku::app::{AppInfo, AppList, AppUpdate};
use heroku::{Backoff, Cache, Client, ListRange, Raw, Request, Settings, Variant};

use crate::facts::facts;
use crate::world::{APP, Asked, Reply, World, app, lost, status};

const KEEPS: &str = "\"one\"";

fn tagged(tag: &str, body: &str) -> Reply {
    status(200).header("etag", tag).body(body)
}

/// A Heroku whose things never change: the tag is made of all that a request asks for.
fn unchanging() -> World {
    World::by(|asked, _number| {
        let tag = format!(
            "\"{}{}\"",
            asked.target,
            asked.header("range").unwrap_or_default()
        );
        if asked.header("if-none-match") == Some(&tag) {
            status(304).header("etag", &tag)
        } else if asked.target.contains("example") {
            tagged(&tag, APP)
        } else {
            tagged(&tag, &format!("[{APP}]"))
        }
    })
}

fn client(world: &World) -> (Client, Cache) {
    let cache = Cache::new(1 << 20);
    let builder = world.builder().cache(cache.clone());
    let client = builder.retry(Backoff::new().random(|| 0.0)).build();
    (client.expect("a client"), cache)
}

/// Which requests asked whether something changed.
fn conditional(world: &World) -> Vec<bool> {
    let is_conditional = |one: &Asked| one.header("if-none-match").is_some();
    world.asked().iter().map(is_conditional).collect()
}

#[tokio::test(start_paused = true)]
async fn what_did_not_change_is_served_from_the_cache() {
    let world = World::new([
        tagged(KEEPS, APP)
            .header("ratelimit-remaining", "4000")
            .header("x-kept", "1")
            .header("content-type", "application/json"),
        status(304)
            .header("ratelimit-remaining", "3999")
            .header("request-id", "second"),
    ]);
    let (client, _cache) = client(&world);
    let first = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert!(!first.is_cached());
    let second = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert!(second.is_cached());
    assert_eq!(
        (second.status().as_u16(), second.value().name.as_str()),
        (200, "example")
    );
    assert_eq!(
        (second.etag(), second.rate_remaining()),
        (Some(KEEPS), Some(3999))
    );
    assert_eq!(second.headers()["x-kept"], "1");
    assert_eq!(
        second
            .headers()
            .get_all("ratelimit-remaining")
            .iter()
            .count(),
        1
    );
    assert_eq!(second.request_ids()[0], "second");
    assert_eq!(second.body(), first.body());
    let asked = world.asked();
    assert_eq!(asked[1].header("if-none-match"), Some(KEEPS));
    assert_eq!(conditional(&world), [false, true]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_changed_replaces_what_was_kept() {
    let world = World::new([
        tagged("\"a\"", r#"{"name":"old"}"#),
        tagged("\"b\"", r#"{"name":"new"}"#),
        status(304),
    ]);
    let (client, cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    let size = cache.size();
    let names = [
        client
            .send(AppInfo::new("example"))
            .await
            .expect("an app")
            .name,
        client
            .send(AppInfo::new("example"))
            .await
            .expect("an app")
            .name,
    ];
    assert_eq!(names, ["new", "new"]);
    assert_eq!(world.asked()[2].header("if-none-match"), Some("\"b\""));
    assert_eq!(cache.size(), size);
}

#[tokio::test(start_paused = true)]
async fn whatever_makes_a_difference_keeps_answers_apart() {
    let world = unchanging();
    let (client, _cache) = client(&world);
    let example = || AppInfo::new("example");
    let with = |settings| client.exchange(example().with(settings));
    let own = |name: &str, value: &str| Settings::new().header(name, value);
    for round in [false, true] {
        let range = AppList::new().range(ListRange::new().max(5));
        let answers = [
            client
                .exchange(example())
                .await
                .expect("an app")
                .is_cached(),
            client
                .exchange(AppInfo::new("example-2"))
                .await
                .expect("an app")
                .is_cached(),
            with(Settings::new().variant(Variant::Sdk))
                .await
                .expect("an app")
                .is_cached(),
            with(Settings::new().expand("plan"))
                .await
                .expect("an app")
                .is_cached(),
            with(own("accept-inclusion", "x"))
                .await
                .expect("an app")
                .is_cached(),
            with(own("authorization", "Bearer other"))
                .await
                .expect("an app")
                .is_cached(),
            with(own("x-heroku-sudo-user", "a"))
                .await
                .expect("an app")
                .is_cached(),
            client
                .exchange(AppList::new())
                .await
                .expect("apps")
                .is_cached(),
            client.exchange(range).await.expect("apps").is_cached(),
            client
                .exchange(Raw::get("/example?a=1"))
                .await
                .expect("a thing")
                .is_cached(),
            client
                .exchange(Raw::get("/example?a=2"))
                .await
                .expect("a thing")
                .is_cached(),
        ];
        assert_eq!(answers, [round; 11]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_question_by_another_id_or_agent_is_the_same() {
    let world = unchanging();
    let (client, cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    let other = world
        .builder()
        .cache(cache.clone())
        .user_agent("other/1")
        .build();
    let other = other.expect("a client");
    assert!(
        other
            .exchange(AppInfo::new("example"))
            .await
            .expect("an app")
            .is_cached()
    );
    let stranger = world.builder().cache(cache).token("strange-token").build();
    let stranger = stranger.expect("a client");
    assert!(
        !stranger
            .exchange(AppInfo::new("example"))
            .await
            .expect("an app")
            .is_cached()
    );
}

#[tokio::test(start_paused = true)]
async fn pages_are_kept_each() {
    let world = World::by(|asked, _number| {
        let range = asked.header("range").unwrap_or("first");
        let tag = format!("\"{range}\"");
        if asked.header("if-none-match") == Some(&tag) {
            return status(304);
        }
        let page = status(206).header("etag", &tag).body(format!("[{APP}]"));
        match range {
            "first" => page.header("next-range", "second"),
            "second" => page.header("next-range", "third"),
            _ => page,
        }
    });
    let (client, _cache) = client(&world);
    for _ in 0..2 {
        let mut pages = client.list(AppList::new()).pages();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            count += page.expect("a page").len();
        }
        assert_eq!(count, 3);
    }
    assert_eq!(conditional(&world), [false, false, false, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_plain_question_is_neither_kept_nor_asked_after() {
    let world = World::new([tagged(KEEPS, APP)]);
    let (client, cache) = client(&world);
    client
        .send(AppUpdate::new("example"))
        .await
        .expect("an app");
    client.send(Raw::post("/x")).await.expect("a thing");
    client
        .send(Raw::new(http::Method::HEAD, "/x").discard())
        .await
        .expect("an answer");
    for name in ["if-none-match", "if-match", "if-modified-since", "if-range"] {
        let settings = Settings::new().header(name, "\"mine\"");
        client
            .send(AppInfo::new("example").with(settings))
            .await
            .expect("an app");
    }
    let settings = Settings::new().if_match("\"mine\"");
    client
        .send(AppInfo::new("example").with(settings))
        .await
        .expect("an app");
    assert_eq!(cache.size(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_has_no_tag_or_failed_is_not_kept() {
    let world = World::new([
        app(),
        status(404).header("etag", KEEPS).body("{}"),
        status(200).header("etag", KEEPS).body("{").torn(),
    ]);
    let builder = world.builder().no_retry();
    let cache = Cache::new(1 << 20);
    let client = builder.cache(cache.clone()).build().expect("a client");
    for _ in 0..3 {
        let _either_way = client.send(AppInfo::new("example")).await;
    }
    assert_eq!((cache.size(), conditional(&world)), (0, vec![false; 3]));
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_a_redirect_is_not_kept() {
    let moved = || status(302).header("location", "/apps/other");
    let world = World::new([moved(), tagged(KEEPS, APP), moved(), tagged(KEEPS, APP)]);
    let (client, cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!((cache.size(), conditional(&world)), (0, vec![false; 4]));
}

#[tokio::test(start_paused = true)]
async fn what_moved_meanwhile_is_not_asked_after_at_its_new_place() {
    let world = World::by(
        |asked, number| match (number, asked.header("if-none-match")) {
            (1, _) => tagged(KEEPS, APP),
            (2, _) => status(302).header("location", "/apps/other"),
            (_, Some(_)) => status(304),
            (_, None) => tagged(KEEPS, r#"{"name":"other"}"#),
        },
    );
    let (client, _cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    let response = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert_eq!(
        (response.value().name.as_str(), response.is_cached()),
        ("other", false)
    );
    assert_eq!(conditional(&world), [false, true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_304_nobody_asked_for_is_an_error() {
    let world = World::new([status(304).header("etag", KEEPS)]);
    let (client, cache) = client(&world);
    let error = client.send(AppInfo::new("example")).await.expect_err("304");
    assert!(error.is_not_modified());
    assert_eq!(
        (facts(&error).as_str(), cache.size()),
        ("Api 304, 1 try, sent", 0)
    );
    let settings = Settings::new().header("if-none-match", "\"mine\"");
    let error = client.send(AppInfo::new("example").with(settings)).await;
    assert!(error.expect_err("304").is_not_modified());
}

#[tokio::test(start_paused = true)]
async fn a_request_of_ones_own_is_answered_as_it_comes() {
    let world = unchanging();
    let (client, _cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    let request = client.prepare(&AppInfo::new("example")).expect("a request");
    let answer = client.execute(request).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let body = answer.into_body().collect(1000).await.expect("a body");
    assert_eq!(body, APP);
    assert_eq!(conditional(&world), [false, false]);
}

#[tokio::test(start_paused = true)]
async fn a_repeated_question_asks_after_what_is_kept_each_time() {
    let world = World::new([tagged(KEEPS, APP), lost(), status(503), status(304)]);
    let (client, _cache) = client(&world);
    client.send(AppInfo::new("example")).await.expect("an app");
    let response = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert!(response.is_cached());
    assert_eq!(response.attempts(), 3);
    assert_eq!(conditional(&world), [false, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_code_of_the_second_factor_makes_no_difference() {
    let world = World::by(|asked, number| {
        if number == 1 {
            crate::world::two_factor(None)
        } else if asked.header("if-none-match").is_some() {
            status(304)
        } else {
            tagged(KEEPS, APP)
        }
    });
    let (client, _cache) = client(&world);
    let client = client.with_two_factor("123456");
    client.send(AppInfo::new("example")).await.expect("an app");
    let response = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert!(response.is_cached());
}

#[tokio::test(start_paused = true)]
async fn a_cache_keeps_to_its_size_and_gives_up_what_was_used_least_recently() {
    let padding = "x".repeat(1000);
    let world = World::by(move |asked, _number| {
        let tag = format!("\"{}\"", asked.target);
        if asked.header("if-none-match") == Some(&tag) {
            return status(304);
        }
        tagged(&tag, &format!(r#"{{"name":"{padding}"}}"#))
    });
    let cache = Cache::new(10_000);
    let client = world
        .builder()
        .cache(cache.clone())
        .build()
        .expect("a client");
    let is_cached = async |name: &str| {
        let response = client.exchange(AppInfo::new(name)).await.expect("an app");
        assert!(cache.size() <= 10_000, "{}", cache.size());
        response.is_cached()
    };
    assert!(!is_cached("first").await && !is_cached("second").await);
    for number in 0..20 {
        assert!(!is_cached(&format!("other-{number}")).await);
        assert!(is_cached("first").await);
    }
    assert!(!is_cached("second").await);
    assert!(cache.size() > 5000, "{}", cache.size());
    cache.clear();
    assert_eq!(cache.size(), 0);
    assert!(!is_cached("first").await);
}

#[tokio::test(start_paused = true)]
async fn an_answer_larger_than_the_cache_is_not_kept_and_displaces_nothing() {
    let large = "x".repeat(5000);
    let world = World::by(move |asked, _number| {
        if asked.header("if-none-match").is_some() {
            return status(304);
        }
        let name = if asked.target == "/apps/large" {
            large.as_str()
        } else {
            "small"
        };
        tagged(KEEPS, &format!(r#"{{"name":"{name}"}}"#))
    });
    let cache = Cache::new(3000);
    let client = world
        .builder()
        .cache(cache.clone())
        .build()
        .expect("a client");
    client.send(AppInfo::new("small")).await.expect("an app");
    let size = cache.size();
    client.send(AppInfo::new("large")).await.expect("an app");
    assert_eq!(cache.size(), size);
    assert!(
        client
            .exchange(AppInfo::new("small"))
            .await
            .expect("an app")
            .is_cached()
    );
    let none = world
        .builder()
        .cache(Cache::new(0))
        .build()
        .expect("a client");
    none.send(AppInfo::new("small")).await.expect("an app");
    assert!(
        !none
            .exchange(AppInfo::new("small"))
            .await
            .expect("an app")
            .is_cached()
    );
}

#[tokio::test(start_paused = true)]
async fn a_cache_prints_nothing_of_what_it_keeps() {
    let world = World::new([tagged("\"canary-tag\"", r#"{"name":"canary-name"}"#)]);
    let (client, cache) = client(&world);
    client
        .send(AppInfo::new("canary-app"))
        .await
        .expect("an app");
    let printed = format!("{cache:?} {client:?}");
    assert!(
        printed.contains("answers: 1") && !printed.contains("canary"),
        "{printed}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_is_not_kept() {
    let hidden = r#"{"id":"not_found","message":"No such app."}"#;
    let (nonsense, hidden) = (tagged(KEEPS, "nonsense"), tagged(KEEPS, hidden));
    let world = World::new([nonsense.clone(), nonsense, hidden, tagged(KEEPS, APP)]);
    let (client, cache) = client(&world);
    for expected in ["Decode 200, 1 try, sent", "Decode 200, 1 try, sent"] {
        let error = client.send(AppInfo::new("example")).await;
        let error = error.expect_err("nonsense");
        assert_eq!(facts(&error), expected);
        assert_eq!((error.body().as_ref(), cache.size()), (&b"nonsense"[..], 0));
    }
    let error = client.send(AppInfo::new("example")).await;
    assert!(error.expect_err("no app").is_not_found());
    assert_eq!(cache.size(), 0);
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(conditional(&world), [false; 4]);
}

#[tokio::test(start_paused = true)]
async fn what_one_cannot_read_is_asked_for_anew_by_the_next() {
    let world = World::by(|asked, _number| match asked.header("if-none-match") {
        Some(_) => status(304),
        None => tagged(KEEPS, "[1]"),
    });
    let (client, _cache) = client(&world);
    client
        .send(Raw::get("/apps/example"))
        .await
        .expect("a list");
    let error = client.send(AppInfo::new("example")).await;
    assert_eq!(
        facts(&error.expect_err("no app")),
        "Decode 200, 1 try, sent"
    );
    client
        .send(Raw::get("/apps/example"))
        .await
        .expect("a list");
    assert_eq!(conditional(&world), [false, true, false]);
}

#[tokio::test(start_paused = true)]
async fn a_cache_keeps_a_copy_and_hands_it_out_without_another() {
    let world = unchanging();
    let (client, _cache) = client(&world);
    let mut places = Vec::new();
    let mut answers = Vec::new();
    for _ in 0..3 {
        let answer = client.exchange(AppInfo::new("example")).await;
        let answer = answer.expect("an app");
        places.push(answer.body().as_ptr());
        answers.push(answer);
    }
    assert_ne!(places[0], places[1]);
    assert_eq!(places[1], places[2]);
}
