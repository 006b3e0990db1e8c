//! Walks of lists: what is fetched ahead, what is read when, and what an unreadable item does.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::AppList;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Cursor, Drift, Error, ErrorKind, RatePolicy, Raw, Value};
use serde::Deserialize;

use crate::facts::facts;
use crate::world::{Reply, World, lost, silence, status};

/// Pages of two apps, `a0` and `a1` on the first one, as many as there are.
fn pages(count: usize) -> World {
    World::by(move |asked, _number| page(asked.header("range"), count))
}

/// The page that a range asks for.
fn page(range: Option<&str>, count: usize) -> Reply {
    page_of(range, count, "")
}

/// The page that a range asks for, where ranges end in `options`.
fn page_of(range: Option<&str>, count: usize, options: &str) -> Reply {
    let range = range.map(|range| range.strip_suffix(options).expect("the options"));
    let number = range.map_or(0, |range| range.parse().expect("a number"));
    let first = number * 2;
    let body = format!(r#"[{{"name":"a{first}"}}, {{"name":"a{}"}}]"#, first + 1);
    if number + 1 == count {
        status(200).body(body)
    } else {
        let next = format!("{}{options}", number + 1);
        status(206).header("next-range", &next).body(body)
    }
}

async fn name(list: &mut heroku::List<AppList>) -> Option<Result<String, Error>> {
    Some(list.next().await?.map(|app| app.name))
}

async fn settle() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

#[tokio::test(start_paused = true)]
async fn one_page_is_fetched_ahead_from_the_first_item_on() {
    let world = pages(4);
    let mut list = world.client().list(AppList::new());
    settle().await;
    assert_eq!(world.count(), 0);
    for (item, pages) in [
        (0, 2),
        (1, 2),
        (2, 3),
        (3, 3),
        (4, 4),
        (5, 4),
        (6, 4),
        (7, 4),
    ] {
        let name = name(&mut list).await.expect("an item").expect("an app");
        assert_eq!(name, format!("a{item}"));
        settle().await;
        assert_eq!(world.count(), pages, "behind item {item}");
    }
    assert!(list.next().await.is_none());
    assert_eq!(world.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_under_way_while_an_item_is_worked_on() {
    let world =
        World::by(|asked, _number| page(asked.header("range"), 3).after(Duration::from_secs(10)));
    let started = tokio::time::Instant::now();
    let mut list = world.client().list(AppList::new());
    while let Some(app) = list.next().await {
        app.expect("an app");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    // The first page is waited for; what the others take is the time of the work.
    assert_eq!(started.elapsed(), Duration::from_secs(10 + 6 * 5));
}

#[tokio::test]
async fn the_request_for_the_next_page_has_left_when_the_first_item_is_given() {
    // The walk never waits, so nothing else would let a single thread send it.
    let world = pages(2);
    let mut list = world.client().list(AppList::new());
    list.next().await.expect("an item").expect("an app");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_beyond_max() {
    let pages_needed = [0, 1, 1, 2, 2, 3, 3, 3, 3].into_iter().enumerate();
    // The server may tell how many items a page has, which may have fewer.
    let options = [
        "",
        "; max=2",
        "; max=3, order=desc",
        "; order=desc, max=200",
    ];
    for ((max, pages_needed), options) in
        pages_needed.flat_map(|needed| options.map(|options| (needed, options)))
    {
        let world = World::by(move |asked, _number| page_of(asked.header("range"), 3, options));
        let mut list = world.client().list(AppList::new()).max(max);
        let mut items = 0;
        while let Some(app) = list.next().await {
            app.expect("an app");
            items += 1;
            settle().await;
        }
        assert_eq!(
            (items, world.count()),
            (max.min(6), pages_needed),
            "of {max}, where ranges end in `{options}`"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_never_fetched_ahead() {
    let world = pages(3);
    let mut pages = world.client().list(AppList::new()).pages();
    for count in 1..=3 {
        assert_eq!(
            pages.next().await.expect("a page").expect("a page").len(),
            2
        );
        settle().await;
        assert_eq!(world.count(), count);
    }
    assert!(pages.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_page_that_was_fetched_ahead_and_failed_is_told_behind_the_items_before_it() {
    let world = World::by(|asked, _number| match asked.header("range") {
        None => page(None, 3),
        Some(_) => status(403).body(r#"{"id":"forbidden","message":"No."}"#),
    });
    let mut list = world.client().list(AppList::new());
    for item in ["a0", "a1"] {
        assert_eq!(
            name(&mut list).await.expect("an item").expect("an app"),
            item
        );
        settle().await;
    }
    assert_eq!(list.cursor().map(Cursor::as_str), Some("1"));
    let error = name(&mut list)
        .await
        .expect("an error")
        .expect_err("refused");
    assert_eq!(facts(&error), "Api 403, 1 try, sent");
    assert!(list.next().await.is_none());
    assert_eq!(list.cursor().map(Cursor::as_str), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn a_page_ahead_is_retried_as_any_other() {
    let world = World::by(|asked, number| match number {
        2 => lost(),
        _ => page(asked.header("range"), 2),
    });
    let apps = world.client().list(AppList::new()).all().await;
    assert_eq!(apps.expect("all apps").len(), 4);
    assert_eq!(world.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_page_ahead_counts_against_the_rate_budget() {
    let world = World::by(|asked, number| {
        let left = if number == 1 { "1" } else { "0" };
        page(asked.header("range"), 4).header("ratelimit-remaining", left)
    });
    let builder = world.builder().rate(RatePolicy::Fail);
    let client = builder.build().expect("a client");
    let mut list = client.list(AppList::new());
    list.next().await.expect("an item").expect("an app");
    settle().await;
    assert_eq!(client.rate_limit().map(|rate| rate.remaining), Some(1));
    for _ in 0..3 {
        list.next().await.expect("an item").expect("an app");
    }
    settle().await;
    assert_eq!(world.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_page_ahead_that_got_no_answer_is_asked_for_again_when_it_is_needed() {
    let world = World::by(|asked, number| match number {
        2 => lost(),
        _ => page(asked.header("range"), 2),
    });
    let client = world.builder().no_retry().build().expect("a client");
    let apps = client.list(AppList::new()).all().await;
    assert_eq!(apps.expect("all apps").len(), 4);
    assert_eq!(world.count(), 3);
    let world = World::by(|asked, number| match number {
        1 => page(asked.header("range"), 2),
        _ => lost(),
    });
    let client = world.builder().no_retry().build().expect("a client");
    let mut list = client.list(AppList::new());
    for _ in 0..2 {
        list.next().await.expect("an item").expect("an app");
    }
    let error = list.next().await.expect("an error").expect_err("lost");
    assert_eq!(facts(&error), "Transport, 1 try, sent");
    assert_eq!(world.count(), 3);
    assert_eq!(list.cursor().map(Cursor::as_str), Some("1"));
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

#[test]
fn a_list_goes_on_in_another_runtime_when_that_of_the_page_ahead_is_gone() {
    let world = pages(3);
    let mut list = world.client().list(AppList::new());
    for item in 0..6 {
        let name = runtime().block_on(name(&mut list));
        let name = name.expect("an item").expect("an app");
        assert_eq!(name, format!("a{item}"));
    }
    assert!(runtime().block_on(list.next()).is_none());
    assert_eq!(world.count(), 3);
}

#[test]
fn a_list_does_not_wait_for_a_runtime_that_nobody_drives() {
    let world = World::by(|asked, _number| page(asked.header("range"), 3));
    let client = world.builder().timeout(None).attempt_timeout(None);
    let mut list = client.build().expect("a client").list(AppList::new());
    let runtime = runtime();
    let _entered = runtime.enter();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut items = 0;
    for _ in 0..100 {
        let next = std::pin::pin!(list.next()).poll(&mut context);
        if let std::task::Poll::Ready(next) = next {
            let Some(app) = next else { break };
            app.expect("an app");
            items += 1;
        }
    }
    assert_eq!(items, 6);
}

#[tokio::test(start_paused = true)]
async fn who_stops_within_a_page_gives_up_the_page_ahead() {
    let world = World::by(|asked, number| match number {
        1 => page(asked.header("range"), 3).header("ratelimit-remaining", "100"),
        _ => silence(),
    });
    let client = world.client();
    let mut list = client.list(AppList::new());
    list.next().await.expect("an item").expect("an app");
    assert_eq!(client.rate_limit().map(|rate| rate.in_flight), Some(1));
    drop(list);
    settle().await;
    assert_eq!(client.rate_limit().map(|rate| rate.in_flight), Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_resumed_list_does_not_take_the_page_that_was_under_way() {
    let world = pages(4);
    let mut list = world.client().list(AppList::new());
    list.next().await.expect("an item").expect("an app");
    let mut list = list.resume(Cursor::new("3"));
    assert_eq!(
        name(&mut list).await.expect("an item").expect("an app"),
        "a6"
    );
}

#[test]
fn the_blocking_list_fetches_ahead_too() {
    let world = pages(4);
    let client = world.builder().build_blocking().expect("a client");
    let mut list = client.list(AppList::new());
    list.next().expect("an item").expect("an app");
    let ahead = || world.count() == 2;
    let patience = std::time::Instant::now() + Duration::from_secs(20);
    while !ahead() && std::time::Instant::now() < patience {
        std::thread::yield_now();
    }
    assert_eq!(world.count(), 2);
    assert_eq!(list.count(), 7);
    assert_eq!(world.count(), 4);
}

#[test]
fn the_blocking_list_fetches_nothing_beyond_max() {
    for (max, pages_needed) in [(1, 1), (2, 1), (3, 2)] {
        let world = pages(3);
        let client = world.builder().build_blocking().expect("a client");
        assert_eq!(client.list(AppList::new()).max(max).count(), max);
        drop(client);
        assert_eq!(world.count(), pages_needed, "of {max}");
    }
}

/// A page whose second item cannot be read: an app has no list of names.
const HALF_READABLE: &str = r#"[{"name":"a0"}, {"name":["a1"]}, {"name":"a2"}]"#;

#[tokio::test(start_paused = true)]
async fn items_before_an_unreadable_one_are_given_and_the_cursor_leads_back_to_its_page() {
    let world = World::by(|asked, _number| match asked.header("range") {
        None => page(None, 3),
        Some("1") => status(206).header("next-range", "2").body(HALF_READABLE),
        Some(_) => page(Some("2"), 3),
    });
    let mut list = world.client().list(AppList::new());
    for item in ["a0", "a1"] {
        assert_eq!(
            name(&mut list).await.expect("an item").expect("an app"),
            item
        );
    }
    assert_eq!(
        name(&mut list).await.expect("an item").expect("an app"),
        "a0"
    );
    let error = name(&mut list)
        .await
        .expect("an error")
        .expect_err("unreadable");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.json_path(), Some("[1].name"));
    assert!(list.next().await.is_none());
    assert_eq!(list.cursor().map(Cursor::as_str), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_item_is_told_as_if_the_page_was_read_at_once() {
    let long = format!("[{}{{\"name\":[1]}}]", "{\"name\":\"a\"},\n".repeat(100));
    for body in [
        HALF_READABLE,
        &long,
        "[{}, ",
        "[{}}",
        "[{}] x",
        "{}, {}",
        "7",
        "[7]",
    ] {
        let world = World::new([status(200).body(body)]);
        let whole = world.client().send(AppList::new()).await;
        let whole = whole.expect_err("unreadable");
        let walked = world.client().list(AppList::new()).all().await;
        let walked = walked.expect_err("unreadable");
        assert_eq!(without_id(&walked), without_id(&whole), "{body}");
        assert_eq!(walked.json_path(), whole.json_path(), "{body}");
        assert_eq!(walked.body(), whole.body(), "{body}");
        // A list that is no JSON is so for any reader, and in the same place.
        if !body.starts_with('[') || serde_json::from_str::<Value>(body).is_ok() {
            continue;
        }
        let strictly = Raw::get("/apps").decode::<Vec<Value>>();
        let strictly = world.client().send(strictly).await;
        let strictly = strictly.expect_err("no JSON");
        assert_eq!(
            without_id(&strictly).strip_prefix("Raw"),
            without_id(&whole).strip_prefix("AppList"),
            "{body}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn items_before_a_break_are_given_however_many_are_wanted() {
    for max in [2, 5, usize::MAX] {
        for body in [
            r#"[{"name":"a"},{"name":"b"}"#,
            r#"[{"name":"a"},{"name":"b"}] x"#,
        ] {
            let world = World::new([status(200).body(body)]);
            let mut list = world.client().list(AppList::new()).max(max);
            for item in ["a", "b"] {
                let name = name(&mut list).await.expect("an item");
                assert_eq!(name.expect("an app"), item, "{body} up to {max}");
            }
            match list.next().await {
                None => assert_eq!(max, 2),
                Some(item) => {
                    let error = item.expect_err("a break");
                    assert_eq!(error.kind(), ErrorKind::Decode);
                }
            }
        }
    }
}

fn without_id(error: &Error) -> String {
    let text = error.to_string();
    let end = text.find("(request").unwrap_or(text.len());
    text[..end].to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_page_of_any_form_is_walked_as_it_is_read_at_once() {
    let bodies = [
        "[]",
        "null",
        "{}",
        "\u{feff} [ {\"name\":\"a\"} ] ",
        "[null]",
        "[{\"name\":\"a\"},null,{\"name\":null}]",
        "[{\"name\":\"a\",\"name\":\"b\"}]",
    ];
    for body in bodies {
        let world = World::new([status(200).body(body)]);
        let page = world.client().send(AppList::new()).await.expect("a page");
        let all = world.client().list(AppList::new()).all().await;
        assert_eq!(all.expect("all apps"), page.into_items(), "{body}");
    }
}

/// A transport whose answers are these bytes, text or not.
#[derive(Clone)]
struct Bytes(&'static [u8]);

impl Transport for Bytes {
    fn exchange(&self, _request: http::Request<Body>) -> Exchange {
        let answer = http::Response::new(self.0.to_vec().into());
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// What a client was told of drift.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<Drift>>>);

impl Heard {
    fn listen(&self, builder: heroku::Builder) -> Client {
        let heard = Arc::clone(&self.0);
        let hook = move |drift: &Drift| heard.lock().expect("what drifted").push(drift.clone());
        builder.on_drift(hook).build().expect("a client")
    }

    /// What was told of names and whole answers since the last time.
    fn told(&self) -> Vec<String> {
        let told = std::mem::take(&mut *self.0.lock().expect("what drifted"));
        let told = told.iter().filter(|one| matches!(one.field, "" | "name"));
        told.map(ToString::to_string).collect()
    }
}

#[tokio::test]
async fn what_is_no_text_is_refused_with_the_place() {
    let bytes = Bytes(b"[{\"name\":\"a\"},\n{\"name\":\"\xff\"}]");
    let client = Client::builder().transport(bytes).build();
    let client = client.expect("a client");
    let whole = client.send(AppList::new()).await.expect_err("no text");
    let walked = client.list(AppList::new()).all().await;
    let walked = walked.expect_err("no text");
    let problem = "no UTF-8 (line 2, column 10)";
    assert!(whole.to_string().contains(problem), "{whole}");
    assert_eq!(without_id(&walked), without_id(&whole));
}

#[tokio::test(start_paused = true)]
async fn drift_is_told_once_a_page_however_its_items_are_taken() {
    let heard = Heard::default();
    let body = format!("[{}]", ["{\"name\":null}"; 20].join(","));
    let world = World::new([status(200).body(body)]);
    let client = heard.listen(world.builder());
    client.list(AppList::new()).all().await.expect("all apps");
    assert_eq!(heard.told(), ["App.name is null (20 times)"]);
    let mut list = client.list(AppList::new()).max(5);
    while let Some(app) = list.next().await {
        app.expect("an app");
    }
    drop(list);
    assert_eq!(heard.told(), ["App.name is null (5 times)"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_off_about_a_list_as_such_is_told_alike_however_it_is_taken() {
    for body in ["[null,null]", "[null,[]]", "[[],null]", "{}", "null"] {
        let heard = Heard::default();
        let client = heard.listen(World::new([status(200).body(body)]).builder());
        client.send(AppList::new()).await.expect("a page");
        let whole = heard.told();
        assert_eq!(whole.len(), 1, "{body}: {whole:?}");
        client.list(AppList::new()).all().await.expect("all apps");
        assert_eq!(heard.told(), whole, "{body}");
    }
}

/// An app of which only the name is wanted.
#[derive(Debug, PartialEq, Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[tokio::test(start_paused = true)]
async fn unread_pages_are_read_as_what_borrows_from_them() {
    let world = pages(2);
    let mut unread = world.client().list(AppList::new()).unread();
    let mut names = Vec::new();
    while let Some(page) = unread.next().await {
        let page = page.expect("a page");
        for app in page.read::<Named>().expect("apps") {
            assert!(matches!(app.name, Cow::Borrowed(_)));
            names.push(app.name.into_owned());
        }
        assert_eq!(page.has_more(), unread.cursor().is_some());
        assert_eq!(page.next(), unread.cursor());
        assert!(!format!("{page:?}").contains("a0"));
    }
    assert_eq!(names, ["a0", "a1", "a2", "a3"]);
    assert_eq!(world.count(), 2);
}

#[test]
fn unread_pages_walk_in_the_blocking_client_too() {
    let world = pages(3);
    let client = world.builder().build_blocking().expect("a client");
    let unread = client.list(AppList::new()).unread();
    let sizes = unread.map(|page| page.expect("a page").read::<Named>().expect("apps").len());
    assert_eq!(sizes.collect::<Vec<_>>(), [2, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_unread_page_that_is_not_as_its_type_says_is_refused_with_the_place() {
    let world = World::new([status(200).body(HALF_READABLE)]);
    let mut unread = world.client().list(AppList::new()).unread();
    let page = unread.next().await.expect("a page").expect("a page");
    let error = page.read::<Named>().expect_err("no name");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.json_path(), Some("[1]"));
    let [id] = error.request_ids()[..] else {
        panic!("one id: {error:?}")
    };
    assert_eq!(world.asked()[0].header("request-id"), Some(id));
    assert_eq!(error.attempts(), 1);
    let client = Client::builder().transport(Bytes(b"[\"\xff\"]"));
    let mut unread = client
        .build()
        .expect("a client")
        .list(AppList::new())
        .unread();
    let page = unread.next().await.expect("a page").expect("a page");
    let error = page.read::<Named>().expect_err("no text");
    assert!(error.to_string().contains("no UTF-8"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn raw_requests_are_walked_item_by_item() {
    let world = pages(3);
    let request = Raw::get("/unknown").pages::<serde_json::Value>();
    let mut list = world.client().list(request);
    list.next().await.expect("an item").expect("a value");
    assert_eq!(world.count(), 2);
    assert_eq!(list.all().await.expect("the rest").len(), 5);
}
