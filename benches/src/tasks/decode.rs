//! Decoding one app, and a page of a thousand.

use std::hint::black_box;

use heroku::Request;
use heroku::app::{App, AppInfo, AppList};

use super::task::{Repeat, Task, Way, repeat, repeat_async};
use crate::at_once::AtOnce;
use crate::by_hand::models;
use crate::catalogue;

/// One app, also by what reads models from anything; a page as [`Request::from_http`] reads it; a
/// page as the items of a list are taken.
pub const TASKS: &[Task] = &[
    Task {
        name: "decode/app",
        ways: &[
            Way::new("heroku", app),
            Way::new("heroku, by serde", app_by_serde),
        ],
        reference: Way::new("by hand", app_by_hand),
        repeats: 1000,
    },
    Task {
        name: "decode/page of 1000",
        ways: &[Way::new("heroku", page)],
        reference: Way::new("by hand", page_by_hand),
        repeats: 10,
    },
    Task {
        name: "decode/list of 1000",
        ways: &[Way::new("heroku", list)],
        reference: Way::new("by hand", page_by_hand),
        repeats: 10,
    },
];

fn app() -> Repeat {
    let text = AtOnce::new(catalogue::app(1));
    repeat(move || {
        let app = AppInfo::from_http(text.answer()).expect("an app");
        app.into_value()
    })
}

fn app_by_serde() -> Repeat {
    let text = catalogue::app(1);
    repeat(move || {
        let app: App = serde_json::from_slice(black_box(text.as_bytes())).expect("an app");
        app
    })
}

fn app_by_hand() -> Repeat {
    let text = AtOnce::new(catalogue::app(1));
    repeat(move || {
        let answer = text.answer();
        let app: models::App = serde_json::from_slice(answer.body()).expect("an app");
        app
    })
}

fn page() -> Repeat {
    let whole = whole_page();
    repeat(move || {
        let page = AppList::from_http(whole.answer()).expect("a page");
        checked(page.into_value().into_items());
    })
}

fn page_by_hand() -> Repeat {
    let whole = whole_page();
    repeat(move || {
        let answer = whole.answer();
        let apps: Vec<models::App> = serde_json::from_slice(answer.body()).expect("a page");
        checked(apps);
    })
}

fn list() -> Repeat {
    let client = whole_page().client().build().expect("a client");
    repeat_async(async move || {
        let mut apps = client.list(AppList::new());
        let mut count = 0;
        while let Some(app) = apps.next().await {
            black_box(app.expect("an app"));
            count += 1;
        }
        assert_eq!(count, catalogue::PAGE);
    })
}

/// The whole page, each app of which was taken.
fn checked<T>(apps: Vec<T>) {
    let count = apps.into_iter().map(black_box).count();
    assert_eq!(count, catalogue::PAGE);
}

fn whole_page() -> AtOnce {
    AtOnce::new(catalogue::page(0..catalogue::PAGE))
}
