//! Answers as they come: every fact of each ends up in the result or in the error.

mod support;

use heroku::app::{App, AppDelete, AppInfo, AppList};
use heroku::config_var::ConfigVarInfoForApp;
use heroku::dyno_size::DynoSizeInfo;
use heroku::formation::FormationList;
use heroku::{Drift, DriftKind, ErrorKind, Raw, Request, Settings};
use support::{Script, answer};

fn info(
    raw: &str,
) -> (
    Result<heroku::Response<heroku::app::App>, heroku::Error>,
    Script,
) {
    let script = Script::new([raw.to_owned()]);
    let result = script.client().exchange(AppInfo::new("example"));
    (result, script)
}

fn info_error(raw: &str) -> heroku::Error {
    info(raw).0.expect_err("an error")
}

#[test]
fn reads_a_plain_answer() {
    let (result, script) = info(&answer("200 OK", &[], r#"{"name":"example"}"#));
    let response = result.expect("an app");
    assert_eq!(response.value().name, "example");
    assert_eq!(response.status(), 200);
    assert_eq!(response.body().as_ref(), br#"{"name":"example"}"#);
    let request = &script.received()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("GET", "/apps/example")
    );
    assert_eq!(
        request.header("accept"),
        Some("application/vnd.heroku+json; version=3")
    );
    assert_eq!(request.header("authorization"), Some("Bearer canary-token"));
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("request-id").map(str::len), Some(36));
    assert!(
        request
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("heroku-rust/"))
    );
}

#[test]
fn tells_which_promised_fields_are_missing() {
    let (result, _script) = info(&answer("200 OK", &[], r#"{"name":"example"}"#));
    let response = result.expect("an app");
    let missing = |field| {
        let mut drift = response.drift().iter();
        drift.any(|drift| drift.field == field && drift.kind == DriftKind::Missing)
    };
    assert!(missing("id"), "{:?}", response.drift());
    assert!(!missing("name"));
}

#[test]
fn an_empty_answer_to_a_question_is_an_error_that_says_it_succeeded() {
    for raw in [
        answer("200 OK", &[], ""),
        "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
    ] {
        let error = info_error(&raw);
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.status().is_some_and(|status| status.is_success()));
        assert!(error.to_string().contains("the call succeeded"), "{error}");
    }
}

#[test]
fn an_empty_answer_to_a_delete_is_fine() {
    for raw in [
        "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        answer("200 OK", &[], ""),
        answer("202 Accepted", &[], "  \r\n "),
        answer("200 OK", &[], "{}"),
        answer("200 OK", &[], "[]"),
    ] {
        let response = Script::new([raw])
            .client()
            .exchange(AppDelete::new("example"));
        let response = response.expect("a deleted app");
        assert_eq!(response.value().name, "");
        assert!(!response.drift().is_empty());
    }
}

#[test]
fn a_deleted_thing_comes_with_the_answer() {
    let raw = answer("202 Accepted", &[], r#"{"name":"example"}"#);
    let response = Script::new([raw])
        .client()
        .exchange(AppDelete::new("example"));
    let response = response.expect("a deleted app");
    assert_eq!(
        (response.status().as_u16(), response.value().name.as_str()),
        (202, "example")
    );
}

#[test]
fn what_is_no_json_is_kept_and_said_to_have_succeeded() {
    for body in [r#"{"name":"example"} trailing"#, "<html>"] {
        let error = info_error(&answer("200 OK", &[("Request-Id", "abc, def")], body));
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert_eq!(error.body().as_ref(), body.as_bytes());
        assert_eq!(error.request_ids()[..2], ["abc", "def"]);
        assert!(error.may_have_been_sent());
    }
}

#[test]
fn a_number_for_text_is_taken_and_noted() {
    let (result, _script) = info(&answer("200 OK", &[], r#"{"name":5}"#));
    let response = result.expect("an app");
    assert_eq!(response.value().name, "5");
    let drift = response.drift().iter().find(|drift| drift.field == "name");
    assert_eq!(drift.map(|drift| drift.kind), Some(DriftKind::OtherType));
}

#[test]
fn a_large_number_for_text_keeps_all_its_digits() {
    for number in [
        "9223372036854775809",
        "18446744073709551615",
        "-9223372036854775808",
    ] {
        let (result, _script) = info(&answer("200 OK", &[], &format!(r#"{{"name":{number}}}"#)));
        assert_eq!(result.expect("an app").value().name, number);
    }
}

/// With work that grows with what was read before, this would take minutes.
#[test]
fn a_hundred_thousand_odd_numbers_are_read_one_like_the_other() {
    let body = vec![r#"{"quantity":1.0}"#; 100_000].join(",");
    let answer = heroku::http::Response::new(format!("[{body}]").into());
    let response = FormationList::from_http(answer).expect("a list");
    let is_odd = |drift: &&Drift| drift.field == "quantity" && drift.kind == DriftKind::OtherType;
    let odd = response.drift().iter().find(is_odd);
    assert_eq!(odd.map(|drift| drift.count), Some(100_000));
}

#[test]
fn a_word_that_is_no_finite_number_is_no_number() {
    for memory in ["nan", "-inf", "Infinity", "1e999"] {
        let body = format!(r#"{{"memory":"{memory}"}}"#);
        let answer = heroku::http::Response::new(body.into());
        let error = DynoSizeInfo::from_http(answer).expect_err(memory);
        assert_eq!(error.json_path(), Some("memory"));
    }
}

#[test]
fn a_type_that_fits_nothing_is_an_error_with_its_place_and_without_its_text() {
    let raw = answer("200 OK", &[], r#"{"id":"1","owner":{"email":["canary"]}}"#);
    let error = info_error(&raw);
    assert_eq!(error.json_path(), Some("owner.email"));
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn a_model_that_is_read_as_a_type_of_ones_own_has_errors_with_the_same_place() {
    #[derive(Debug, serde::Deserialize)]
    struct Mine {
        #[expect(dead_code, reason = "it cannot be read")]
        apps: Vec<App>,
    }

    let body = r#"{"apps":[{"id":"1"},{"id":"2","owner":{"email":["canary"],"id":"3"}}],"a":1}"#;
    let raw = answer("200 OK", &[], body);
    let client = Script::new([raw]).client();
    let error = client.send(Raw::get("/mine").decode::<Mine>());
    let error = error.expect_err("an error");
    assert_eq!(error.json_path(), Some("apps[1].owner.email"));
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn a_place_that_does_not_fit_into_a_line_is_not_repeated() {
    for name in [
        "A\u{7f}B".to_owned(),
        "A\u{2028}B".to_owned(),
        "A".repeat(1000),
    ] {
        let body = format!("{{\"{name}\": [1]}}");
        let answer = heroku::http::Response::new(body.into());
        let error = ConfigVarInfoForApp::from_http(answer).expect_err("no config vars");
        let shown = error.to_string();
        assert!(
            shown.contains(" at a place deep inside (line 1, "),
            "{shown:?}"
        );
    }
}

#[test]
fn unknown_fields_are_ignored_and_stay_reachable() {
    let (result, _script) = info(&answer(
        "200 OK",
        &[],
        r#"{"name":"example","zzz":{"a":1}}"#,
    ));
    let response = result.expect("an app");
    assert_eq!(response.value().name, "example");
    assert!(response.body().ends_with(br#""zzz":{"a":1}}"#));
}

#[test]
fn nulls_become_empty_values_and_are_noted() {
    let raw = answer(
        "200 OK",
        &[],
        r#"{"name":null,"owner":null,"created_at":null}"#,
    );
    let response = info(&raw).0.expect("an app");
    assert_eq!(response.value().name, "");
    assert_eq!(response.value().owner.email, "");
    assert_eq!(response.value().created_at, None);
    let nulls = response
        .drift()
        .iter()
        .filter(|drift| drift.kind == DriftKind::Null);
    assert_eq!(
        nulls.map(|drift| drift.field).collect::<Vec<_>>(),
        ["name", "owner"]
    );
}

#[test]
fn a_page_knows_that_more_remains() {
    let headers = [("Next-Range", "id ]x..; max=1")];
    let script = Script::new([answer("206 Partial Content", &headers, r#"[{"name":"a"}]"#)]);
    let page = script.client().send(AppList::new()).expect("a page");
    assert_eq!((page.len(), page[0].name.as_str()), (1, "a"));
    assert!(page.has_more());
    assert_eq!(
        page.next().map(heroku::Cursor::as_str),
        Some("id ]x..; max=1")
    );
}

#[test]
fn null_is_an_empty_list() {
    let script = Script::new([answer("200 OK", &[], "null")]);
    let page = script.client().send(AppList::new()).expect("a page");
    assert!(page.is_empty() && !page.has_more());
}

#[test]
fn a_whole_list_has_no_more() {
    let script = Script::new([answer("200 OK", &[], r#"[{"name":"a"},{"name":"b"}]"#)]);
    let page = script.client().send(AppList::new()).expect("a page");
    let names: Vec<_> = page.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(!page.has_more());
}

#[test]
fn a_304_that_nobody_asked_for_is_an_error() {
    let error = info_error(&answer("304 Not Modified", &[("Request-Id", "abc")], ""));
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.to_string(), "AppInfo: 304 Not Modified (request abc)");
}

#[test]
fn a_401_without_credentials_says_so() {
    let script = Script::new([answer("401 Unauthorized", &[], "")]);
    let builder = heroku::Client::builder()
        .base_url(script.url())
        .proxies(false);
    let client = builder.build_blocking().expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("an error");
    assert!(error.to_string().contains("HEROKU_API_KEY"), "{error}");
}

#[test]
fn the_id_that_was_sent_is_never_lost() {
    let sent = |script: &Script| {
        let received = script.received();
        received[0].header("request-id").expect("an id").to_owned()
    };
    let (result, script) = info(&answer("502 Bad Gateway", &[], ""));
    let error = result.expect_err("an error");
    assert_eq!(error.request_ids(), [sent(&script)]);
    let (result, script) = info(&answer("200 OK", &[], "<html>"));
    let error = result.expect_err("an error");
    assert_eq!(
        (error.kind(), error.request_ids()),
        (ErrorKind::Decode, vec![&*sent(&script)])
    );
    let (result, script) = info(&answer("200 OK", &[("Request-Id", "abc")], "{}"));
    assert_eq!(
        result.expect("an app").request_ids(),
        ["abc".to_owned(), sent(&script)]
    );
}

#[test]
fn a_body_that_stalls_keeps_what_arrived() {
    let raw =
        "HTTP/1.1 503 Service Unavailable\r\nRequest-Id: abc\r\nContent-Length: 9\r\n\r\nhalf";
    let stalled = || {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (release, held) = std::sync::mpsc::channel::<()>();
        std::thread::spawn(move || {
            use std::io::{Read, Write};
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let _request = stream.read(&mut [0; 4096]);
            let _gone = stream.write_all(raw.as_bytes());
            let _released = held.recv();
        });
        (url, release)
    };
    let (url, _held) = stalled();
    let builder = heroku::Client::builder().base_url(&url).proxies(false);
    let client = builder.no_retry().build_blocking().expect("a client");
    let short = Settings::new().timeout(std::time::Duration::from_millis(200));
    let error = client
        .send(AppInfo::new("example").with(short))
        .expect_err("a timeout");
    assert!(error.is_timeout());
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(
        (error.body().as_ref(), error.request_ids()[0]),
        (&b"half"[..], "abc")
    );

    let (url, _held) = stalled();
    let builder = heroku::Client::builder().base_url(&url).proxies(false);
    let builder = builder.idle_timeout(std::time::Duration::from_millis(200));
    let client = builder.no_retry().build_blocking().expect("a client");
    let request = http::Request::get("/apps").body(()).expect("a request");
    let error = client.execute(request).expect_err("a timeout");
    assert!(error.is_timeout());
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(
        (error.body().as_ref(), error.request_ids()[0]),
        (&b"half"[..], "abc")
    );
}

#[test]
fn an_error_tells_id_message_url_and_resource() {
    let body = r#"{"id":"not_found","message":"Couldn't find that app.","resource":"app"}"#;
    let error = info_error(&answer("404 Not Found", &[("Request-Id", "abc")], body));
    assert!(error.is_not_found());
    let api = error.api().expect("what Heroku said");
    assert_eq!(
        (api.id.as_str(), api.resource.as_deref()),
        ("not_found", Some("app"))
    );
    assert_eq!(
        error.to_string(),
        "AppInfo: 404 not_found: Couldn't find that app. (request abc)"
    );

    let body = r#"{"id":"invalid_params","message":"Cannot scale","url":"https://example.com/1"}"#;
    let error = info_error(&answer("422 Unprocessable Entity", &[], body));
    assert!(error.is_invalid());
    assert_eq!(
        error.api().and_then(|api| api.url.as_deref()),
        Some("https://example.com/1")
    );
}

#[test]
fn the_common_failures_have_predicates() {
    let body = r#"{"id":"unauthorized","message":"Long error message."}"#;
    assert!(info_error(&answer("401 Unauthorized", &[], body)).is_unauthorized());
    let body = r#"{"id":"rate_limit","message":"Your account reached the API limit."}"#;
    let error = info_error(&answer(
        "429 Too Many Requests",
        &[("Retry-After", "7")],
        body,
    ));
    assert!(error.is_rate_limited());
    assert_eq!(error.headers()["retry-after"], "7");
    let body = r#"{"id":"two_factor","message":"A second factor is needed."}"#;
    let error = info_error(&answer("403 Forbidden", &[], body));
    assert!(error.needs_two_factor() && !error.is_forbidden());
    assert!(info_error(&answer("412 Precondition Failed", &[], "")).is_stale());
}

#[test]
fn an_error_without_json_loses_nothing() {
    for (status, body) in [
        ("500 Internal Server Error", r#"not valid json {} """#),
        ("503 Service Unavailable", ""),
        ("500 Internal Server Error", "[]"),
        ("400 Bad Request", "{}"),
        ("502 Bad Gateway", "<html><body>Bad gateway</body></html>"),
    ] {
        let error = info_error(&answer(status, &[("Request-Id", "abc")], body));
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.body().as_ref(), body.as_bytes());
        assert_eq!(
            error.to_string(),
            format!("AppInfo: {status} (request abc)")
        );
    }
}

#[test]
fn error_fields_are_found_in_any_case() {
    let error = info_error(&answer(
        "400 Bad Request",
        &[],
        r#"{"ID":"x","MESSAGE":"y","Url":"z"}"#,
    ));
    let api = error.api().expect("what Heroku said");
    assert_eq!(
        (api.id.as_str(), api.message.as_str(), api.url.as_deref()),
        ("x", "y", Some("z"))
    );
}

#[test]
fn warnings_of_both_headers_arrive_once() {
    let headers = [
        ("X-Heroku-Warning", "deprecated stack "),
        ("Warning-Message", "Warning: deprecated stack"),
        ("Warning-Message", "warning: eco dynos sleep"),
    ];
    let script = Script::new([answer("200 OK", &headers, r#"{"name":"example"}"#)]);
    let (sender, heard) = std::sync::mpsc::channel();
    let builder = script
        .builder()
        .on_warning(move |text| drop(sender.send(text.to_owned())));
    let client = builder.build_blocking().expect("a client");
    let response = client.exchange(AppInfo::new("example")).expect("an app");
    let expected = ["deprecated stack", "eco dynos sleep"];
    assert_eq!(response.warnings(), expected);
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_truncated_answer_is_an_error_that_keeps_what_arrived() {
    let raw = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\n{\"name\":\"exa";
    let error = info_error(raw);
    assert_eq!(error.kind(), ErrorKind::Body);
    assert_eq!(error.body().as_ref(), b"{\"name\":\"exa");
    assert!(error.may_have_been_sent());
}

#[test]
fn an_answer_that_is_too_large_is_refused() {
    let script = Script::new([answer("200 OK", &[], &format!("\"{}\"", "x".repeat(5000)))]);
    let client = script
        .builder()
        .max_body(1000)
        .build_blocking()
        .expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Body);
    assert!(error.to_string().contains("larger"), "{error}");
}

#[test]
fn a_redirect_to_another_origin_carries_no_credentials() {
    let elsewhere = Script::new([answer("200 OK", &[], r#"{"name":"moved"}"#)]);
    let location = format!("{}/elsewhere", elsewhere.url());
    let script = Script::new([answer("302 Found", &[("Location", &location)], "")]);
    let app = script
        .client()
        .send(AppInfo::new("example"))
        .expect("an app");
    assert_eq!(app.name, "moved");
    let request = &elsewhere.received()[0];
    assert_eq!(request.target, "/elsewhere");
    assert_eq!(request.header("authorization"), None);
}

#[test]
fn a_redirect_on_the_same_origin_keeps_the_credentials() {
    let script = Script::new([
        answer(
            "301 Moved Permanently",
            &[("Location", "/apps/other?x=1#top")],
            "",
        ),
        answer("200 OK", &[], r#"{"name":"other"}"#),
    ]);
    let app = script
        .client()
        .send(AppInfo::new("example"))
        .expect("an app");
    assert_eq!(app.name, "other");
    assert_eq!(script.received()[1].target, "/apps/other?x=1");
    assert_eq!(
        script.received()[1].header("authorization"),
        Some("Bearer canary-token")
    );
}

#[test]
fn redirects_in_a_circle_end() {
    let answers = vec![answer("302 Found", &[("Location", "/apps/example")], ""); 20];
    let script = Script::new(answers);
    let error = script
        .client()
        .send(AppInfo::new("example"))
        .expect_err("a circle");
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(script.received().len(), 11);
}

#[test]
fn a_redirect_to_another_origin_carries_harmless_headers_only() {
    let elsewhere = Script::new([answer("200 OK", &[], r#"{"name":"moved"}"#)]);
    let location = format!("{}/elsewhere", elsewhere.url());
    let script = Script::new([answer("302 Found", &[("Location", &location)], "")]);
    let client = script
        .builder()
        .header("X-Key", "canary")
        .build_blocking()
        .expect("a client");
    client.send(AppInfo::new("example")).expect("an app");
    let request = &elsewhere.received()[0];
    assert!(!format!("{request:?}").contains("canary"), "{request:?}");
    assert!(request.header("accept").is_some());
}

#[test]
fn a_change_is_repeated_on_the_same_origin_only_and_where_the_answer_says_so() {
    for (status, method, body) in [
        ("307 Temporary Redirect", "PATCH", r#"{"name":"other"}"#),
        ("308 Permanent Redirect", "PATCH", r#"{"name":"other"}"#),
        ("303 See Other", "GET", ""),
    ] {
        let script = Script::new([
            answer(status, &[("Location", "/elsewhere")], ""),
            answer("200 OK", &[], r#"{"name":"other"}"#),
        ]);
        let request = heroku::app::AppUpdate::new("example").name("other");
        script.client().send(request).expect("an app");
        let second = &script.received()[1];
        assert_eq!(
            (second.method.as_str(), second.target.as_str()),
            (method, "/elsewhere")
        );
        assert_eq!(second.body, body.as_bytes());
        assert_eq!(second.header("content-type").is_some(), !body.is_empty());
    }
    let script = Script::new([answer(
        "307 Temporary Redirect",
        &[("Location", "http://127.0.0.1:1/elsewhere")],
        "",
    )]);
    let error = script
        .client()
        .send(AppDelete::new("example"))
        .expect_err("no redirect");
    assert_eq!(error.kind(), ErrorKind::Redirect);
}

#[test]
fn a_delete_is_not_repeated_elsewhere() {
    let script = Script::new([answer("302 Found", &[("Location", "/apps/other")], "")]);
    let error = script
        .client()
        .send(AppDelete::new("example"))
        .expect_err("no redirect");
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(script.received().len(), 1);
}

#[test]
fn a_silent_server_runs_into_the_timeout_of_the_call() {
    let script = Script::new(["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let client = script
        .builder()
        .base_url(url)
        .build_blocking()
        .expect("a client");
    let short = Settings::new().timeout(std::time::Duration::from_millis(50));
    let error = client
        .send(AppInfo::new("example").with(short))
        .expect_err("a timeout");
    assert!(error.is_timeout() && error.may_have_been_sent());
}

#[test]
fn a_refused_connection_says_that_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let client = heroku::Client::builder()
        .base_url(url)
        .proxies(false)
        .build_blocking();
    let error = client
        .expect("a client")
        .send(AppInfo::new("example"))
        .expect_err("no server");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.may_have_been_sent());
    assert!(error.request_ids().is_empty());
    assert!(std::error::Error::source(&error).is_some());
}
