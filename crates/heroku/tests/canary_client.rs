//! The secrets of a client, and of requests that no type knows, are never printed.

mod every;

use every::printed::Printed;
use every::stage::{Act, Stage};
use heroku::app::AppInfo;
use heroku::config_var::ConfigVarUpdate;
use heroku::log_drain::LogDrainInfo;
use heroku::transport::{Body, TransportErrorKind};
use heroku::{Builder, Client, Credentials, Error, Raw, Request, Secret, Settings};

const CANARY: &str = "canary";
const TOKEN: &str = "token-canary-0123";

/// Fails where a secret was printed, and where nothing was printed at all.
fn check(printed: &Printed) {
    let text = printed.take();
    assert!(!text.contains(CANARY), "{text}");
    assert!(!text.is_empty());
}

/// A client that prints all it can, what it prints, and its stage.
fn client(configure: impl FnOnce(Builder) -> Builder) -> (Client, Printed, Stage) {
    let (printed, stage) = (Printed::new(), Stage::new());
    let builder = configure(Client::builder()).transport(stage.clone());
    let builder = printed.listen(builder);
    printed.debug("builder", &builder);
    let client = builder.build().expect("a client");
    printed.debug("client", &client);
    let blocking = heroku::blocking::Client::new(&client);
    printed.debug("blocking", &blocking.expect("a client"));
    (client, printed, stage)
}

fn refused(act: &Stage, status: u16, message: &str) {
    let body = serde_json::json!({ "id": "unauthorized", "message": message });
    act.play(Act::answer(status, body.to_string()));
}

fn failed<T>(result: Result<T, Error>) -> Error {
    match result {
        Ok(_) => panic!("a success"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_token_is_not_printed_even_if_the_server_repeats_it() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    refused(&stage, 401, &format!("the token {TOKEN} has expired"));
    let error = failed(client.send(Raw::get("/account")).await);
    printed.error(&error);
    assert!(error.to_string().contains("the token [secret] has expired"));
    assert!(String::from_utf8_lossy(error.body()).contains(TOKEN));
    check(&printed);
}

#[tokio::test]
async fn a_password_is_not_printed_even_in_base_64() {
    let (client, printed, stage) = client(|builder| builder.basic("me", "canary"));
    let encoded = "bWU6Y2FuYXJ5";
    refused(&stage, 401, &format!("what is canary, or Basic {encoded}?"));
    let error = failed(client.send(Raw::get("/account")).await);
    printed.error(&error);
    assert!(!error.to_string().contains(encoded), "{error}");
    check(&printed);
}

#[test]
fn credentials_are_not_printed() {
    let printed = Printed::new();
    let password = Secret::from("canary");
    printed.debug("bearer", &Credentials::Bearer(password.clone()));
    let user = "me".to_owned();
    printed.debug("basic", &Credentials::Basic { user, password });
    check(&printed);
}

#[test]
fn headers_of_ones_own_are_not_printed() {
    let (_client, printed, _stage) = client(|builder| {
        let builder = builder.header("Authorization", "Bearer canary");
        builder.header("X-Secret", "canary")
    });
    check(&printed);
}

#[test]
fn a_password_in_the_base_url_is_refused_and_not_printed() {
    for url in [
        "https://user:canary@api.example.com",
        "https://user:can ary-canary@api.example.com",
        "ftp://user:canary@api.example.com",
        "user:canary@api.example.com",
        "https://api.example.com?key=canary",
    ] {
        let printed = Printed::new();
        let builder = Client::builder().base_url(url);
        printed.debug("builder", &builder);
        printed.error(&failed(builder.build()));
        let variable = |name: &str| (name == "HEROKU_API_URL").then(|| url.to_owned());
        let builder = Client::builder().from_variables(variable);
        printed.debug("builder", &builder.expect("a builder"));
        check(&printed);
    }
}

#[test]
fn what_netrc_holds_is_not_printed() {
    let name = format!("heroku-netrc-{}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let netrc = |text: &str| {
        std::fs::write(&path, text).expect("a file");
        let variable = |name: &str| (name == "NETRC").then(|| path.display().to_string());
        Client::builder().from_variables(variable)
    };
    let printed = Printed::new();
    for text in [
        "machine api.heroku.com login me password secret-canary",
        "machine api.heroku.com login me password \"secret-canary\n",
        "machine api.heroku.com login me password",
        "machine api.heroku.com login me password secret\u{7}canary",
    ] {
        match netrc(text) {
            Ok(builder) => {
                printed.debug("builder", &builder);
                match builder.build() {
                    Ok(client) => printed.debug("client", &client),
                    Err(error) => printed.error(&error),
                }
            }
            Err(error) => printed.error(&error),
        }
    }
    std::fs::remove_file(&path).expect("the file");
    check(&printed);
}

#[tokio::test]
async fn a_secret_in_a_path_is_not_printed_whatever_it_looks_like() {
    for secret in ["d.canary", "https://user:canary@logs.example.com"] {
        let (client, printed, stage) = client(|builder| builder);
        refused(&stage, 404, &format!("No log drain {secret} here."));
        let request = LogDrainInfo::new("example-app", secret);
        printed.debug("request", &request);
        printed.error(&failed(client.send(&request).await));
        assert!(stage.sent().contains(CANARY));
        let prepared = client.prepare(&request).expect("a request");
        printed.error(&failed(client.execute(prepared).await));
        assert!(stage.sent().contains(CANARY));
        let tells = "no way".to_owned();
        let kind = TransportErrorKind::Connect;
        stage.play(Act::Fail { kind, tells });
        printed.error(&failed(client.send(&request).await));
        check(&printed);
    }
}

#[tokio::test]
async fn raw_requests_and_their_answers_are_not_printed() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    let body = r#"{"name":"canary","id":"canary"}"#;
    stage.play(Act::answer(200, body));
    let request = Raw::post("/x?key=canary").json(&serde_json::json!({ "name": "canary" }));
    client.send(request.clone()).await.expect("an answer");
    assert_eq!(stage.sent().matches(CANARY).count(), 2);
    let raw = http::Request::post("/x?key=canary").body(body);
    let answer = client.execute(raw.expect("a request")).await;
    let answer = answer.expect("an answer");
    printed.debug("body", answer.body());
    printed.debug("body of a request", &Body::from(body));
    printed.debug("request", &request);
    printed.debug(
        "URL",
        &Raw::get("https://user:canary@logs.example.com/canary"),
    );
    let refused = client.prepare(&Raw::get("https://user:canary@logs.example.com/canary"));
    printed.error(&failed(refused));
    check(&printed);
}

#[tokio::test]
async fn a_secret_of_the_body_is_not_printed_even_if_the_server_repeats_it() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    refused(&stage, 422, "the value body-canary-0123 is not allowed");
    let set = ConfigVarUpdate::new("example").set("KEY", "body-canary-0123");
    let error = failed(client.send(&set).await);
    printed.error(&error);
    assert!(
        error
            .to_string()
            .contains("the value [secret] is not allowed"),
        "{error}"
    );
    assert!(stage.sent().contains("body-canary-0123"));
    check(&printed);
}

#[tokio::test]
async fn headers_of_one_request_are_not_printed() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    let settings = Settings::new()
        .header("Authorization", "Bearer canary")
        .header("Heroku-Two-Factor-Code", "canary");
    let request = AppInfo::new("example").with(settings);
    printed.debug("request", &request);
    printed.debug("prepared", &client.prepare(&request).expect("a request"));
    stage.play(Act::answer(200, "{}"));
    client.send(request).await.expect("an app");
    check(&printed);
}

#[tokio::test]
async fn urls_of_other_hosts_are_not_printed() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    stage.play(Act::answer(200, "a log"));
    let request = http::Request::get("https://logs.example.com/sessions/canary?srv=canary");
    let answer = client.execute(request.body(()).expect("a request")).await;
    assert_eq!(answer.expect("an answer").status(), 200);
    check(&printed);
}

#[tokio::test]
async fn what_a_redirect_leads_to_is_not_printed() {
    let (client, printed, stage) = client(|builder| builder.token(TOKEN));
    for location in [
        "https://blobs.example.com/x?signature=canary",
        "https://user:canary@blobs.example.com/x",
        "http://blobs.example.com/canary",
    ] {
        stage.play(Act::Answer {
            status: 302,
            headers: vec![("location", location.to_owned())],
            body: "canary".into(),
        });
        printed.error(&failed(client.send(Raw::get("/x")).await));
    }
    assert!(stage.sent().starts_with("https://api.heroku.com/x"));
    check(&printed);
}
