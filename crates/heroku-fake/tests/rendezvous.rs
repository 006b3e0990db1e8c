//! Attached runs, over TLS as clients attach to them.

mod common;
mod tls;

use std::time::{Duration, Instant};

use common::{get, patch, post};
use heroku_fake::{Fake, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Somebody who attached to a run.
struct Attached {
    fake: Fake,
    stream: TlsStream<TcpStream>,
    /// Keeps the server open.
    _server: Server,
}

/// Starts a run of `command` that waits for somebody, and tells the secret.
fn start(fake: &Fake, command: &str) -> String {
    post(fake, "/apps", json!({ "name": "my-app" })).expect(201);
    patch(
        fake,
        "/apps/my-app/config-vars",
        json!({ "GREETING": "hello" }),
    )
    .expect(200);
    let run = json!({ "attach": true, "command": command, "env": { "PORT": "80" } });
    let run = post(fake, "/apps/my-app/dynos", run).expect(201);
    let url = run["attach_url"].as_str().expect("an address");
    let secret = url.rsplit('/').next().expect("a secret");
    secret.to_owned()
}

/// The exit status of the run, as the log tells it; none while it goes on.
fn status(fake: &Fake) -> Option<i32> {
    let state = fake.snapshot();
    let (_, rest) = state.split_once("Process exited with status ")?;
    let end = rest.find('"')?;
    rest[..end].parse().ok()
}

impl Attached {
    /// Attaches to a run of `command`.
    async fn to(command: &str) -> Self {
        Self::by(command, |secret| format!("{secret}\r\n")).await
    }

    /// Attaches by what a client sends first.
    async fn by(command: &str, first: impl Fn(&str) -> String) -> Self {
        let fake = Fake::new();
        let server = fake.serve().expect("a free port");
        let first = first(&start(&fake, command));
        let mut stream = tls::connect(&server, "127.0.0.1", &[]).await;
        stream.write_all(first.as_bytes()).await.expect("it reads");
        Self {
            fake,
            stream,
            _server: server,
        }
    }

    /// What comes in one piece.
    async fn piece(&mut self) -> String {
        let mut piece = [0; 4096];
        let count = self.stream.read(&mut piece).await.expect("a piece");
        String::from_utf8(piece[..count].to_vec()).expect("text")
    }

    /// Reads until this comes.
    async fn until(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            let piece = self.piece().await;
            assert_ne!(piece, "", "it ended by {text:?}");
            text.push_str(&piece);
        }
        text
    }

    async fn types(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("it reads");
    }

    /// Reads to the end, and gives what comes with the exit status.
    async fn ends(mut self) -> (String, i32) {
        let mut text = String::new();
        self.stream.read_to_string(&mut text).await.expect("an end");
        (text, status(&self.fake).expect("a status"))
    }
}

#[tokio::test]
async fn the_greeting_comes_alone_and_the_output_a_moment_later() {
    let mut attached = Attached::to("echo $GREETING $PORT").await;
    assert_eq!(attached.piece().await, "rendezvous\r\n");
    let start = Instant::now();
    assert_eq!(attached.piece().await, "hello 80\n");
    assert!(start.elapsed() >= Duration::from_millis(100));
    assert_eq!(attached.ends().await, (String::new(), 0));
}

#[tokio::test]
async fn every_way_to_say_the_secret_is_understood() {
    for behind in ["\n", "?x=y\r\n", ""] {
        let attached = Attached::by("echo hi", |secret| format!("{secret}{behind}")).await;
        let (text, exit) = attached.ends().await;
        assert_eq!(
            (text.as_str(), exit),
            ("rendezvous\r\nhi\n", 0),
            "{behind:?}"
        );
    }
}

#[tokio::test]
async fn the_exit_status_is_told_where_the_command_line_asks_for_it() {
    let command = "bash -c 'exit 3' ; echo \"\u{ffff} heroku-command-exit-status: $?\"";
    let (text, _) = Attached::to(command).await.ends().await;
    assert!(
        text.ends_with("\u{ffff} heroku-command-exit-status: 3\n"),
        "{text}"
    );
}

#[tokio::test]
async fn the_status_of_a_command_is_that_of_the_run() {
    let (text, exit) = Attached::to("no-such-thing").await.ends().await;
    assert!(
        text.ends_with("bash: no-such-thing: command not found\n"),
        "{text}"
    );
    assert_eq!(exit, 127);
}

#[tokio::test]
async fn what_is_typed_reaches_the_command_until_its_end() {
    let mut attached = Attached::to("cat; echo done").await;
    attached.types(b"early\n").await;
    attached.until("early\n").await;
    attached.types(b"late\n\x04").await;
    let (text, exit) = attached.ends().await;
    assert_eq!((text.as_str(), exit), ("late\ndone\n", 0));
}

#[tokio::test]
async fn bytes_behind_the_secret_are_input() {
    let first = |secret: &str| format!("{secret}\r\nat once\n\x04");
    let (text, _) = Attached::by("cat", first).await.ends().await;
    assert_eq!(text, "rendezvous\r\nat once\n");
}

#[tokio::test]
async fn an_interrupt_ends_a_command_that_would_not() {
    let mut attached = Attached::to("tail -f log").await;
    attached.until("rendezvous\r\n").await;
    attached.types(b"\x03").await;
    assert_eq!(attached.ends().await.1, 130);
}

#[tokio::test]
async fn a_shell_takes_commands_until_it_is_left() {
    let mut attached = Attached::to("bash").await;
    attached.until("~ $ ").await;
    attached.types(b"echo one\n").await;
    assert_eq!(attached.until("~ $ ").await, "one\n~ $ ");
    attached.types(b"exit 4\n").await;
    assert_eq!(attached.ends().await.1, 4);
}

#[tokio::test]
async fn a_run_sleeps_no_longer_than_it_is_told() {
    let start = Instant::now();
    let (text, _) = Attached::to("sleep 0.2; echo up").await.ends().await;
    assert!(text.ends_with("up\n"), "{text}");
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn who_leaves_hangs_up() {
    let mut attached = Attached::to("cat").await;
    attached.until("rendezvous\r\n").await;
    let fake = attached.fake.clone();
    drop(attached.stream);
    for _ in 0..200 {
        if let Some(exit) = status(&fake) {
            return assert_eq!(exit, 129);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the run goes on");
}

#[tokio::test]
async fn a_run_is_attached_to_once_and_by_its_secret_only() {
    let fake = Fake::new();
    let server = fake.serve().expect("a free port");
    let right = start(&fake, "echo hi");
    for (secret, start) in [
        ("guess", "No dyno waits"),
        (right.as_str(), "rendezvous\r\nhi\n"),
        (right.as_str(), "No dyno waits"),
    ] {
        let mut stream = tls::connect(&server, "localhost", &[]).await;
        let line = format!("{secret}\r\n");
        stream.write_all(line.as_bytes()).await.expect("it reads");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("an end");
        assert!(text.starts_with(start), "{secret}: {text}");
    }
}

#[tokio::test]
async fn a_dyno_is_there_until_its_run_ends() {
    let mut attached = Attached::to("cat").await;
    attached.until("rendezvous\r\n").await;
    let fake = attached.fake.clone();
    let dynos = get(&fake, "/apps/my-app/dynos").expect(200);
    assert_eq!(dynos[0]["command"], "cat");
    assert_eq!(dynos[0]["state"], "up");
    attached.types(b"\x04").await;
    attached.ends().await;
    let dynos = get(&fake, "/apps/my-app/dynos").expect(200);
    assert_eq!(dynos, json!([]));
}

#[test]
fn attached_runs_are_where_the_server_is() {
    let fake = Fake::new();
    let server = fake.serve().expect("a free port");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    let run = json!({ "attach": true, "command": "bash" });
    let run = post(&fake, "/apps/my-app/dynos", run).expect(201);
    let url = run["attach_url"].as_str().expect("an address");
    let start = format!("rendezvous://{}/", server.address());
    assert!(url.starts_with(&start), "{url}");
}

#[tokio::test]
async fn a_run_of_an_app_has_its_config_vars_and_goes_when_it_ends() {
    let fake = common::with_app("my-app");
    let server = fake.serve().expect("a free port");
    let path = "/apps/my-app/config-vars";
    common::patch(&fake, path, json!({ "NAME": "world" })).expect(200);
    let wish = json!({ "command": "echo $GREETING $NAME on $DYNO", "attach": true,
        "env": { "GREETING": "hello" } });
    let run = common::post(&fake, "/apps/my-app/dynos", wish).expect(201);
    let url = run["attach_url"].as_str().expect("an address");
    let (_, secret) = url.rsplit_once('/').expect("a path");

    let mut stream = tls::connect(&server, "127.0.0.1", &[]).await;
    let first = format!("{secret}\r\n");
    stream.write_all(first.as_bytes()).await.expect("it reads");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("an end");
    assert_eq!(text, "rendezvous\r\nhello world on run.1\n");
    common::get(&fake, "/apps/my-app/dynos/run.1").refused(404, "not_found");
}

#[test]
fn env_before_env_any_number_of_times_is_one_command() {
    let fake = Fake::new();
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    let command = format!("{}A=1 printenv A", "env ".repeat(200_000));
    let run = json!({ "command": command });
    post(&fake, "/apps/my-app/dynos", run).expect(201);
    fake.advance(Duration::from_secs(10));
    assert_eq!(status(&fake), Some(0));
}
