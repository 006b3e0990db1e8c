//! Messages of several lines, of which only the first has a time.

use super::logplex::{Act, End, Form, Logplex};
use super::{collect, log, tail, until_silent};

const ALL: Act = Act::Give(usize::MAX, End::Silent);

/// Messages of two lines each, of which the second one is the same for all.
fn traces(count: usize) -> Vec<String> {
    let lines = log(count).into_iter();
    lines.map(|line| format!("{line}\n  at main")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_line_without_a_time_is_as_old_as_the_one_before_it() {
    let log = traces(100);
    let acts = [Act::Give(0, End::Broken), ALL];
    let logplex = Logplex::new(Form::Text, &log).past().acts(acts);
    let mut logs = until_silent(&logplex.client(), tail().lines(10));
    let lines = collect(&mut logs).await.expect("the log");
    assert_eq!(lines.join("\n"), log[90..].join("\n"));
    assert_eq!(logplex.sessions()[1].body["lines"], 1500);
}

#[tokio::test(start_paused = true)]
async fn a_line_without_a_time_from_before_the_first_session_stays_out() {
    let old = "2025-12-31T23:59:59.0+00:00 app[web.1]: of last year\n  at main";
    let log = [vec![old.to_owned()], traces(3)].concat();
    let acts = [Act::Say("text/plain", "", End::Silent), ALL];
    let logplex = Logplex::new(Form::Text, &log).past().acts(acts);
    let mut logs = logplex.client().logs(tail().lines(0));
    for line in log[1..].join("\n").lines() {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
    }
}

#[tokio::test(start_paused = true)]
async fn messages_of_many_lines_are_remembered_like_others() {
    let log = traces(1400);
    let acts = [Act::Give(0, End::Broken), ALL];
    let logplex = Logplex::new(Form::Text, &log).past().acts(acts);
    let mut logs = until_silent(&logplex.client(), tail().lines(1500));
    let lines = collect(&mut logs).await.expect("the log");
    assert_eq!(lines.len(), 2800);
    assert_eq!(logplex.streams().len(), 2);
}
