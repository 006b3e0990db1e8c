//! The fake on a port, and as the transport of a client.

mod common;
mod tls;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use common::post;
use heroku::transport::{Body, Transport};
use heroku_fake::{Fake, Server};
use http::{Request, Response, Version};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;

/// Sends one request over a connection, and reads one answer.
fn talk(stream: &mut TcpStream, method: &str, path: &str, body: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: api.heroku.com\r\nAuthorization: Bearer token\r\n\
         Accept: application/vnd.heroku+json; version=3\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    stream
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).expect("the server answers");
        assert_ne!(count, 0, "the connection was closed");
        answer.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if length.is_some_and(|length| length.parse() == Ok(body.len())) {
                return text;
            }
        }
    }
}

fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).expect("the server listens")
}

#[test]
fn a_connection_serves_many_requests_on_the_same_world() {
    let fake = Fake::new();
    let server = fake.serve().expect("a free port");
    assert_eq!(
        server.url(),
        format!("http://127.0.0.1:{}", server.address().port())
    );
    let mut stream = connect(&server);
    let created = talk(&mut stream, "POST", "/apps", r#"{"name":"my-app"}"#);
    assert!(created.starts_with("HTTP/1.1 201 "), "{created}");
    let listed = talk(&mut stream, "GET", "/apps", "");
    assert!(listed.contains(r#""name":"my-app""#), "{listed}");
    assert_eq!(fake.received().len(), 2);
}

#[test]
fn a_dropped_server_listens_no_more_and_frees_its_port() {
    let fake = Fake::new();
    let server = fake.serve().expect("a free port");
    let address = server.address();
    assert!(fake.serve_on(address.port()).is_err());
    let mut stream = connect(&server);
    talk(&mut stream, "GET", "/apps", "");
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert_eq!(stream.read(&mut [0; 1]).unwrap_or(0), 0);
}

#[test]
fn http_2_is_served_as_well() {
    let server = Fake::new().serve().expect("a free port");
    let mut stream = connect(&server);
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .expect("it reads");
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).expect("it answers");
    assert_eq!(frame[3], 4, "the first frame of HTTP/2 is that of settings");
}

#[test]
fn garbage_on_the_wire_hurts_nobody_else() {
    let server = Fake::new().serve().expect("a free port");
    for garbage in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /apps HTTP/1.1\r\nhalf",
    ] {
        connect(&server).write_all(garbage).expect("it reads");
    }
    let answer = talk(&mut connect(&server), "GET", "/apps", "");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn the_fake_is_a_transport() {
    let fake = Fake::new();
    let request = Request::post("https://api.heroku.com/apps")
        .header("accept", "application/vnd.heroku+json; version=3")
        .header("authorization", "Bearer token")
        .body(Body::from(r#"{"name":"my-app"}"#))
        .expect("well formed");
    let answer = fake.exchange(request).await.expect("a fake always answers");
    assert_eq!(answer.status(), 201);
    let body = answer
        .into_body()
        .collect(1 << 20)
        .await
        .expect("the body is there");
    assert!(String::from_utf8_lossy(&body).contains("my-app"));
}

/// Sends one request to a server that speaks this version of HTTP.
async fn ask_by(server: &Server, protocols: &[&str], version: Version) -> Response<Incoming> {
    let stream = TokioIo::new(tls::connect(server, "fake.heroku.test", protocols).await);
    let request = Request::get("https://fake.heroku.test/apps")
        .version(version)
        .header("host", "fake.heroku.test")
        .header("accept", "application/vnd.heroku+json; version=3")
        .header("authorization", "Bearer token")
        .body(String::new())
        .expect("well formed");
    if version == Version::HTTP_2 {
        let executor = TokioExecutor::new();
        let (mut sender, connection) = http2::handshake(executor, stream).await.expect("HTTP/2");
        tokio::spawn(connection);
        sender.send_request(request).await.expect("an answer")
    } else {
        let (mut sender, connection) = http1::handshake(stream).await.expect("HTTP/1.1");
        tokio::spawn(connection);
        sender.send_request(request).await.expect("an answer")
    }
}

#[tokio::test]
async fn one_port_serves_clients_with_tls_and_without() {
    let fake = Fake::new();
    let server = fake.serve().expect("a free port");
    for (protocols, version) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
        (&[], Version::HTTP_2),
    ] {
        let answer = ask_by(&server, protocols, version).await;
        assert_eq!(answer.status(), 200, "{protocols:?}");
        assert_eq!(answer.version(), version, "{protocols:?}");
    }
    let answer = talk(&mut connect(&server), "GET", "/apps", "");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(fake.received().len(), 5);
}

#[tokio::test]
async fn a_client_without_trust_is_no_trouble_for_others() {
    let server = Fake::new().serve().expect("a free port");
    connect(&server)
        .write_all(b"\x16\x03\x01\0\x05nonsense")
        .expect("it reads");
    assert_eq!(
        ask_by(&server, &["h2"], Version::HTTP_2).await.status(),
        200
    );
}

#[test]
fn a_secure_server_says_https() {
    let server = Fake::new().serve_tls(0).expect("a free port");
    let port = server.address().port();
    assert_eq!(server.url(), format!("https://127.0.0.1:{port}"));
    let answer = talk(&mut connect(&server), "GET", "/apps", "");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_server_that_stops_answers_what_was_asked_first() {
    let server = Fake::new().serve().expect("a free port");
    let address = server.address();
    let mut stream = connect(&server);
    let head = "POST /apps HTTP/1.1\r\nHost: api.heroku.com\r\nAuthorization: Bearer token\r\n\
                Accept: application/vnd.heroku+json; version=3\r\nContent-Length: 2\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("it reads");
    // Idle connections do not hold it up.
    let mut idle = connect(&server);
    talk(&mut idle, "GET", "/apps", "");
    let rest = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        stream.write_all(b"}").expect("it reads");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .expect("an answer and an end");
        answer
    });
    // The head has to be read before the server stops.
    thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    server.stop();
    assert!(start.elapsed() < Duration::from_secs(2));
    let answer = rest.join().expect("no panic");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn seeds_make_worlds_that_differ_and_can_be_had_again() {
    let created = |fake: Fake| {
        let server = fake.serve().expect("a free port");
        let answer = talk(&mut connect(&server), "POST", "/apps", "{}");
        let body = answer.split_once("\r\n\r\n").expect("a body").1;
        let app: serde_json::Value = serde_json::from_str(body).expect("JSON");
        app["id"].to_string()
    };
    assert_eq!(created(Fake::seeded("a")), created(Fake::seeded("a")));
    assert_ne!(created(Fake::seeded("a")), created(Fake::seeded("b")));
    assert_eq!(created(Fake::seeded("")), created(Fake::new()));
}

#[test]
fn where_time_runs_things_happen_though_nobody_asks() {
    let fake = Fake::new();
    fake.run_in_real_time(true);
    let _server = fake.serve().expect("a free port");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    let run = json!({ "command": "sleep 60" });
    let run = post(&fake, "/apps/my-app/dynos", run).expect(201);
    assert_eq!(run["state"], "starting");
    // A snapshot is no request, and takes no time.
    let start = Instant::now();
    while !fake.snapshot().contains("to up") {
        assert!(start.elapsed() < Duration::from_secs(20), "it never starts");
        thread::sleep(Duration::from_millis(100));
    }
}
