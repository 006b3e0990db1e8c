//! What it costs that a call is told, and that no secret is.

use std::fmt::Write;
use std::hint::black_box;

use heroku::app::AppInfo;
use heroku::config_var::ConfigVarInfoForApp;
use heroku::{Builder, Client};
use serde_json::{Map, Value};
use tracing::dispatcher::{Dispatch, set_default};

use super::request::APP;
use super::task::{Repeat, Task, Way, repeat_async};
use crate::at_once::AtOnce;
use crate::catalogue;
use crate::listener::Listener;

/// A call with the debug dump, and with the log; and config vars, none of which is shown, beside
/// printing them as they are.
pub const TASKS: &[Task] = &[
    Task {
        name: "redaction/call",
        ways: &[Way::new("dumped", dumped), Way::new("logged", logged)],
        reference: Way::new("neither", neither),
        repeats: 1000,
    },
    Task {
        name: "redaction/config vars",
        ways: &[Way::new("dumped", vars_dumped)],
        reference: Way::new("printed as they are", vars_printed),
        repeats: 1000,
    },
];

fn neither() -> Repeat {
    repeat_call(AtOnce::new(catalogue::app(1)).client())
}

fn dumped() -> Repeat {
    repeat_call(AtOnce::new(catalogue::app(1)).client().dump(print))
}

fn logged() -> Repeat {
    let mut calls = neither();
    let listener = Dispatch::new(Listener);
    Box::new(move |times| {
        let _listening = set_default(&listener);
        calls(times);
    })
}

fn repeat_call(builder: Builder) -> Repeat {
    let client = builder.build().expect("a client");
    repeat_async(async move || {
        let app = client.send(AppInfo::new(black_box(APP))).await;
        app.expect("an app")
    })
}

fn vars_dumped() -> Repeat {
    let client = AtOnce::new(vars()).client().dump(print).build();
    let client = client.expect("a client");
    repeat_async(async move || vars_of(&client).await)
}

fn vars_printed() -> Repeat {
    let transport = AtOnce::new(vars());
    let client = transport.clone().client().build().expect("a client");
    repeat_async(async move || {
        let request = ConfigVarInfoForApp::new(APP);
        let request = client.prepare(&request).expect("a name fits into a path");
        print(&format!("> {} {}\n", request.method(), request.uri()));
        vars_of(&client).await;
        let answer = transport.answer();
        let mut text = format!("< {}\n", answer.status());
        for (name, value) in answer.headers() {
            writeln!(text, "< {name}: {value:?}").expect("a text takes all");
        }
        text.push_str(&String::from_utf8_lossy(answer.body()));
        print(&text);
    })
}

async fn vars_of(client: &Client) -> usize {
    let vars = client.send(ConfigVarInfoForApp::new(black_box(APP))).await;
    vars.expect("config vars").len()
}

/// Forty config vars, as an app of some age has them.
fn vars() -> String {
    let vars: Map<String, Value> = (0..40)
        .map(|number| (format!("SECRET_{number}"), catalogue::id(number).into()))
        .collect();
    Value::from(vars).to_string()
}

fn print(text: &str) {
    black_box(text);
}
