//! Codes, secrets and tokens are never printed, even if the server repeats them.

use heroku::transport::{Sent, TransportErrorKind};
use heroku::{Client, Error, OAuth, OAuthTokens};

use crate::printed::Printed;
use crate::world::{Turn, World, call};

const CANARY: &str = "canary";

/// What is secret when a code is traded.
const EXCHANGE: &str = "code-canary s/canary s%2Fcanary";

/// What is secret when tokens are renewed.
const REFRESH: &str = "refresh-canary access-canary nonce-canary s/canary s%2Fcanary";

/// A server that prints all it can, and an OAuth client with secrets that may not be printed.
fn oauth(turns: impl IntoIterator<Item = Turn>) -> (OAuth, World, Printed) {
    let (world, printed) = (World::new(turns), Printed::new());
    let builder = Client::builder()
        .transport(world.clone())
        .token("canary-token");
    let network = printed.listen(builder);
    let oauth = OAuth::new("the-client", "s/canary").network(network);
    let oauth = oauth.expect("a network");
    printed.debug("oauth", &oauth);
    (oauth, world, printed)
}

fn check(printed: &Printed) {
    let text = printed.take();
    assert!(!text.contains(CANARY), "{text}");
    assert!(text.contains("OAuth"), "{text}");
}

/// An error that repeats what it was sent.
fn repeats(text: &str, status: u16) -> Turn {
    let body = serde_json::json!({ "error": text, "error_description": text });
    Turn::Answer(status, body.to_string())
}

fn tokens() -> OAuthTokens {
    let mut tokens = OAuthTokens::new("access-canary").refresh_token("refresh-canary");
    tokens.session_nonce = Some("nonce-canary".into());
    tokens.expires_at = Some(heroku::Timestamp::UNIX_EPOCH);
    tokens
}

fn failed<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("a success"),
        Err(error) => error,
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_and_the_secret_are_not_printed() {
    for turn in [
        repeats(EXCHANGE, 400),
        repeats(EXCHANGE, 200),
        Turn::Answer(200, "canary".to_owned()),
        Turn::Fail(TransportErrorKind::Broken, Sent::MaybeSent),
        Turn::Redirect(307, "https://example.com/?code=code-canary"),
    ] {
        let (oauth, world, printed) = oauth([turn]);
        let error = failed(oauth.exchange("code-canary").await);
        printed.error(&error);
        world.asked(0, |asked| assert!(asked.form.contains("code-canary")));
        check(&printed);
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_are_not_printed() {
    let body = r#"{"access_token":"access-canary","refresh_token":"refresh-canary",
        "user_id":"u","session_nonce":"nonce-canary","expires_in":10}"#;
    let (oauth, world, printed) = oauth([Turn::Answer(200, body.to_owned())]);
    let tokens = oauth.exchange("code-canary").await.expect("tokens");
    printed.debug("OAuth tokens", &tokens);
    let oauth = oauth.with_tokens(tokens);
    printed.debug("oauth", &oauth);
    let builder = printed.listen(Client::builder().transport(world.clone()));
    let client = builder.credential_source(oauth).build().expect("a client");
    printed.debug("client", &client);
    client
        .send(heroku::Raw::get("/account"))
        .await
        .expect("an answer");
    assert_eq!(world.log(), ["access-canary"]);
    check(&printed);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_prints_no_secret() {
    for status in [400, 500, 200] {
        let (oauth, world, printed) = oauth([repeats(REFRESH, status)]);
        let client = world.client(&oauth.with_tokens(tokens()));
        let error = failed(call(&client).await);
        printed.error(&error);
        world.asked(0, |asked| assert!(asked.form.contains("refresh-canary")));
        check(&printed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_cannot_be_mended_prints_no_secret() {
    let (oauth, world, printed) = oauth([repeats(REFRESH, 400)]);
    world.close();
    let mut tokens = tokens();
    tokens.expires_at = None;
    let client = world.client(&oauth.with_tokens(tokens));
    printed.error(&failed(call(&client).await));
    check(&printed);
}
