//! When tokens are renewed, how often, and what happens if they are not.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use heroku::{CredentialSource, Credentials, ErrorKind, OAuth, OAuthTokens};
use tokio::time::{Instant, advance};

use crate::world::{Turn, World, call, calls, cause, granted, stored};

const HOURS: i64 = 8 * 60 * 60;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A client whose token of eight hours has four minutes left.
async fn late(world: &World) -> heroku::Client {
    let client = world.client(&world.resumed(HOURS));
    advance(seconds(8 * 60 * 60 - 4 * 60)).await;
    client
}

#[tokio::test(start_paused = true)]
async fn a_token_that_lasts_is_used_as_it_is() {
    let world = World::new([]);
    let client = world.client(&world.resumed(HOURS));
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    advance(seconds(8 * 60 * 60 - 6 * 60)).await;
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert_eq!(world.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_five_minutes_before_it_expires() {
    let world = World::new([]);
    let client = late(&world).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    let form = "grant_type=refresh_token&refresh_token=refresh-0&client_secret=the-secret";
    world.asked(0, |asked| assert_eq!(asked.form, form));
    assert_eq!(world.count(), 1);
    advance(seconds(8 * 60 * 60 - 4 * 60)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_short_life_is_renewed_in_its_last_tenth() {
    let world = World::new([]);
    let client = world.client(&world.resumed(100));
    advance(seconds(85)).await;
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    advance(seconds(8)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
}

#[tokio::test(start_paused = true)]
async fn many_callers_make_one_early_refresh_and_only_one_waits_for_it() {
    let world = World::new([]);
    let client = late(&world).await;
    let mut tokens: Vec<_> = calls(&client).await.into_iter().flatten().collect();
    tokens.sort();
    assert_eq!(tokens.len(), 64);
    assert_eq!(tokens[0], "access-1");
    assert!(tokens[1..].iter().all(|token| token == "stored"));
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_callers_make_one_refresh_of_a_token_that_expired() {
    let world = World::new([]);
    let client = world.client(&world.resumed(-1));
    for token in calls(&client).await {
        assert_eq!(token.expect("an answer"), "access-1");
    }
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_callers_share_a_refresh_that_fails() {
    let refusal = r#"{"error":"invalid_grant","error_description":"revoked"}"#;
    let world = World::new([Turn::Answer(400, refusal.to_owned())]);
    let client = world.client(&world.resumed(-1));
    for result in calls(&client).await {
        let error = result.expect_err("no token");
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(!error.may_have_been_sent());
        let cause = cause(&error);
        assert_eq!(cause.operation(), "OAuth::refresh");
        assert_eq!(cause.status().expect("a status"), 400);
        assert_eq!(cause.api().expect("an answer").message, "revoked");
    }
    assert_eq!((world.count(), world.log().len()), (1, 0));
    advance(seconds(10)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
}

#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_fails_is_tried_again_after_half_a_minute() {
    let world = World::new([Turn::Answer(503, String::new())]);
    let client = late(&world).await;
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    advance(seconds(28)).await;
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert_eq!(world.count(), 1);
    advance(seconds(2)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_stalls_holds_one_caller_up_for_seconds() {
    let world = World::new([Turn::Stall]);
    let client = late(&world).await;
    let start = Instant::now();
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert!(start.elapsed() < seconds(6), "{:?}", start.elapsed());
    let start = Instant::now();
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert!(start.elapsed() < seconds(1), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_is_slow_comes_to_its_end_without_a_caller() {
    let world = World::new([Turn::Late(seconds(8), "slow")]);
    let client = late(&world).await;
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    tokio::time::sleep(seconds(4)).await;
    assert_eq!(call(&client).await.expect("an answer"), "slow");
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_remembered_for_some_seconds() {
    let world = World::new([400, 401].map(|status| {
        let refusal = r#"{"error":"invalid_grant","error_description":"revoked"}"#;
        Turn::Answer(status, refusal.to_owned())
    }));
    let oauth = world.resumed(-1);
    let client = world.client(&oauth);
    for (count, status) in [(1, 400), (2, 401)] {
        for _ in 0..3 {
            let error = call(&client).await.expect_err("no token");
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert_eq!(cause(&error).status().expect("a status"), status);
            assert_eq!(world.count(), count);
        }
        advance(seconds(10)).await;
    }
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_for_a_passing_reason_is_tried_at_the_next_call() {
    let world = World::new([Turn::Answer(500, String::new())]);
    let client = world.client(&world.resumed(-1));
    call(&client).await.expect_err("no token");
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_while_its_early_refresh_stalls_is_renewed_by_another() {
    let world = World::new([Turn::Stall]);
    let client = world.client(&world.resumed(HOURS));
    advance(seconds(8 * 60 * 60 - 3)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(world.count(), 2);
    assert_eq!(world.log(), ["access-1"]);
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_lacks_is_kept() {
    let world = World::new([]);
    let oauth = world.resumed(-1);
    call(&world.client(&oauth)).await.expect("an answer");
    let tokens = oauth.tokens().expect("tokens");
    assert_eq!(tokens.refresh_token.expect("a token").expose(), "refresh-0");
    assert_eq!(tokens.user_id.as_deref(), Some("user-0"));
}

#[tokio::test(start_paused = true)]
async fn a_new_refresh_token_takes_the_place_of_the_old() {
    let body = r#"{"access_token":"a","refresh_token":"refresh-1","expires_in":60}"#;
    let world = World::new([Turn::Answer(200, body.to_owned())]);
    let client = world.client(&world.resumed(-1));
    assert_eq!(call(&client).await.expect("an answer"), "a");
    advance(seconds(60)).await;
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    world.asked(1, |asked| {
        assert!(
            asked.form.contains("refresh_token=refresh-1"),
            "{}",
            asked.form
        );
    });
}

#[tokio::test(start_paused = true)]
async fn a_token_without_life_serves_those_who_waited_for_it() {
    let body = r#"{"access_token":"brief","expires_in":0}"#;
    let world = World::new([Turn::Answer(200, body.to_owned())]);
    let client = world.client(&world.resumed(-1));
    for token in calls(&client).await {
        assert_eq!(token.expect("an answer"), "brief");
    }
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn new_tokens_are_handed_over_before_they_are_used() {
    let world = World::new([]);
    let in_use = Arc::new(OnceLock::<OAuth>::new());
    let (noted, watched) = (world.clone(), Arc::clone(&in_use));
    let oauth = world.oauth().on_tokens(move |tokens| {
        let used = watched.get().and_then(OAuth::tokens).expect("tokens");
        let (used, new) = (used.access_token, &tokens.access_token);
        noted.note(format!("{} in place of {}", new.expose(), used.expose()));
    });
    let oauth = oauth.with_tokens(stored(-1));
    let client = world.client(&oauth);
    in_use.set(oauth).expect("the first");
    call(&client).await.expect("an answer");
    assert_eq!(world.log(), ["access-1 in place of stored", "access-1"]);
}

#[tokio::test(start_paused = true)]
async fn stored_tokens_are_taken_up_again() {
    let kept = stored(HOURS);
    let text = serde_json::to_string(&kept).expect("JSON");
    let tokens: OAuthTokens = serde_json::from_str(&text).expect("tokens");
    assert_eq!(tokens, kept);
    let world = World::new([]);
    let client = world.client(&world.oauth().with_tokens(tokens));
    assert_eq!(call(&client).await.expect("an answer"), "stored");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_enough_to_begin_with() {
    let world = World::new([]);
    let tokens = OAuthTokens::new("").refresh_token("refresh-0");
    let client = world.client(&world.oauth().with_tokens(tokens));
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(world.log(), ["access-1"]);
}

#[tokio::test(start_paused = true)]
async fn clones_share_tokens_and_users_do_not() {
    let world = World::new([]);
    let (one, other) = (world.resumed(-1), world.resumed(-1));
    let clients = [
        world.client(&one),
        world.client(&one.clone()),
        world.client(&other),
    ];
    let mut tokens = Vec::new();
    for client in &clients {
        tokens.push(call(client).await.expect("an answer"));
    }
    assert_eq!(tokens, ["access-1", "access-1", "access-2"]);
    let credentials = one.credentials().await.expect("a token");
    assert_eq!(credentials, Credentials::Bearer("access-1".into()));
}

#[tokio::test(start_paused = true)]
async fn without_tokens_the_error_tells_what_to_do() {
    let world = World::new([]);
    let error = call(&world.client(&world.oauth()))
        .await
        .expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let text = crate::support::causes(&error);
    assert!(text.contains("OAuth::with_tokens"), "{text}");
    assert_eq!(world.log(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn without_a_refresh_token_the_access_token_is_used_to_its_end_and_beyond() {
    let world = World::new([Turn::Answer(200, granted("never"))]);
    let mut tokens = stored(-1);
    tokens.refresh_token = None;
    let client = world.client(&world.oauth().with_tokens(tokens));
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    world.close();
    let error = call(&client).await.expect_err("refused");
    assert!(error.is_unauthorized());
    assert_eq!((world.count(), world.log().len()), (0, 2));
}
