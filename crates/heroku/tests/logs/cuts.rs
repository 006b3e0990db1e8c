//! Streams that are cut anywhere.

use super::logplex::{Act, End, Form, Logplex};
use super::{collect, line, log, tail, until_silent};
use heroku::log_session::LogSessionCreate;

const FORMS: [Form; 3] = [Form::Text, Form::Events, Form::Numbered];

/// Lines that are easily lost or doubled: equal ones, such without a time or a text, and some out
/// of order.
fn odd_log() -> Vec<String> {
    let mut log = log(6);
    log.extend([
        line(7, "tick"),
        line(7, "tick"),
        line(7, "tick"),
        line(9, "late"),
        line(8, "early"),
        line(10, ""),
        line(10, ""),
        "no time at all".to_owned(),
        "no time at all".to_owned(),
        line(11, "💜 ü"),
        line(12, "the end"),
    ]);
    log
}

fn size(form: Form, log: &[String]) -> usize {
    let around = match form {
        Form::Text => 1,
        Form::Events => 8,
        Form::Numbered => 15,
    };
    log.iter().map(|line| line.len() + around).sum()
}

#[tokio::test(start_paused = true)]
async fn a_tail_that_is_cut_at_any_byte_neither_loses_nor_repeats_a_line() {
    let log = odd_log();
    for form in FORMS {
        for end in [End::Broken, End::Clean] {
            for bytes in 0..=size(form, &log) {
                let cut = Act::Give(bytes, end);
                let logplex = Logplex::new(form, &log);
                let logplex = logplex.acts([cut, Act::Give(usize::MAX, End::Silent)]);
                logplex.state().missed = 2;
                let mut logs = until_silent(&logplex.client(), tail());
                let lines = collect(&mut logs).await.expect("the log");
                assert_eq!(lines, log, "{form:?} {end:?} after {bytes} bytes");
                assert!(!logs.may_have_gap());
                assert_eq!(logplex.streams().len(), 2);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_past_that_is_cut_at_any_byte_is_taken_up_again() {
    let log = odd_log();
    for form in FORMS {
        for bytes in 0..size(form, &log) {
            let cut = Act::Give(bytes, End::Broken);
            let logplex = Logplex::new(form, &log).past();
            let logplex = logplex.acts([cut, Act::Give(usize::MAX, End::Clean)]);
            let request = LogSessionCreate::new("example-app");
            let mut logs = logplex.client().logs(request);
            let lines = collect(&mut logs).await.expect("the log");
            assert_eq!(lines, log, "{form:?} after {bytes} bytes");
            assert_eq!(logplex.streams().len(), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_older_than_was_asked_for_stays_out_after_a_cut() {
    let log = log(30);
    for bytes in [0, 10, 100, 300] {
        let logplex = Logplex::new(Form::Text, &log).past();
        let acts = [
            Act::Give(bytes, End::Broken),
            Act::Give(usize::MAX, End::Clean),
        ];
        let logplex = logplex.acts(acts);
        let request = LogSessionCreate::new("example-app").lines(10);
        let mut logs = logplex.client().logs(request);
        assert_eq!(collect(&mut logs).await.expect("the log"), log[20..]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_begins_anew_in_spite_of_the_id_repeats_nothing() {
    let log = odd_log();
    for bytes in 0..=size(Form::Numbered, &log) {
        let acts = [
            Act::Give(bytes, End::Broken),
            Act::Give(usize::MAX, End::Silent),
        ];
        let logplex = Logplex::new(Form::Numbered, &log).acts(acts);
        logplex.state().honours_ids = false;
        let mut logs = until_silent(&logplex.client(), tail());
        let lines = collect(&mut logs).await.expect("the log");
        assert_eq!(lines, log, "after {bytes} bytes");
    }
}

#[tokio::test(start_paused = true)]
async fn a_backlog_that_is_cut_at_any_byte_does_no_harm() {
    let log = odd_log();
    for form in FORMS {
        for bytes in 0..=size(form, &log) {
            let acts = [
                Act::Give(700, End::Broken),
                Act::Refuse(404),
                Act::Cut(bytes),
                Act::Give(usize::MAX, End::Silent),
            ];
            let logplex = Logplex::new(form, &log).acts(acts);
            logplex.state().missed = 2;
            let mut logs = until_silent(&logplex.client(), tail());
            let lines = collect(&mut logs).await.expect("the log");
            assert_eq!(lines, log, "{form:?} after {bytes} bytes");
            assert_eq!(logplex.streams().len(), 4);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_log_survives_a_cut_every_few_lines() {
    let log = log(4000);
    for form in FORMS {
        for end in [End::Broken, End::Clean] {
            let logplex = Logplex::new(form, &log).acts([Act::Give(1999, end)]);
            logplex.state().missed = 100;
            let mut logs = logplex.client().logs(tail());
            let mut lines = Vec::new();
            while lines.len() < log.len() {
                let line = logs.next().await.expect("more").expect("a line");
                assert!(!logs.may_have_gap());
                lines.push(line.into_raw());
            }
            assert_eq!(lines, log);
            assert!(logplex.streams().len() > 20);
        }
    }
}
