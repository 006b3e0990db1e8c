//! A whole call but for the network.

use std::hint::black_box;

use heroku::app::AppInfo;

use super::request::{APP, info_by_hand};
use super::task::{Repeat, Task, Way, repeat, repeat_async};
use crate::at_once::AtOnce;
use crate::by_hand::models::App;
use crate::catalogue;

/// One app asked for, with retries, rate budget, time limits and errors on. By hand a request is
/// built and an answer decoded, and there is nothing between: what the client does beyond that is
/// the difference.
pub const TASKS: &[Task] = &[Task {
    name: "call",
    ways: &[Way::new("heroku", call)],
    reference: Way::new("by hand", call_by_hand),
    repeats: 1000,
}];

fn call() -> Repeat {
    let client = AtOnce::new(catalogue::app(1))
        .client()
        .build()
        .expect("a client");
    repeat_async(async move || {
        let request = AppInfo::new(black_box(APP));
        client.send(request).await.expect("an app")
    })
}

fn call_by_hand() -> Repeat {
    let transport = AtOnce::new(catalogue::app(1));
    repeat(move || {
        black_box(info_by_hand(black_box(APP)));
        let answer = transport.answer();
        assert!(answer.status().is_success());
        let app: App = serde_json::from_slice(answer.body()).expect("an app");
        app
    })
}
