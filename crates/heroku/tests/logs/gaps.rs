//! What is told of lines that may be missing.

use super::logplex::{Act, End, Form, Logplex};
use super::{log, tail, until_silent};

const ALL: Act = Act::Give(usize::MAX, End::Silent);

#[tokio::test(start_paused = true)]
async fn only_the_first_line_behind_a_gap_tells_of_it() {
    let acts = [
        Act::Give(200, End::Broken),
        Act::Give(200, End::Broken),
        ALL,
    ];
    for form in [Form::Text, Form::Events] {
        let logplex = Logplex::new(form, &log(2000)).acts(acts.clone());
        logplex.state().missed = 600;
        logplex.state().kept = 100;
        let mut logs = until_silent(&logplex.client(), tail());
        let mut behind_gaps = Vec::new();
        let mut lines = 0;
        while let Some(line) = logs.next().await {
            let line = line.expect("a line");
            lines += 1;
            if logs.may_have_gap() {
                behind_gaps.push(line.into_raw());
            }
        }
        assert!(lines > 500, "{lines}");
        assert_eq!(behind_gaps.len(), 2, "{form:?} {behind_gaps:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_goes_on_behind_an_id_has_no_gap_of_an_earlier_one() {
    let give = Act::Give(200, End::Broken);
    let acts = [give.clone(), Act::Refuse(404), give, ALL];
    let logplex = Logplex::new(Form::Numbered, &log(1000)).acts(acts);
    logplex.state().missed = 400;
    logplex.state().kept = 100;
    let mut logs = until_silent(&logplex.client(), tail());
    let mut gaps = 0;
    while let Some(line) = logs.next().await {
        line.expect("a line");
        gaps += usize::from(logs.may_have_gap());
    }
    assert_eq!(gaps, 1);
    assert_eq!(logplex.sessions().len(), 2);
}
