//! Tokens that Heroku does not accept, though their time is not over.

use heroku::transport::Body;
use heroku::{CredentialSource, Credentials, ErrorKind};

use crate::world::{Turn, World, call, calls, cause};

const HOURS: i64 = 8 * 60 * 60;

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_and_the_call_sent_once_more() {
    let world = World::new([]);
    world.refuse("stored");
    let client = world.client(&world.resumed(HOURS));
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(world.log(), ["stored", "access-1"]);
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_second_refusal_is_the_error() {
    let world = World::new([]);
    world.close();
    let client = world.client(&world.resumed(HOURS));
    let error = call(&client).await.expect_err("refused");
    assert!(error.is_unauthorized());
    assert_eq!(error.attempts(), 2);
    assert_eq!(world.log(), ["stored", "access-1"]);
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_refused_callers_make_one_refresh() {
    let world = World::new([]);
    world.refuse("stored");
    let client = world.client(&world.resumed(HOURS));
    for token in calls(&client).await {
        assert_eq!(token.expect("an answer"), "access-1");
    }
    assert_eq!((world.count(), world.log().len()), (1, 128));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_replaced_already_is_not_renewed_again() {
    let world = World::new([]);
    let oauth = world.resumed(-1);
    oauth.credentials().await.expect("a token");
    assert!(oauth.refused(&Credentials::Bearer("stored".into())));
    let credentials = oauth.credentials().await.expect("a token");
    assert_eq!(credentials, Credentials::Bearer("access-1".into()));
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_that_cannot_be_renewed_tells_why() {
    let world = World::new([Turn::Answer(400, r#"{"error":"invalid_grant"}"#.to_owned())]);
    world.refuse("stored");
    let client = world.client(&world.resumed(HOURS));
    let error = call(&client).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
    let why = cause(&error);
    assert_eq!(why.status().map(|status| status.as_u16()), Some(400));
    assert!(why.to_string().contains("invalid_grant"), "{why}");
    assert_eq!(
        (error.attempts(), error.may_have_taken_effect()),
        (1, false)
    );
    assert_eq!(world.log(), ["stored"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_stream_is_not_sent_again_but_its_token_is_renewed() {
    let world = World::new([]);
    world.refuse("stored");
    let client = world.client(&world.resumed(HOURS));
    let stream = Body::stream(Body::from("once"));
    let request = http::Request::put("/upload").body(stream);
    let error = client.execute(request.expect("a request")).await;
    assert!(error.expect_err("refused").is_unauthorized());
    assert_eq!(call(&client).await.expect("an answer"), "access-1");
    assert_eq!(world.log(), ["stored", "access-1"]);
}
