//! Lists: complete, lazy, resumable, and never in circles.

mod support;

use heroku::app::AppList;
use heroku::release::ReleaseList;
use heroku::{Client, Cursor, ErrorKind, ListRange, Raw};
use heroku_fake::Fake;
use support::{Script, answer};

fn page(status: &str, next: Option<&str>, names: &[&str]) -> String {
    let items: Vec<_> = names
        .iter()
        .map(|name| format!(r#"{{"name":"{name}"}}"#))
        .collect();
    let headers: Vec<_> = next.iter().map(|next| ("Next-Range", *next)).collect();
    answer(status, &headers, &format!("[{}]", items.join(",")))
}

fn names(apps: impl Iterator<Item = Result<heroku::app::App, heroku::Error>>) -> Vec<String> {
    apps.map(|app| app.expect("an app").name).collect()
}

fn ranges(script: &Script) -> Vec<Option<String>> {
    let received = script.received();
    received
        .iter()
        .map(|request| request.header("range").map(str::to_owned))
        .collect()
}

#[test]
fn a_list_follows_next_range_on_206_and_on_200() {
    let script = Script::new([
        page("206 Partial Content", Some("name ]b..; max=2"), &["a", "b"]),
        page("200 OK", Some("name ]d..; max=2"), &["c", "d"]),
        page("200 OK", None, &["e"]),
    ]);
    let request = AppList::new().range(ListRange::by("name").max(2));
    assert_eq!(
        names(script.client().list(request)),
        ["a", "b", "c", "d", "e"]
    );
    let expected = ["name ..; max=2", "name ]b..; max=2", "name ]d..; max=2"];
    assert_eq!(
        ranges(&script),
        expected.map(|range| Some(range.to_owned()))
    );
}

#[test]
fn a_list_fetches_nothing_before_an_item_is_taken_and_nothing_beyond_max() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]b..;"), &["a", "b"]),
        page("206 Partial Content", Some("id ]d..;"), &["c", "d"]),
    ]);
    let client = script.client();
    let list = client.list(AppList::new());
    assert!(script.received().is_empty());
    assert_eq!(names(list.max(2)), ["a", "b"]);
    assert_eq!(script.received().len(), 1);
    assert_eq!(
        names(client.list(AppList::new()).max(0)),
        Vec::<String>::new()
    );
    assert_eq!(script.received().len(), 1);
}

#[test]
fn a_list_in_circles_gives_each_page_and_ends_with_an_error() {
    let answers = [
        page("206 Partial Content", Some("id ]b..;"), &["a", "b"]),
        page("206 Partial Content", Some("id ]b..;"), &["c", "d"]),
    ];
    let script = Script::new(answers);
    let mut list = script.client().list(AppList::new());
    for name in ["a", "b", "c", "d"] {
        assert_eq!(list.next().expect("an item").expect("an app").name, name);
    }
    let error = list.next().expect("an error").expect_err("a circle");
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert!(error.to_string().contains("id ]b..;"), "{error}");
    assert!(list.next().is_none());
    assert_eq!(script.received().len(), 2);
}

#[test]
fn a_list_that_leads_back_to_where_it_was_resumed_is_a_circle() {
    let script = Script::new([page("206 Partial Content", Some("id ]a..;"), &["b"])]);
    let mut list = script
        .client()
        .list(AppList::new())
        .resume(Cursor::new("id ]a..;"));
    assert_eq!(list.next().expect("an item").expect("an app").name, "b");
    let error = list.next().expect("an error").expect_err("a circle");
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[test]
fn an_error_ends_a_list_and_the_cursor_takes_it_up_again() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        answer("503 Service Unavailable", &[], ""),
        page("200 OK", None, &["b"]),
    ]);
    let client = script.client();
    let mut list = client.list(AppList::new());
    assert_eq!(list.next().expect("an item").expect("an app").name, "a");
    assert!(list.next().expect("an error").is_err());
    assert!(list.next().is_none());
    let cursor = list.cursor().expect("a cursor").clone();
    let mut rest = client.list(AppList::new()).resume(cursor);
    assert_eq!(rest.next().expect("an item").expect("an app").name, "b");
    assert!(rest.next().is_none());
    let expected = [
        None,
        Some("id ]a..;".to_owned()),
        Some("id ]a..;".to_owned()),
    ];
    assert_eq!(ranges(&script), expected);
}

#[test]
fn a_cursor_that_was_lost_does_not_start_the_list_again() {
    let script = Script::new([] as [&str; 0]);
    for cursor in ["", " ", "id ]a..;\nX-Evil: 1"] {
        let mut list = script
            .client()
            .list(AppList::new())
            .resume(Cursor::new(cursor));
        let error = list.next().expect("an error").expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.to_string().contains("cursor"), "{error}");
    }
}

#[test]
fn the_cursor_of_items_never_skips_one() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]b..;"), &["a", "b"]),
        page("200 OK", None, &["c"]),
    ]);
    let mut list = script.client().list(AppList::new());
    assert_eq!(list.cursor(), None);
    assert_eq!(list.next().expect("an item").expect("an app").name, "a");
    assert_eq!(list.cursor(), None);
    assert_eq!(list.next().expect("an item").expect("an app").name, "b");
    assert_eq!(list.cursor().map(Cursor::as_str), Some("id ]b..;"));
    assert_eq!(names(list), ["c"]);
}

#[tokio::test]
async fn passing_over_errors_does_not_ask_without_end() {
    let refusals = vec![answer("401 Unauthorized", &[], ""); 5];
    let script = Script::new(refusals);
    let client = script.builder().build().expect("a client");
    let mut list = client.list(AppList::new());
    assert!(list.next().await.expect("an error").is_err());
    assert!(list.next().await.is_none());
    assert_eq!(script.received().len(), 1);
}

#[test]
fn a_walk_goes_on_where_another_one_stopped() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        page("200 OK", None, &["b"]),
    ]);
    let client = script.client();
    let mut pages = client.list(AppList::new()).pages();
    assert_eq!(pages.next().expect("a page").expect("a page").len(), 1);
    let stored = pages.cursor().expect("a cursor").as_str().to_owned();
    let rest = client.list(AppList::new()).resume(Cursor::new(stored));
    assert_eq!(names(rest), ["b"]);
}

#[test]
fn raw_lists_walk_too() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        page("200 OK", None, &["b"]),
    ]);
    let items = script
        .client()
        .list(Raw::get("/unknown").pages::<serde_json::Value>())
        .all();
    assert_eq!(items.expect("all items").len(), 2);
}

#[tokio::test]
async fn the_asynchronous_list_walks_the_same_pages() {
    let fake = Fake::new();
    fake.seed_apps(450);
    let client = Client::builder()
        .transport(fake)
        .token("token")
        .build()
        .expect("a client");
    let page = client.send(AppList::new()).await.expect("a page");
    assert_eq!((page.len(), page.has_more()), (200, true));
    let all = client.list(AppList::new()).all().await.expect("all apps");
    assert_eq!(all.len(), 450);
    let mut pages = client.list(AppList::new()).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.expect("a page").len());
    }
    assert_eq!(sizes, [200, 200, 50]);
    let by_name = AppList::new().range(ListRange::by("name").descending().max(1000));
    let names: Vec<_> = client.list(by_name).all().await.expect("all apps");
    assert!(names.windows(2).all(|pair| pair[0].name > pair[1].name));
}

#[test]
fn ranges_have_the_full_grammar() {
    for (range, text) in [
        (ListRange::new(), ".."),
        (ListRange::by("name"), "name .."),
        (ListRange::new().max(10), "..; max=10"),
        (ListRange::by("id").from("a").until("b"), "id a..b"),
        (
            ListRange::by("id").after("a").before("b").max(5),
            "id ]a..b[; max=5",
        ),
        (ListRange::by("id").after("").before(""), "id .."),
        (
            ListRange::by("version").descending(),
            "version ..; order=desc",
        ),
        (
            ListRange::by("version").ascending(),
            "version ..; order=asc",
        ),
        (
            ListRange::by("version").max(10).descending(),
            "version ..; max=10, order=desc",
        ),
    ] {
        assert_eq!(range.to_string(), text);
    }
}

#[test]
fn ranges_that_break_the_grammar_are_refused() {
    let client = Client::builder().build().expect("a client");
    for range in [
        ListRange::by("name").max(0),
        ListRange::by("na me"),
        ListRange::by("name; max=1"),
        ListRange::by("name").from("a..b"),
        ListRange::by("name").from("a."),
        ListRange::by("name").until(".a"),
        ListRange::by("name").from("]a"),
        ListRange::by("name").until("a["),
        ListRange::by("name").from(" a"),
        ListRange::by("name").until("a "),
        ListRange::new().from("a b"),
        ListRange::by("name").from("a\r\nX-Evil: 1"),
        ListRange::by("name").until("é\u{0}"),
    ] {
        let error = client
            .prepare(&ReleaseList::new("example").range(range))
            .expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Request);
    }
}

#[test]
fn a_list_that_failed_is_resumed_itself() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        answer("503 Service Unavailable", &[], ""),
        page("200 OK", None, &["b"]),
    ]);
    let mut list = script.client().list(AppList::new());
    assert_eq!(list.next().expect("an item").expect("an app").name, "a");
    assert!(list.next().expect("an error").is_err());
    let cursor = list.cursor().expect("a cursor").clone();
    assert_eq!(names(list.resume(cursor)), ["b"]);
}

#[test]
fn a_list_is_resumed_where_it_has_been_before() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        page("206 Partial Content", Some("id ]b..;"), &["b"]),
        // The last page, so that none is asked for ahead.
        page("200 OK", None, &["c", "d"]),
        page("206 Partial Content", Some("id ]b..;"), &["b"]),
        page("200 OK", None, &["c"]),
    ]);
    let mut list = script.client().list(AppList::new());
    for name in ["a", "b", "c"] {
        assert_eq!(list.next().expect("an item").expect("an app").name, name);
    }
    assert_eq!(names(list.resume(Cursor::new("id ]a..;"))), ["b", "c"]);
}

#[tokio::test]
async fn the_asynchronous_list_is_resumed_in_the_same_way() {
    let script = Script::new([
        page("206 Partial Content", Some("id ]a..;"), &["a"]),
        answer("503 Service Unavailable", &[], ""),
        page("206 Partial Content", Some("id ]c..;"), &["b", "c"]),
        // Once ahead, while `b` is taken, and once for whoever resumes.
        page("200 OK", None, &["d"]),
        page("200 OK", None, &["d"]),
    ]);
    let client = script.builder().build().expect("a client");
    let mut list = client.list(AppList::new());
    assert_eq!(
        list.next().await.expect("an item").expect("an app").name,
        "a"
    );
    assert!(list.next().await.expect("an error").is_err());
    let cursor = list.cursor().expect("a cursor").clone();
    let mut list = list.resume(cursor);
    assert_eq!(
        list.next().await.expect("an item").expect("an app").name,
        "b"
    );
    let rest = list.resume(Cursor::new("id ]c..;")).all().await;
    let rest: Vec<_> = rest
        .expect("the rest")
        .into_iter()
        .map(|app| app.name)
        .collect();
    assert_eq!(rest, ["d"]);
}
