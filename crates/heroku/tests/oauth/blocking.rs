//! The same words without async, over a real network.

use std::time::Duration;

use heroku::account::AccountInfo;
use heroku::{Builder, Client, OAuth, OAuthTokens};
use tokio::runtime::Runtime;

use crate::server::Server;
use crate::step::Step;

fn grants(bodies: &[&str]) -> Server {
    Server::new(bodies.iter().map(|body| Step::answer("200 OK", &[], body)))
}

fn api() -> Server {
    Server::new([Step::answer("200 OK", &[], r#"{"email":"me@example.com"}"#)])
}

fn builder(server: &Server) -> Builder {
    let builder = Client::builder().base_url(server.url()).proxies(false);
    builder.timeout(Duration::from_secs(10))
}

fn oauth(id: &Server) -> OAuth {
    let oauth = OAuth::new("the-client", "the-secret").network(builder(id));
    oauth.expect("a network")
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// The credentials that came, in order.
fn credentials(api: &Server) -> Vec<String> {
    let requests = api.requests();
    let headers = requests
        .iter()
        .map(|request| request.header("authorization"));
    headers
        .map(|header| header.unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn codes_and_refresh_tokens_are_traded_without_a_runtime() {
    let api = api();
    let id = grants(&[
        r#"{"access_token":"a-1","refresh_token":"r-1","expires_in":0}"#,
        r#"{"access_token":"a-2","expires_in":28800}"#,
    ]);
    let oauth = oauth(&id);
    let tokens = oauth.exchange_blocking("the-code").expect("tokens");
    let builder = builder(&api).credential_source(oauth.with_tokens(tokens));
    let client = builder.build_blocking().expect("a client");
    let account = client.send(AccountInfo::new()).expect("an account");
    assert_eq!(account.email, "me@example.com");
    assert_eq!(credentials(&api), ["Bearer a-2"]);
    let requests = id.requests();
    let forms = requests
        .iter()
        .map(|request| String::from_utf8_lossy(&request.body));
    assert_eq!(
        forms.collect::<Vec<_>>(),
        [
            "grant_type=authorization_code&code=the-code&client_secret=the-secret",
            "grant_type=refresh_token&refresh_token=r-1&client_secret=the-secret",
        ]
    );
}

#[test]
fn waiting_inside_a_runtime_does_no_harm() {
    let id = grants(&[r#"{"access_token":"a"}"#]);
    let tokens = runtime().block_on(async { oauth(&id).exchange_blocking("the-code") });
    assert_eq!(tokens.expect("tokens").access_token.expose(), "a");
}

#[test]
fn one_source_serves_clients_of_several_runtimes() {
    let api = api();
    let id = grants(&[
        r#"{"access_token":"a-1","expires_in":0}"#,
        r#"{"access_token":"a-2","expires_in":0}"#,
    ]);
    let tokens = OAuthTokens::new("").refresh_token("r-1");
    let builder = builder(&api).credential_source(oauth(&id).with_tokens(tokens));
    let client = builder.build().expect("a client");
    let runtime = runtime();
    let account = runtime.block_on(client.send(AccountInfo::new()));
    account.expect("an account");
    // The runtime stands still from now on, and with it the connections that it made.
    let blocking = heroku::blocking::Client::new(&client).expect("a client");
    blocking.send(AccountInfo::new()).expect("an account");
    assert_eq!(credentials(&api), ["Bearer a-1", "Bearer a-2"]);
}
