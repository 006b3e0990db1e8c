//! Trading a code for tokens.

use heroku::transport::{Sent, TransportErrorKind};
use heroku::{Client, ErrorKind, OAuth, OAuthTokens, Timestamp};

use crate::world::{Turn, World, granted};

#[tokio::test(start_paused = true)]
async fn sends_a_form_and_no_credentials_of_the_client() {
    let world = World::new([]);
    let network = Client::builder()
        .transport(world.clone())
        .token("api-token");
    let oauth = OAuth::new("the-client", "s&cret").network(network);
    oauth
        .expect("a network")
        .exchange("a/b c")
        .await
        .expect("tokens");
    world.asked(0, |asked| {
        assert_eq!(asked.uri, "https://id.heroku.com/oauth/token");
        assert_eq!(
            asked.form,
            "grant_type=authorization_code&code=a%2Fb%20c&client_secret=s%26cret"
        );
        let kind = "application/x-www-form-urlencoded";
        assert_eq!(asked.headers["content-type"], kind);
        assert_eq!(asked.headers["accept"], "application/json");
        assert!(!asked.headers.contains_key("authorization"));
    });
}

#[tokio::test(start_paused = true)]
async fn reads_all_that_comes() {
    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":28800,
        "token_type":"Bearer","user_id":"u","session_nonce":"n","new":[1]}"#;
    let world = World::new([Turn::Answer(201, body.to_owned())]);
    let before = Timestamp::now().as_second();
    let tokens = world.oauth().exchange("code").await.expect("tokens");
    let expires = tokens.expires_at.expect("a time").as_second() - before;
    assert!((28800..28860).contains(&expires), "{expires}");
    assert_eq!(tokens.access_token.expose(), "a");
    assert_eq!(tokens.refresh_token.expect("a token").expose(), "r");
    assert_eq!(tokens.user_id.as_deref(), Some("u"));
    assert_eq!(tokens.session_nonce.expect("a nonce").expose(), "n");
}

#[tokio::test(start_paused = true)]
async fn takes_odd_lifetimes() {
    let lifetime = async |value: &str| {
        let body = format!(r#"{{"access_token":"a","expires_in":{value}}}"#);
        let world = World::new([Turn::Answer(200, body)]);
        let tokens = world.oauth().exchange("code").await.expect("tokens");
        let now = Timestamp::now().as_second();
        tokens.expires_at.map(|at| at.as_second() - now)
    };
    assert_eq!(lifetime("null").await, None);
    assert_eq!(lifetime("9223372036854775807").await, None);
    assert!(lifetime("-5").await.is_some_and(|left| left <= 0));
    assert!(lifetime("\"60\"").await.is_some_and(|left| left > 50));
}

#[tokio::test(start_paused = true)]
async fn tells_what_the_server_said_in_either_style() {
    for (status, body, id, message) in [
        (
            401,
            r#"{"id":"unauthorized","message":"Wrong."}"#,
            "unauthorized",
            "Wrong.",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Too old."}"#,
            "invalid_grant",
            "Too old.",
        ),
        (400, r#"{"error":"invalid_grant"}"#, "", "invalid_grant"),
        (
            200,
            r#"{"error":"invalid_grant","error_description":"x"}"#,
            "invalid_grant",
            "x",
        ),
        (
            200,
            r#"{"id":"bad_request","message":"x"}"#,
            "bad_request",
            "x",
        ),
    ] {
        let world = World::new([Turn::Answer(status, body.to_owned())]);
        let error = world.oauth().exchange("code").await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(error.status().expect("a status"), status);
        let api = error.api().expect("an answer");
        assert_eq!((api.id.as_str(), api.message.as_str()), (id, message));
        assert_eq!(error.body(), body);
        assert_eq!(error.operation(), "OAuth::exchange");
        assert_eq!((world.count(), error.attempts()), (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_token_is_an_error() {
    for body in [
        "",
        "{}",
        "[]",
        "<html>",
        r#"{"access_token":""}"#,
        r#"{"error":"no"}"#,
        r#"{"access_token":null}"#,
    ] {
        let world = World::new([Turn::Answer(200, body.to_owned())]);
        let error = world.oauth().exchange("code").await.expect_err("no token");
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.body(), body);
    }
}

#[tokio::test(start_paused = true)]
async fn no_redirect_is_followed() {
    for (status, location) in [
        (307, "/elsewhere/oauth/token"),
        (308, "https://id.heroku.com/other/oauth/token"),
        (303, "https://id.heroku.com/other/oauth/token"),
        (302, "https://evil.example.com/oauth/token"),
        (307, "http://id.heroku.com/oauth/token"),
    ] {
        let world = World::new([Turn::Redirect(status, location)]);
        let error = world
            .oauth()
            .exchange("code")
            .await
            .expect_err("a redirect");
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.status().expect("a status"), status);
        assert_eq!(error.headers()["location"], location);
        assert_eq!(world.count(), 1, "{location}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_sent_again() {
    let lost = Turn::Fail(TransportErrorKind::Broken, Sent::MaybeSent);
    for turn in [lost, Turn::Answer(503, String::new())] {
        let world = World::new([turn]);
        let error = world.oauth().exchange("code").await.expect_err("lost");
        assert!(error.may_have_taken_effect());
        assert_eq!(world.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_sent_again() {
    let refused = Turn::Fail(TransportErrorKind::Connect, Sent::NotSent);
    let world = World::new([refused]);
    world.oauth().exchange("code").await.expect("tokens");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_is_empty_is_not_sent() {
    let world = World::new([]);
    let error = world.oauth().exchange("").await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(world.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn tokens_are_handed_over_and_belong_to_no_other_user() {
    let world = World::new([Turn::Answer(200, granted("of-somebody"))]);
    let noted = world.clone();
    let oauth = world
        .oauth()
        .on_tokens(move |tokens| noted.note(tokens.access_token.expose()));
    let one = oauth.with_tokens(OAuthTokens::new("of-one"));
    one.exchange("code").await.expect("tokens");
    assert_eq!(world.log(), ["of-somebody"]);
    assert_eq!(
        one.tokens().expect("tokens").access_token.expose(),
        "of-one"
    );
    assert!(oauth.tokens().is_none());
}
