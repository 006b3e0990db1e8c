//! How many requests an account may send.

mod common;

use std::time::Duration;

use common::{get, send_with};
use heroku_fake::Fake;
use serde_json::json;

fn left(fake: &Fake, path: &str) -> u32 {
    let answer = get(fake, path);
    answer
        .header("ratelimit-remaining")
        .parse()
        .expect("a number")
}

#[test]
fn each_request_costs_one_and_the_question_how_many_are_left_none() {
    let fake = Fake::new();
    assert_eq!(
        [
            left(&fake, "/apps"),
            left(&fake, "/apps"),
            left(&fake, "/nonsense")
        ],
        [4499, 4498, 4497]
    );
    assert_eq!(left(&fake, "/account/rate-limits"), 4497);
}

#[test]
fn a_tight_loop_comes_to_the_end_of_it() {
    let fake = Fake::new();
    for _ in 0..4500 {
        assert_eq!(get(&fake, "/account").status.as_u16(), 200);
    }
    let answer = get(&fake, "/account");
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    assert_eq!(answer.header("retry-after"), "");
    let url = answer.body["url"].as_str().expect("a URL").to_owned();
    assert!(url.contains("rate-limits"), "{url}");
    let message = answer.refused(429, "rate_limit");
    assert_eq!(message.lines().count(), 2, "{message}");
    get(&fake, "/account/rate-limits").expect(200);
}

#[test]
fn what_is_refused_has_no_effect_and_costs_nothing() {
    let fake = Fake::new();
    fake.set_rate_remaining(0);
    send_with(&fake, "POST", "/apps", &[], "").refused(429, "rate_limit");
    fake.set_rate_remaining(1);
    assert_eq!(get(&fake, "/apps").expect(200), json!([]));
}

#[test]
fn seventy_five_come_back_each_minute_and_a_share_each_second() {
    let fake = Fake::new();
    fake.set_rate_remaining(1);
    get(&fake, "/account").expect(200);
    get(&fake, "/account").refused(429, "rate_limit");
    fake.advance(Duration::from_secs(1));
    get(&fake, "/account").expect(200);
    get(&fake, "/account").refused(429, "rate_limit");
    fake.advance(Duration::from_mins(1));
    assert_eq!(left(&fake, "/account/rate-limits"), 75);
    fake.advance(Duration::from_hours(24));
    assert_eq!(left(&fake, "/account/rate-limits"), 4500);
}

#[test]
fn what_a_test_sets_holds_for_accounts_that_come_later_and_for_each_alone() {
    let fake = Fake::new();
    fake.set_rate_remaining(2);
    let send = |token| send_with(&fake, "GET", "/account", &[("authorization", token)], "");
    send("Bearer one").expect(200);
    send("Bearer one").expect(200);
    send("Bearer one").refused(429, "rate_limit");
    send("Bearer two").expect(200);
    fake.set_rate_remaining(9999);
    assert_eq!(left(&fake, "/account"), 4499);
}

#[test]
fn who_has_no_token_is_refused_for_that() {
    let fake = Fake::new();
    fake.set_rate_remaining(0);
    let nobody = [("authorization", "none")];
    send_with(&fake, "GET", "/apps", &nobody, "").refused(401, "unauthorized");
}
