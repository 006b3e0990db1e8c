//! The fake on a port, and as the transport of a client.

use std::io::{Read, Write};
use std::net::TcpStream;

use heroku::transport::{Body, Transport};
use heroku_fake::{Fake, Server};
use http::Request;

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
