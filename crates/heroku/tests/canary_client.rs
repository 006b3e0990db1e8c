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

#[tokio::test]
async fn a_secret_that_is_written_in_another_way_is_not_printed() {
    for secret in [
        "-----BEGIN-----\ncanary\n-----END-----",
        r#"{"key":"canary"}"#,
        "canary\\of\ttabs",
        "canary & \u{fc}ml\u{e4}ut",
    ] {
        let (client, printed, stage) = client(|builder| builder.token(TOKEN));
        let set = ConfigVarUpdate::new("example").set("KEY", secret);
        let mut url = http::Uri::from_static("/").to_string();
        for byte in secret.bytes() {
            let escaped = if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            };
            url.push_str(&escaped);
        }
        let in_json = serde_json::Value::from(secret).to_string();
        for message in [secret, &in_json, &url] {
            refused(&stage, 422, &format!("the value {message} is not allowed"));
            let error = failed(client.send(&set).await);
            printed.error(&error);
            assert!(error.to_string().contains("[secret]"), "{error}");
            check(&printed);
        }
    }
}

#[tokio::test]
async fn a_secret_that_begins_or_ends_with_another_is_not_printed() {
    for (one, other, repeated) in [
        ("abcd", "abcd-canary", "abcd-canary"),
        ("abcdefgh", "efgh-canary", "abcdefgh-canary"),
        ("canary-abcd", "abcdefgh", "canary-abcdefgh"),
    ] {
        let (client, printed, stage) = client(|builder| builder.token(TOKEN));
        refused(&stage, 422, &format!("the value {repeated} is not allowed"));
        let set = ConfigVarUpdate::new("example")
            .set("A", one)
            .set("B", other);
        let error = failed(client.send(&set).await);
        printed.error(&error);
        assert!(
            error
                .to_string()
                .contains("the value [secret] is not allowed"),
            "{error}"
        );
        check(&printed);
    }
}

#[tokio::test]
async fn credentials_of_a_header_are_not_printed_even_if_the_server_repeats_them() {
    let base_64 = "bWU6Y2FuYXJ5LXBhc3N3b3Jk";
    let echo = format!("Bearer token-canary, or header-canary, or {base_64} of canary-password");
    for value in ["Bearer token-canary", &format!("Basic {base_64}")] {
        let headers = [("authorization", value), ("x-secret", "header-canary")];
        let text = echo
            .split(", ")
            .filter(|part| match *part {
                "Bearer token-canary" => value.starts_with("Bearer"),
                "or header-canary" => true,
                _ => value.starts_with("Basic"),
            })
            .collect::<Vec<_>>()
            .join(", ");
        let check = |printed: &Printed, error: &Error| {
            printed.error(error);
            let text = printed.take();
            assert!(text.contains("[secret]"), "{text}");
            assert!(!text.contains(CANARY) && !text.contains(base_64), "{text}");
        };

        let (own, printed, stage) = client(|builder| {
            let add = |builder: Builder, (name, value)| builder.header(name, value);
            headers.into_iter().fold(builder, add)
        });
        refused(&stage, 401, &text);
        check(&printed, &failed(own.send(AppInfo::new("example")).await));

        let (other, printed, stage) = client(|builder| builder);
        refused(&stage, 401, &text);
        let add = |settings: Settings, (name, value)| settings.header(name, value);
        let settings = headers.into_iter().fold(Settings::new(), add);
        let request = AppInfo::new("example").with(settings);
        check(&printed, &failed(other.send(request).await));

        let add = |request: http::request::Builder, (name, value)| request.header(name, value);
        let request = headers.into_iter().fold(http::Request::get("/apps"), add);
        let request = request.body(()).expect("a request");
        check(&printed, &failed(other.execute(request).await));
    }
}

#[tokio::test]
async fn a_url_in_a_path_is_not_printed_however_it_is_escaped() {
    for escaped in ["%3A%2F%2F", "%3a%2f%2f", "%3a%2F%2f"] {
        let (client, printed, stage) = client(|builder| builder.token(TOKEN));
        let path = format!("/apps/example/log-drains/https{escaped}canary.example.com");
        let request = http::Request::get(path).body(()).expect("a request");
        client.execute(request).await.expect("an answer");
        assert!(stage.sent().contains(CANARY));
        check(&printed);
    }
}
