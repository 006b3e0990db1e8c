//! How a stream is taken up again.

use std::time::Duration;

use super::logplex::{Act, End, Form, Logplex};
use super::{collect, line, log, tail, until_silent};
use tokio::time::Instant;

const ALL: Act = Act::Give(usize::MAX, End::Silent);

fn last_id(seen: &super::logplex::Seen) -> Option<&str> {
    let id = seen.headers.get("last-event-id")?;
    Some(id.to_str().expect("an id"))
}

#[tokio::test(start_paused = true)]
async fn behind_an_id_the_same_session_goes_on() {
    let cut = Act::Give(200, End::Broken);
    let logplex = Logplex::new(Form::Numbered, &log(10)).acts([cut, ALL]);
    let mut logs = until_silent(&logplex.client(), tail());
    assert_eq!(collect(&mut logs).await.expect("the log"), log(10));
    assert_eq!(logplex.sessions().len(), 1);
    let streams = logplex.streams();
    assert_eq!(streams[0].url, streams[1].url);
    assert_eq!(last_id(&streams[0]), None);
    assert_eq!(last_id(&streams[1]), Some("3"));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_over_is_renewed_at_once_with_all_that_heroku_keeps() {
    for status in [401, 403, 404, 410] {
        let cut = Act::Give(200, End::Broken);
        let acts = [cut, Act::Refuse(status), ALL];
        let logplex = Logplex::new(Form::Numbered, &log(10)).acts(acts);
        let mut logs = until_silent(&logplex.client(), tail().dyno_name("web.1"));
        assert_eq!(collect(&mut logs).await.expect("the log"), log(10));
        let sessions = logplex.sessions();
        assert_eq!(sessions.len(), 2);
        let renewed = serde_json::json!({ "dyno_name": "web.1", "lines": 1500, "tail": true });
        assert_eq!(sessions[1].body, renewed);
        let streams = logplex.streams();
        assert_eq!(streams[1].at, streams[2].at);
        assert_eq!(last_id(&streams[2]), None);
        assert_ne!(streams[1].url, streams[2].url);
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_cannot_be_reached_any_more_is_renewed() {
    let cut = Act::Give(200, End::Broken);
    let acts = [cut, Act::Refuse(500), Act::Refuse(500), ALL];
    let logplex = Logplex::new(Form::Numbered, &log(10)).acts(acts);
    let mut logs = until_silent(&logplex.client(), tail());
    assert_eq!(collect(&mut logs).await.expect("the log"), log(10));
    assert_eq!(logplex.sessions().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_session_survives_a_single_failure_of_its_host() {
    let cut = Act::Give(200, End::Broken);
    let logplex = Logplex::new(Form::Numbered, &log(10)).acts([cut, Act::Refuse(503), ALL]);
    let mut logs = until_silent(&logplex.client(), tail());
    assert_eq!(collect(&mut logs).await.expect("the log"), log(10));
    assert_eq!(logplex.sessions().len(), 1);
    assert_eq!(last_id(&logplex.streams()[2]), Some("3"));
}

#[tokio::test(start_paused = true)]
async fn nothing_but_what_was_asked_for_comes_while_no_line_has_come() {
    let acts = [
        Act::Refuse(404),
        Act::Say("text/plain", "", End::Broken),
        ALL,
    ];
    let logplex = Logplex::new(Form::Events, &log(300)).past().acts(acts);
    let mut logs = until_silent(&logplex.client(), tail().lines(20));
    assert_eq!(collect(&mut logs).await.expect("the log"), log(300)[280..]);
    let sessions = logplex.sessions();
    assert!(sessions.iter().all(|seen| seen.body["lines"] == 20));
}

#[tokio::test(start_paused = true)]
async fn a_fir_app_goes_on_beyond_a_quarter_of_an_hour() {
    let acts = [Act::Give(200, End::Late), Act::Give(200, End::Late), ALL];
    let logplex = Logplex::new(Form::Events, &log(20)).acts(acts);
    logplex.state().kept = 0;
    let client = heroku::Client::builder().transport(logplex.clone());
    let client = client.idle_timeout(None).build().expect("a client");
    let mut logs = client
        .logs(tail().type_("web"))
        .idle_limit(Duration::from_hours(1));
    let started = Instant::now();
    let lines = collect(&mut logs).await.expect("the log");
    // The line that was cut is gone: there is no past on Fir.
    assert_eq!(
        lines,
        [&log(20)[..3], &log(20)[4..7], &log(20)[8..]].concat()
    );
    assert!(started.elapsed() > Duration::from_mins(90));
    let bodies: Vec<_> = logplex
        .sessions()
        .into_iter()
        .map(|seen| seen.body)
        .collect();
    let plain = serde_json::json!({ "type": "web", "tail": true });
    let raised = serde_json::json!({ "type": "web", "tail": true, "lines": 1500 });
    assert_eq!(bodies, [plain.clone(), raised, plain.clone(), plain]);
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_told_where_more_was_logged_than_heroku_keeps() {
    for (missed, has_gap) in [(10, false), (1498, false), (1501, true), (1800, true)] {
        let log = log(2000);
        let cut = Act::Give(log[0].len() * 5, End::Broken);
        let logplex = Logplex::new(Form::Text, &log).acts([cut, ALL]);
        logplex.state().missed = missed;
        let mut logs = logplex.client().logs(tail());
        for line in &log[..4] {
            let next = logs.next().await.expect("a line").expect("a line");
            assert_eq!(next.raw(), line);
            assert!(!logs.may_have_gap());
        }
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw() != log[4], has_gap, "{missed}");
        assert_eq!(logs.may_have_gap(), has_gap, "{missed}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_may_be_quiet_for_as_long_as_it_likes() {
    let seconds = Duration::from_secs;
    for (end, idle_timeout) in [
        (End::Silent, Some(seconds(60))),
        (End::Silent, Some(seconds(3))),
        (End::Late, None),
    ] {
        let mut acts = vec![Act::Say("text/event-stream", "", end); 60];
        acts.push(ALL);
        let logplex = Logplex::new(Form::Events, &log(3)).acts(acts);
        let client = heroku::Client::builder().transport(logplex.clone());
        let client = client.idle_timeout(idle_timeout).build().expect("a client");
        let mut logs = client.logs(tail());
        let started = Instant::now();
        let first = logs.next().await.expect("a line").expect("a line");
        assert_eq!(first.raw(), log(3)[0]);
        let quiet = idle_timeout.unwrap_or(seconds(15 * 60));
        assert!(started.elapsed() >= 60 * quiet);
        assert_eq!(logplex.streams().len(), 61);
    }
}

#[tokio::test(start_paused = true)]
async fn lines_of_an_outage_come_even_if_none_of_the_past_was_asked_for() {
    let mut log = log(10);
    log.insert(
        0,
        "2025-12-31T23:59:59.0+00:00 app[web.1]: of last year".to_owned(),
    );
    let acts = [Act::Say("text/plain", "", End::Silent), ALL];
    let logplex = Logplex::new(Form::Text, &log).past().acts(acts);
    let mut logs = logplex.client().logs(tail().lines(0));
    for line in &log[1..] {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
    }
    assert_eq!(logplex.sessions()[0].body["lines"], 0);
    assert_eq!(logplex.sessions()[1].body["lines"], 1500);
}

#[tokio::test(start_paused = true)]
async fn heroku_may_fail_meanwhile() {
    let acts = [Act::Give(200, End::Broken), ALL];
    let logplex = Logplex::new(Form::Text, &log(10)).acts(acts);
    logplex.state().refusals = [0, 503, 500, 429, 503, 0].into();
    let mut logs = logplex.client().logs(tail());
    for line in log(10) {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
    }
    assert_eq!(logplex.sessions().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn the_server_says_how_long_to_wait() {
    let text = "retry: 7000\ndata: a\n\n";
    let acts = [Act::Say("text/event-stream", text, End::Clean), ALL];
    let logplex = Logplex::new(Form::Events, &[line(1, "b")]).acts(acts);
    let mut logs = until_silent(&logplex.client(), tail());
    assert_eq!(collect(&mut logs).await.expect("the log").len(), 2);
    let streams = logplex.streams();
    assert!(streams[1].at - streams[0].at >= Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn no_server_makes_one_wait_without_end() {
    let text = "retry: 99999999999\ndata: a\n\n";
    let acts = [Act::Say("text/event-stream", text, End::Clean), ALL];
    let logplex = Logplex::new(Form::Events, &[line(1, "b")]).acts(acts);
    let mut logs = logplex.client().logs(tail());
    for _ in 0..2 {
        logs.next().await.expect("a line").expect("a line");
    }
    let streams = logplex.streams();
    assert!(streams[1].at - streams[0].at <= Duration::from_secs(31));
}

#[tokio::test(start_paused = true)]
async fn no_stream_that_refuses_makes_one_wait_without_end() {
    let refusal = Act::With("retry-after", "86400", Box::new(Act::Refuse(503)));
    for acts in [
        vec![Act::Give(200, End::Broken), refusal.clone(), ALL],
        vec![refusal, ALL],
    ] {
        let logplex = Logplex::new(Form::Numbered, &log(10)).acts(acts);
        let mut logs = logplex.client().logs(tail());
        let started = Instant::now();
        for line in log(10) {
            let next = logs.next().await.expect("a line").expect("a line");
            assert_eq!(next.raw(), line);
        }
        assert!(started.elapsed() <= Duration::from_secs(61));
    }
}

#[tokio::test(start_paused = true)]
async fn lines_without_an_id_are_not_given_again_behind_the_last_one() {
    let first = "id: 1\ndata: a\n\ndata: b\n\ndata: c\n\n";
    let first = Act::Say("text/event-stream", first, End::Broken);
    for (content_type, text) in [
        ("text/event-stream", "data: b\n\ndata: c\n\ndata: d\n\n"),
        ("text/plain", "b\nc\nd\n"),
    ] {
        let second = Act::Say(content_type, text, End::Silent);
        let logplex = Logplex::new(Form::Numbered, &[]).acts([first.clone(), second]);
        let mut logs = until_silent(&logplex.client(), tail());
        let lines = collect(&mut logs).await.expect("the log");
        assert_eq!(
            lines,
            ["a", "b", "c", "d"].map(str::to_owned),
            "{content_type}"
        );
        assert_eq!(last_id(&logplex.streams()[1]), Some("1"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_for_more_lines_that_is_refused_ends_nothing() {
    for status in [400, 403, 406, 422] {
        let acts = [
            Act::Give(200, End::Broken),
            Act::Give(100, End::Broken),
            ALL,
        ];
        let logplex = Logplex::new(Form::Text, &log(10)).acts(acts);
        logplex.state().refusals = [0, status, 0].into();
        let mut logs = until_silent(&logplex.client(), tail());
        assert_eq!(
            collect(&mut logs).await.expect("the log"),
            log(10),
            "{status}"
        );
        let sessions = logplex.sessions();
        let raised: Vec<_> = sessions
            .iter()
            .map(|it| it.body.get("lines").is_some())
            .collect();
        assert_eq!(raised, [false, true, false, false], "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_behind_each_line_is_taken_up_ever_more_slowly() {
    let log = log(21);
    let give = Act::Give(log[0].len() + 1, End::Broken);
    let logplex = Logplex::new(Form::Text, &log).acts([give]);
    let mut logs = logplex.client().logs(tail());
    for line in &log {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
    }
    let streams = logplex.streams();
    let last = streams.last().expect("a stream").at;
    // The first wait is half a second at most.
    assert!(last - streams[0].at > 20 * Duration::from_millis(500));
}
