//! Setting up a client, and what it puts on the wire.

mod support;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use heroku::app::{AppCreate, AppInfo, AppList, AppUpdate};
use heroku::config_var::ConfigVarUpdate;
use heroku::{Client, ErrorKind, Id, ListRange, Raw, Request, Secret, Settings, With};
use support::{Script, answer};

fn app() -> String {
    answer("200 OK", &[], r#"{"name":"example"}"#)
}

fn sent(configure: impl FnOnce(heroku::Builder, &str) -> heroku::Builder) -> support::Received {
    let script = Script::new([app()]);
    let builder = Client::builder().base_url(script.url()).proxies(false);
    let client = configure(builder, script.url())
        .build_blocking()
        .expect("a client");
    client.send(AppInfo::new("example")).expect("an app");
    script.received().remove(0)
}

#[test]
fn without_credentials_none_are_sent() {
    assert_eq!(sent(|builder, _| builder).header("authorization"), None);
}

#[test]
fn basic_credentials_may_lack_either_half() {
    let header = |user: &str, password: &str| {
        let request = sent(|builder, _| builder.basic(user, password));
        request.header("authorization").map(str::to_owned)
    };
    assert_eq!(
        header("", "the-api-key").as_deref(),
        Some("Basic OnRoZS1hcGkta2V5")
    );
    let expected = Some("Basic dXNlckBleGFtcGxlLmNvbTo=");
    assert_eq!(header("user@example.com", "").as_deref(), expected);
}

#[test]
fn the_user_agent_can_be_named() {
    let request = sent(|builder, _| builder.user_agent("custom/1.0"));
    assert_eq!(request.header("user-agent"), Some("custom/1.0"));
}

#[test]
fn slashes_behind_the_base_url_do_not_matter() {
    let request = sent(|builder, url| builder.base_url(format!("{url}///")));
    assert_eq!(request.target, "/apps/example");
}

#[test]
fn a_path_of_the_base_url_is_kept() {
    let request = sent(|builder, url| builder.base_url(format!("{url}/prefix/")));
    assert_eq!(request.target, "/prefix/apps/example");
}

#[test]
fn extra_headers_may_have_many_values_and_replace_defaults() {
    let request = sent(|builder, _| {
        builder
            .token("secret")
            .header("X-Multi", "a")
            .header("x-multi", "b")
            .header("Accept", "application/vnd.heroku+json; version=edge")
            .header("Authorization", "Bearer other")
            .header("User-Agent", "mine/1")
    });
    let values = request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("x-multi"));
    assert_eq!(
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(
        request.header("accept"),
        Some("application/vnd.heroku+json; version=edge")
    );
    assert_eq!(request.header("authorization"), Some("Bearer other"));
    assert_eq!(request.header("user-agent"), Some("mine/1"));
}

#[test]
fn settings_of_one_request_win_over_the_client() {
    let script = Script::new([app()]);
    let client = script
        .builder()
        .header("X-Team", "a")
        .build_blocking()
        .expect("a client");
    let settings = Settings::new()
        .header("X-Team", "b")
        .if_match("\"etag\"")
        .expand("plan");
    client
        .send(AppInfo::new("example").with(settings))
        .expect("an app");
    let request = &script.received()[0];
    assert_eq!(request.header("x-team"), Some("b"));
    assert_eq!(request.header("if-match"), Some("\"etag\""));
    assert_eq!(request.header("accept-expansion"), Some("plan"));
}

#[test]
fn no_header_can_be_smuggled_in() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:9")
        .build()
        .expect("a client");
    let settings = Settings::new().header("X-Team", "a\r\nX-Evil: 1");
    let error = client
        .prepare(&AppInfo::new("example").with(settings))
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Request);
    for builder in [
        Client::builder().header("X-Team", "a\nb"),
        Client::builder().header("X Team", "a"),
        Client::builder().token(""),
        Client::builder().token("canary\r\nX-Evil: 1"),
        Client::builder().user_agent("a\r\nb"),
    ] {
        let error = builder.build().expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Setup);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn base_urls_that_make_no_sense_are_refused() {
    for url in [
        "",
        "api.heroku.com",
        "ftp://api.heroku.com",
        "https://user:canary@api.heroku.com",
        "https://api.heroku.com?a=b",
        "https://",
        "https://api.heroku.com/#",
        "https://evil.example#.heroku.com",
    ] {
        let error = Client::builder().base_url(url).build().expect_err(url);
        assert_eq!(error.kind(), ErrorKind::Setup, "{url}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

fn path_of(app: &str) -> Result<String, heroku::Error> {
    let client = Client::builder().build().expect("a client");
    let request = client.prepare(&AppInfo::new(app))?;
    Ok(request.uri().path().to_owned())
}

#[test]
fn path_arguments_are_one_segment_each() {
    for (argument, path) in [
        ("a/b", "/apps/a%2Fb"),
        ("a?b#c", "/apps/a%3Fb%23c"),
        ("a%2Fb", "/apps/a%252Fb"),
        ("a b+é", "/apps/a%20b%2B%C3%A9"),
        ("~", "/apps/~"),
        ("...", "/apps/..."),
        ("a\r\nb", "/apps/a%0D%0Ab"),
    ] {
        assert_eq!(path_of(argument).expect("a path"), path);
    }
}

#[test]
fn path_arguments_that_reach_other_routes_are_refused() {
    for argument in ["", ".", ".."] {
        let error = path_of(argument).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.to_string().contains("`app`"), "{error}");
        assert!(!error.may_have_been_sent());
        assert_eq!(error.attempts(), 0);
    }
}

#[test]
fn prepare_holds_no_credentials() {
    let client = Client::builder().token("canary").build().expect("a client");
    let request = client
        .prepare(&AppUpdate::new("example").name("other"))
        .expect("a request");
    assert_eq!(request.method(), "PATCH");
    assert_eq!(request.uri(), "https://api.heroku.com/apps/example");
    assert_eq!(request.body().as_bytes(), Some(&br#"{"name":"other"}"#[..]));
    assert_eq!(request.headers()["content-type"], "application/json");
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn a_raw_request_takes_any_verb_path_and_body() {
    let script = Script::new([
        answer("200 OK", &[], r#"{"a":1}"#),
        answer("201 Created", &[], r#"{"Wtf":"bbq"}"#),
        answer("204 No Content", &[], ""),
        answer("200 OK", &[], ""),
    ]);
    let client = script.client();
    let any = client.send(Raw::get("/x?a=1&b=c d")).expect("JSON");
    assert_eq!(any["a"], 1);
    let body = serde_json::json!({ "a": null, "b": "2" });
    let typed: std::collections::BTreeMap<String, String> = client
        .send(Raw::post("/x").json(&body).decode())
        .expect("a map");
    assert_eq!(typed["Wtf"], "bbq");
    client
        .send(Raw::put("/x").bytes("", &b"{\"raw\":1}"[..]).discard())
        .expect("nothing");
    assert!(client.send(Raw::delete("/x")).expect("null").is_null());

    let received = script.received();
    assert_eq!(received[0].target, "/x?a=1&b=c%20d");
    assert_eq!(received[1].body, br#"{"a":null,"b":"2"}"#);
    assert_eq!(received[1].header("content-type"), Some("application/json"));
    assert_eq!(received[2].body, br#"{"raw":1}"#);
    assert_eq!(received[2].header("content-type"), None);
    assert_eq!(
        (received[3].method.as_str(), received[3].body.len()),
        ("DELETE", 0)
    );
}

#[test]
fn a_raw_path_stays_below_the_base_url() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:9/prefix")
        .build()
        .expect("a client");
    for path in [
        "x",
        "//evil.example/x",
        "http://evil.example/x",
        "/a/../b",
        "",
    ] {
        let error = client.prepare(&Raw::get(path)).expect_err(path);
        assert_eq!(error.kind(), ErrorKind::Request, "{path}");
    }
    let request = client.prepare(&Raw::get("/x?y=1#z")).expect("a request");
    assert_eq!(request.uri(), "http://127.0.0.1:9/prefix/x?y=1");
}

#[test]
fn execute_streams_to_a_writer_and_reads_errors() {
    let script = Script::new([
        answer("200 OK", &[], "a long log"),
        answer(
            "422 Unprocessable Entity",
            &[],
            r#"{"id":"invalid_params","message":"no"}"#,
        ),
    ]);
    let client = script.client();
    let request = http::Request::get("/apps/example/log")
        .body(())
        .expect("a request");
    let mut text = String::new();
    let mut body = client.execute(request).expect("an answer").into_body();
    body.read_to_string(&mut text).expect("the log");
    assert_eq!(text, "a long log");

    let request = http::Request::post("/apps").body("{}").expect("a request");
    let error = client.execute(request).expect_err("refused");
    assert!(error.is_invalid());
    assert_eq!(
        script.received()[1].header("authorization"),
        Some("Bearer canary-token")
    );
}

#[test]
fn execute_sends_no_credentials_to_other_hosts() {
    let heroku = Script::new([] as [&str; 0]);
    let elsewhere = Script::new([answer("200 OK", &[], "stored")]);
    let request = http::Request::put(format!("{}/slug?signature=x", elsewhere.url()));
    let request = request.body("the slug").expect("a request");
    let answer = heroku.client().execute(request).expect("an answer");
    assert_eq!(answer.status(), 200);
    let request = &elsewhere.received()[0];
    assert_eq!(request.body, b"the slug");
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("accept"), None);
}

#[tokio::test]
async fn execute_streams_a_body_out() {
    struct Pieces(Vec<&'static str>);

    impl futures_core::Stream for Pieces {
        type Item = Result<bytes::Bytes, heroku::transport::TransportError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            let piece = self.0.pop().map(|piece| Ok(bytes::Bytes::from(piece)));
            std::task::Poll::Ready(piece)
        }
    }

    let script = Script::new([answer("200 OK", &[], "stored")]);
    let client = script.builder().build().expect("a client");
    let body = heroku::transport::Body::stream(Pieces(vec!["two", "one"]));
    let request = http::Request::put("/blob").body(body).expect("a request");
    let answer = client.execute(request).await.expect("an answer");
    let mut text = Vec::new();
    answer
        .into_body()
        .write_to(&mut text)
        .await
        .expect("the answer's body");
    assert_eq!(text, b"stored");
    assert_eq!(
        script.received()[0].body,
        b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    );
}

#[tokio::test]
async fn the_blocking_client_works_and_drops_inside_a_runtime() {
    let script = Script::new([app()]);
    let client = script.client();
    let app = client.send(AppInfo::new("example")).expect("an app");
    assert_eq!(app.name, "example");
    drop(client);
}

#[cfg(unix)]
#[test]
fn a_socket_that_the_program_named_counts_more_than_the_environment() {
    let own = scratch("own-socket").join("own.sock");
    let builder = Client::builder().unix_socket(&own).from_variables(|name| {
        (name == "HEROKU_AGENT_SOCK").then(|| "/nowhere/other.sock".to_owned())
    });
    let client = builder
        .expect("a builder")
        .build_blocking()
        .expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("no socket");
    assert!(support::causes(&error).contains("own.sock"));
}

#[test]
fn the_blocking_client_of_a_used_asynchronous_one_does_not_wait_for_it() {
    let server = heroku_fake::Fake::new().serve().expect("a server");
    let builder = Client::builder()
        .base_url(server.url())
        .token("token")
        .proxies(false);
    let client = builder
        .timeout(Duration::from_secs(5))
        .build()
        .expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        client
            .send(AppCreate::new().name("example"))
            .await
            .expect("an app");
        let waiting = heroku::blocking::Client::new(&client).expect("a client");
        assert_eq!(
            waiting.send(AppInfo::new("example")).expect("an app").name,
            "example"
        );
    });
}

#[test]
fn a_blocking_body_outlives_its_client() {
    let script = Script::new([answer("200 OK", &[], &"x".repeat(300_000))]);
    let request = http::Request::get("/log").body(()).expect("a request");
    let mut body = script
        .client()
        .execute(request)
        .expect("an answer")
        .into_body();
    let mut text = String::new();
    body.read_to_string(&mut text).expect("the log");
    assert_eq!(text.len(), 300_000);
}

#[test]
fn a_callback_that_panics_or_calls_back_is_told_apart_from_a_call_that_was_not_sent() {
    let warned = || {
        answer(
            "201 Created",
            &[("Warning-Message", "beware")],
            r#"{"id":"1"}"#,
        )
    };
    let script = Script::new([warned()]);
    let builder = script
        .builder()
        .on_warning(|_| panic!("a callback of the test"));
    let client = builder.build_blocking().expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("a panic");
    assert!(error.may_have_been_sent());
    assert_eq!(error.attempts(), 1);

    let script = Script::new([warned(), app()]);
    let (sender, heard) = std::sync::mpsc::channel();
    let inner = std::sync::Arc::new(std::sync::OnceLock::<heroku::blocking::Client>::new());
    let again = std::sync::Arc::clone(&inner);
    let builder = script.builder().on_warning(move |_| {
        let client = again.get().expect("the client");
        drop(sender.send(client.send(AppInfo::new("example")).map(drop)));
    });
    let client = builder.build_blocking().expect("a client");
    inner.set(client.clone()).expect("an empty cell");
    client.send(AppInfo::new("example")).expect("an app");
    let error = heard.recv().expect("an answer").expect_err("refused");
    assert!(!error.may_have_been_sent());
    assert!(error.to_string().contains("callback"), "{error}");
}

#[tokio::test]
async fn an_upload_may_take_as_long_as_it_moves() {
    struct Slow(u32, Option<std::pin::Pin<Box<tokio::time::Sleep>>>);

    impl futures_core::Stream for Slow {
        type Item = Result<bytes::Bytes, heroku::transport::TransportError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            let pause = Duration::from_millis(40);
            let sleep = self
                .1
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            std::task::ready!(sleep.as_mut().poll(context));
            self.1 = None;
            self.0 -= 1;
            let piece = (self.0 > 0).then(|| Ok(bytes::Bytes::from_static(b"x")));
            std::task::Poll::Ready(piece)
        }
    }

    let script = Script::new([answer("200 OK", &[], "stored")]);
    let limit = Duration::from_millis(200);
    let client = script.builder().timeout(limit).build().expect("a client");
    let body = heroku::transport::Body::stream(Slow(10, None));
    let request = http::Request::put("/blob").body(body).expect("a request");
    assert_eq!(
        client.execute(request).await.expect("an answer").status(),
        200
    );

    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/blob", listener.local_addr().expect("an address"));
    let body = heroku::transport::Body::stream(Slow(3, None));
    let request = http::Request::put(url).body(body).expect("a request");
    assert!(
        client
            .execute(request)
            .await
            .expect_err("a timeout")
            .is_timeout()
    );
}

#[cfg(unix)]
#[test]
fn an_agent_socket_takes_all_requests_over_http() {
    let directory = scratch("socket");
    let path = directory.join("agent.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a byte");
            head.push(byte[0]);
        }
        stream.write_all(app().as_bytes()).expect("an answer");
        String::from_utf8(head).expect("text")
    });
    let client = Client::builder()
        .token("t")
        .unix_socket(&path)
        .build_blocking();
    let client = client.expect("a client");
    assert_eq!(client.base_url(), "http://api.heroku.com");
    assert_eq!(
        client.send(AppInfo::new("example")).expect("an app").name,
        "example"
    );
    let head = server.join().expect("the head").to_ascii_lowercase();
    assert!(head.starts_with("get /apps/example http/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nhost: api.heroku.com\r\n"), "{head}");
}

#[cfg(unix)]
#[test]
fn a_missing_agent_socket_is_named() {
    let path = scratch("no-socket").join("agent.sock");
    let client = Client::builder()
        .unix_socket(&path)
        .build_blocking()
        .expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("no socket");
    let causes = support::causes(&error);
    assert!(causes.contains("agent.sock"), "{causes}");
}

fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _not_there = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a scratch folder");
    path
}

fn from_variables(variables: &[(&str, &str)]) -> Result<heroku::Builder, heroku::Error> {
    Client::builder().from_variables(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn base_of(variables: &[(&str, &str)]) -> Result<String, heroku::Error> {
    Ok(from_variables(variables)?.build()?.base_url().to_owned())
}

#[test]
fn the_environment_names_the_address() {
    let base = |variables: &[(&str, &str)]| base_of(variables).expect("a client");
    assert_eq!(base(&[]), "https://api.heroku.com");
    assert_eq!(
        base(&[("HEROKU_API_URL", "http://127.0.0.1:5000/")]),
        "http://127.0.0.1:5000"
    );
    assert_eq!(
        base(&[("HEROKU_HOST", "http://127.0.0.1:5000")]),
        "http://127.0.0.1:5000"
    );
    let staging = base(&[("HEROKU_HOST", "foo.herokudev.com")]);
    assert_eq!(staging, "https://api.foo.herokudev.com");
    let both = [
        ("HEROKU_API_URL", "http://localhost:1"),
        ("HEROKU_HOST", "heroku.com"),
    ];
    assert_eq!(base(&both), "http://localhost:1");
    let agent = [("HEROKU_AGENT_SOCK", "~/agent.sock"), ("HOME", "/nowhere")];
    assert_eq!(base(&agent), "http://api.heroku.com");
}

#[test]
fn no_token_goes_to_a_host_that_only_looks_like_herokus() {
    for host in [
        "evil.example",
        "notheroku.com",
        "https://heroku.com.evil.example",
    ] {
        let error = base_of(&[("HEROKU_HOST", host)]).expect_err(host);
        assert!(error.to_string().contains("HEROKU_API_URL"), "{error}");
    }
}

fn token_sent(variables: &[(&str, &str)]) -> Option<String> {
    let script = Script::new([app()]);
    let mut variables = variables.to_vec();
    variables.push(("HEROKU_API_URL", script.url()));
    let builder = from_variables(&variables)
        .expect("a builder")
        .proxies(false);
    let client = builder.build_blocking().expect("a client");
    client.send(AppInfo::new("example")).expect("an app");
    script.received()[0]
        .header("authorization")
        .map(str::to_owned)
}

#[test]
fn the_token_comes_from_the_variable_and_then_from_netrc() {
    let home = scratch("netrc");
    let netrc = "# a comment with machine 127.0.0.1 password wrong\n\
        machine other.example login a password b\n\
        machine 127.0.0.1\n  login user@example.com\n  password \"quoted \\\"token\"\n\
        macdef init\nmachine 127.0.0.1 password wrong\n\n\
        machine api.heroku.com login x password y\n";
    std::fs::write(home.join(".netrc"), netrc).expect("a netrc");
    let home = home.to_str().expect("a path");
    let key = token_sent(&[("HEROKU_API_KEY", "from-key"), ("HOME", home)]);
    assert_eq!(key.as_deref(), Some("Bearer from-key"));
    let netrc = token_sent(&[("HEROKU_API_KEY", ""), ("HOME", home)]);
    assert_eq!(netrc.as_deref(), Some("Bearer quoted \"token"));
    assert_eq!(token_sent(&[("HOME", "/nowhere")]), None);
}

#[test]
fn the_clients_are_cheap_to_share() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<heroku::blocking::Client>();
    let client = Client::builder()
        .token("canary")
        .timeout(Duration::from_secs(1))
        .build();
    let debug = format!(
        "{:?} {:?}",
        client.expect("a client"),
        Client::builder().token("canary")
    );
    assert!(!debug.contains("canary"));
}

#[test]
fn requests_are_no_larger_than_their_fields() {
    type Texts = [Option<String>; 3];
    type Vars = BTreeMap<String, Option<Secret>>;
    let sizes = [
        (size_of::<AppInfo>(), size_of::<Id>()),
        (size_of::<Id>(), size_of::<String>()),
        (size_of::<Secret>(), size_of::<String>()),
        (size_of::<AppList>(), size_of::<Option<ListRange>>()),
        (
            size_of::<AppCreate>(),
            size_of::<Texts>() + size_of::<Option<Vec<String>>>(),
        ),
        (
            size_of::<ConfigVarUpdate>(),
            size_of::<Id>() + size_of::<Vars>(),
        ),
        (
            size_of::<With<AppInfo>>(),
            size_of::<AppInfo>() + size_of::<Settings>(),
        ),
    ];
    for (number, (whole, fields)) in sizes.into_iter().enumerate() {
        assert!(whole <= fields, "{number}: {whole} bytes for {fields}");
    }
}
