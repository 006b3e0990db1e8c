//! What becomes a line.

use super::logplex::{Act, End, Form, Logplex};
use super::{collect, log};
use heroku::log_session::LogSessionCreate;

async fn lines_of(content_type: &'static str, text: &'static str) -> Vec<String> {
    let said = Act::Say(content_type, text, End::Clean);
    let logplex = Logplex::new(Form::Text, &[]).acts([said]);
    let mut logs = logplex.client().logs(LogSessionCreate::new("example-app"));
    let lines = collect(&mut logs).await.expect("the log");
    assert_eq!(logplex.streams().len(), 1);
    lines
}

#[tokio::test(start_paused = true)]
async fn past_lines_come_in_every_form_and_then_the_end() {
    for form in [Form::Text, Form::Events, Form::Numbered] {
        let logplex = Logplex::new(form, &log(150)).past();
        let logplex = logplex.acts([Act::Give(usize::MAX, End::Clean)]);
        let request = LogSessionCreate::new("example-app").lines(120);
        let mut logs = logplex.client().logs(request);
        let lines = collect(&mut logs).await.expect("the log");
        assert_eq!(lines, log(150)[30..]);
        assert!(logs.next().await.is_none());
        assert_eq!(logplex.state().seen.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn lines_are_read() {
    let text = "2026-01-01T00:00:00.5+00:00 heroku[router]: at=info\n";
    let said = Act::Say("text/plain", text, End::Clean);
    let logplex = Logplex::new(Form::Text, &[]).acts([said]);
    let mut logs = logplex.client().logs(LogSessionCreate::new("example-app"));
    let line = logs.next().await.expect("a line").expect("a line");
    assert_eq!(line.source(), Some("heroku"));
    assert_eq!(line.dyno(), Some("router"));
    assert_eq!(line.text(), "at=info");
    assert!(!line.is_cut());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_kept() {
    let lines = lines_of("text/plain", "\u{1b}[31mred\r\n\n][:\nthe rest").await;
    assert_eq!(lines, ["\u{1b}[31mred", "", "][:", "the rest"]);
    let lines = lines_of(
        "text/event-stream",
        "data: \u{1b}[31mred\n\ndata\n\ndata: ][:",
    )
    .await;
    assert_eq!(lines, ["\u{1b}[31mred", "][:"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_may_hold_several_lines() {
    let text = "data: a\ndata:\ndata: b\n\ndata: c\ndata:\n\n";
    assert_eq!(
        lines_of("text/event-stream", text).await,
        ["a", "", "b", "c"]
    );
}

#[tokio::test(start_paused = true)]
async fn only_messages_are_lines() {
    let text = ": beat\n\nevent: heartbeat\ndata: x\n\nevent: message\ndata: a\n\ndata: b\n\n";
    assert_eq!(lines_of("text/event-stream", text).await, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn the_type_of_the_answer_tells_its_form() {
    let text = "data: a\n\n";
    assert_eq!(lines_of("Text/Event-Stream;charset=x", text).await, ["a"]);
    for other in ["text/plain", "application/octet-stream", ""] {
        assert_eq!(lines_of(other, text).await, ["data: a", ""], "{other}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_web_page_is_no_log() {
    let page = Act::Say("text/html", "<h1>Maintenance</h1>", End::Clean);
    let logplex = Logplex::new(Form::Text, &log(3)).past();
    let logplex = logplex.acts([page, Act::Give(usize::MAX, End::Clean)]);
    let mut logs = logplex.client().logs(LogSessionCreate::new("example-app"));
    assert_eq!(collect(&mut logs).await.expect("the log"), log(3));
}

#[tokio::test(start_paused = true)]
async fn what_comes_packed_is_no_log() {
    let packed = Act::Say("text/plain", "packed\n", End::Clean);
    let packed = Act::With("content-encoding", "gzip", Box::new(packed));
    let logplex = Logplex::new(Form::Text, &log(3)).past();
    let logplex = logplex.acts([packed, Act::Give(usize::MAX, End::Clean)]);
    let mut logs = logplex.client().logs(LogSessionCreate::new("example-app"));
    assert_eq!(collect(&mut logs).await.expect("the log"), log(3));
    for stream in logplex.streams() {
        assert_eq!(stream.headers["accept-encoding"], "identity");
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_beyond_a_mebibyte_says_that_it_is_cut() {
    let long = "a".repeat(2_000_000);
    for form in [Form::Text, Form::Events] {
        let logplex = Logplex::new(form, &[long.clone(), "b".to_owned()]);
        let mut logs = logplex.client().logs(super::tail());
        let first = logs.next().await.expect("a line").expect("a line");
        assert!(first.is_cut());
        assert!(first.raw().len() > 1_000_000);
        let second = logs.next().await.expect("a line").expect("a line");
        assert!(!second.is_cut());
        assert_eq!(second.raw(), "b");
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_without_content_is_no_line() {
    let text = "data: a\n\ndata:\n\ndata\n\nid: 7\ndata:\n\ndata:\ndata: b\n\n";
    assert_eq!(lines_of("text/event-stream", text).await, ["a", "", "b"]);
    let beat = Act::Say("text/event-stream", "data:\n\n", End::Broken);
    let logplex = Logplex::new(Form::Text, &[]).acts([beat]);
    let mut logs = logplex.client().logs(super::tail());
    assert!(collect(&mut logs).await.is_err());
    assert_eq!(logplex.streams().len(), 10);
}
