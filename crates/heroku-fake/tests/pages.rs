//! The pages of id.heroku.com, and the login of the command line by a browser.

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bytes::Bytes;
use common::{get, post, send_with, text, with_app};
use heroku::account::AccountInfoByUser;
use heroku::app::AppList;
use heroku::{Builder, Client, ErrorKind, OAuth, OAuthScope, OAuthTokens};
use heroku_fake::{Fake, Server};
use http::{Request, Response};
use serde_json::{Value, json};

/// A client of the account of `test-token`.
fn client(fake: &Fake) -> Value {
    let wish = json!({ "name": "<my> client", "redirect_uri": "https://www.example.com/back?a=b" });
    post(fake, "/oauth/clients", wish).expect(201)
}

/// What a browser gets, which sends no headers that matter.
fn browse(fake: &Fake, method: &str, path: &str, body: &str) -> Response<Bytes> {
    let request = Request::builder().method(method).uri(path);
    let body = Bytes::from(body.to_owned());
    fake.handle(request.body(body).expect("well formed"))
}

fn shown(answer: &Response<Bytes>) -> &str {
    std::str::from_utf8(answer.body()).expect("pages are text")
}

/// Where an answer sends the browser.
fn location(answer: &Response<Bytes>) -> &str {
    assert_eq!(answer.status(), 303, "{}", shown(answer));
    answer.headers()["location"].to_str().expect("text")
}

/// A parameter in an address.
fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').expect("a query");
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(known, _)| *known == name)
        .expect("the parameter")
        .1
}

#[test]
fn the_page_asks_and_escapes_what_others_chose() {
    let fake = Fake::new();
    let client = client(&fake);
    let id = text(&client["id"]);
    let path = format!(
        "/oauth/authorize?client_id={id}&response_type=code&scope=read+identity&state=%22%3E%3Cb%3E"
    );
    let page = browse(&fake, "GET", &path, "");
    assert_eq!(
        (
            page.status().as_u16(),
            &page.headers()["content-type"].to_str().expect("text")[..9]
        ),
        (200, "text/html")
    );
    let html = shown(&page);
    assert!(
        html.contains("&lt;my&gt; client") && !html.contains("<my>"),
        "{html}"
    );
    assert!(
        html.contains("value=\"&quot;&gt;&lt;b&gt;\"") && !html.contains("<b>"),
        "{html}"
    );
    assert!(
        html.contains("read") && html.contains("identity") && html.contains("user@example.com"),
        "{html}"
    );
}

#[test]
fn the_users_answer_goes_back_with_the_state() {
    let fake = Fake::new();
    let client = client(&fake);
    let form = |decision: &str| {
        format!(
            "client_id={}&response_type=code&scope=read&state=a+b%26&decision={decision}",
            text(&client["id"])
        )
    };
    let yes = browse(&fake, "POST", "/oauth/authorize", &form("yes"));
    let back = location(&yes);
    assert!(
        back.starts_with("https://www.example.com/back?a=b&code="),
        "{back}"
    );
    assert_eq!(parameter(back, "state"), "a%20b%26");
    let no = browse(&fake, "POST", "/oauth/authorize", &form("no"));
    assert_eq!(parameter(location(&no), "error"), "access_denied");
    for (query, error) in [
        ("response_type=token", "unsupported_response_type"),
        ("response_type=code&scope=everything", "invalid_scope"),
        ("response_type=code&approve=0", "access_denied"),
    ] {
        let path = format!("/oauth/authorize?client_id={}&{query}", text(&client["id"]));
        assert_eq!(
            parameter(location(&browse(&fake, "GET", &path, "")), "error"),
            error
        );
    }
}

#[test]
fn nobody_is_sent_where_the_client_did_not_say() {
    let fake = Fake::new();
    let id = text(&client(&fake)["id"]).to_owned();
    let wrong = format!(
        "/oauth/authorize?client_id={id}&response_type=code&approve=1&redirect_uri=https%3A%2F%2Fevil.example%2F"
    );
    assert_eq!(browse(&fake, "GET", &wrong, "").status(), 400);
    let unknown = "/oauth/authorize?client_id=unknown&response_type=code&approve=1";
    assert_eq!(browse(&fake, "GET", unknown, "").status(), 404);
    assert_eq!(browse(&fake, "POST", "/oauth/authorize", "").status(), 404);
}

#[test]
fn wrong_grants_are_refused() {
    let fake = Fake::new();
    for (form, status) in [
        ("grant_type=authorization_code&code=x&client_secret=y", 401),
        (
            "grant_type=refresh_token&refresh_token=x&client_secret=y",
            401,
        ),
        ("grant_type=password", 400),
        ("", 400),
    ] {
        let answer = browse(&fake, "POST", "/oauth/token", form);
        assert_eq!(answer.status(), status, "{form}");
        let body: Value = serde_json::from_slice(answer.body()).expect("JSON");
        assert!(
            body["id"].is_string() && body["message"].is_string(),
            "{body}"
        );
    }
}

/// The code that a user brings who says yes, by what a client sends them to.
fn code(fake: &Fake, url: &str, state: &str) -> String {
    let path = &url[url.find("/oauth").expect("a path")..];
    let answer = browse(fake, "GET", &format!("{path}&approve=1"), "");
    let back = location(&answer);
    assert_eq!(parameter(back, "state"), state);
    parameter(back, "code").to_owned()
}

/// A client for an app of a fake whose user says yes, by way of `network`.
async fn dance(fake: &Fake, network: impl Fn() -> Builder) -> (OAuth, OAuthTokens, Client) {
    let client = client(fake);
    let oauth = OAuth::new(text(&client["id"]), text(&client["secret"])).network(network());
    let oauth = oauth.expect("the settings are sound");
    let state = OAuth::new_state();
    let url = oauth.authorize_url([OAuthScope::Identity, OAuthScope::Read], &state);
    let code = code(fake, &url, state.expose());
    let tokens = oauth
        .exchange(code.clone())
        .await
        .expect("the code is good");
    let again = oauth.exchange(code).await.expect_err("the code was used");
    assert_eq!(again.status().map(|status| status.as_u16()), Some(401));
    let oauth = oauth.with_tokens(tokens.clone());
    let builder = network().credential_source(oauth.clone());
    (
        oauth,
        tokens,
        builder.build().expect("the settings are sound"),
    )
}

async fn dances(fake: &Fake, network: impl Fn() -> Builder) {
    let (oauth, tokens, heroku) = dance(fake, network).await;
    let account = heroku
        .send(AccountInfoByUser::new("~"))
        .await
        .expect("it may be read");
    assert_eq!(tokens.user_id.as_deref(), Some(account.id.as_str()));
    assert!(tokens.session_nonce.is_some() && tokens.expires_at.is_some());
    let apps = heroku.send(AppList::new()).await.expect("they may be read");
    assert_eq!(apps.len(), 1);
    let refused = heroku.send(heroku::app::AppDelete::new("my-app")).await;
    assert_eq!(
        refused
            .expect_err("it may only be read")
            .status()
            .map(|status| status.as_u16()),
        Some(403)
    );

    // The token ends by the fake's clock, which the client does not know: it is refused, and renewed.
    fake.advance(Duration::from_hours(8));
    heroku
        .send(AppList::new())
        .await
        .expect("the token is renewed");
    let renewed = oauth.tokens().expect("there are tokens");
    assert_ne!(renewed.access_token, tokens.access_token);

    // Without the session there is nothing left to renew.
    let session = text(&get(fake, "/oauth/sessions").expect(200)[0]["id"]).to_owned();
    common::delete(fake, &format!("/oauth/sessions/{session}")).expect(200);
    let error = heroku
        .send(AppList::new())
        .await
        .expect_err("all is revoked");
    assert_eq!(error.kind(), ErrorKind::Credentials);
}

#[tokio::test]
async fn the_typed_client_acts_for_a_user_in_process() {
    let fake = with_app("my-app");
    dances(&fake, || Client::builder().transport(fake.clone())).await;
}

#[tokio::test]
async fn the_typed_client_acts_for_a_user_over_a_port() {
    let fake = with_app("my-app");
    let server = fake.serve().expect("a port is free");
    dances(&fake, || {
        Client::builder().base_url(server.url()).proxies(false)
    })
    .await;
}

/// Begins a login of the command line, and tells where it goes on.
fn begin(fake: &Fake) -> Value {
    let answer = browse(
        fake,
        "POST",
        "/auth",
        r#"{"description": "Login from <here>"}"#,
    );
    assert_eq!(answer.status(), 201);
    serde_json::from_slice(answer.body()).expect("JSON")
}

/// What the command line gets that waits for the user.
fn wait(fake: &Fake, login: &Value) -> Value {
    let bearer = format!("Bearer {}", text(&login["token"]));
    send_with(
        fake,
        "GET",
        text(&login["cli_url"]),
        &[("authorization", &bearer)],
        "",
    )
    .expect(200)
}

#[test]
fn a_browser_logs_the_command_line_in() {
    let fake = Fake::new();
    let login = begin(&fake);
    let browser = text(&login["browser_url"]);
    let page = browse(&fake, "GET", browser, "");
    assert!(
        shown(&page).contains("Login from &lt;here&gt;"),
        "{}",
        shown(&page)
    );
    assert_eq!(browse(&fake, "POST", browser, "decision=yes").status(), 200);
    let token = text(&wait(&fake, &login)["access_token"]).to_owned();
    let journal = format!("{:?}", fake.received());
    let (_, secret) = browser.rsplit_once('/').expect("a secret");
    assert!(
        journal.contains("/auth/browser/") && !journal.contains(secret),
        "{journal}"
    );
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let account = send_with(&fake, "GET", "/users/~", &headers, "").expect(200);
    assert_eq!(account["email"], "user@example.com");

    // As the command line logs out.
    send_with(&fake, "DELETE", "/oauth/sessions/~", &headers, "").expect(200);
    send_with(&fake, "GET", "/users/~", &headers, "").refused(401, "unauthorized");
}

#[test]
fn a_login_can_be_refused_and_needs_its_own_token() {
    let fake = Fake::new();
    let login = begin(&fake);
    let path = format!("{}?approve=0", text(&login["browser_url"]));
    assert_eq!(browse(&fake, "GET", &path, "").status(), 200);
    assert!(wait(&fake, &login)["error"].is_string());
    send_with(&fake, "GET", text(&login["cli_url"]), &[], "").refused(401, "unauthorized");
    send_with(&fake, "GET", "/auth/cli/unknown", &[], "").refused(404, "not_found");
    assert_eq!(
        browse(&fake, "GET", "/auth/browser/unknown", "").status(),
        404
    );
}

/// An open connection on which a GET was sent.
fn open(server: &Server, path: &str, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).expect("it listens");
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream
}

#[test]
fn the_command_line_is_kept_waiting_until_the_user_says_yes() {
    let fake = Fake::new();
    let server = fake.serve().expect("a port is free");
    let login = begin(&fake);
    let mut stream = open(&server, text(&login["cli_url"]), text(&login["token"]));
    let mut head = [0; 15];
    stream
        .read_exact(&mut head)
        .expect("the answer begins at once");
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    let path = format!("{}?approve=1", text(&login["browser_url"]));
    assert_eq!(browse(&fake, "GET", &path, "").status(), 200);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).expect("the answer ends");
    assert!(rest.contains("{\"access_token\":\"HRKU-"), "{rest}");
}

#[test]
fn the_registry_knows_where_a_buildpack_is() {
    let fake = Fake::new();
    let answer = browse(&fake, "GET", "/buildpacks/heroku%2Fnodejs", "");
    assert_eq!(answer.status(), 200);
    let told: Value = serde_json::from_str(shown(&answer)).expect("JSON");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    let wish = json!({ "updates": [{ "buildpack": told["blob_url"] }] });
    let path = "/apps/my-app/buildpack-installations";
    let installed = send_with(&fake, "PUT", path, &[], wish.to_string()).expect(200);
    assert_eq!(installed[0]["buildpack"]["name"], "heroku/nodejs");
    for odd in ["nodejs", "a%2Fb%2Fc", "%2Fb", "a%20b%2Fc"] {
        let answer = browse(&fake, "GET", &format!("/buildpacks/{odd}"), "");
        assert_eq!(answer.status(), 404, "{odd}");
    }
}
