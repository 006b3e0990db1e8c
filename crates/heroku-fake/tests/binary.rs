//! The program `heroku-fake`, run as people run it.

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use common::place::Place;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heroku-fake"));
    command.args(arguments).stdin(Stdio::null());
    // Where a test is ended from outside, the file of the certificate stays.
    command.env("TMPDIR", env!("CARGO_TARGET_TMPDIR"));
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program runs")
}

/// The status, what was printed, and what was complained about.
fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A program that serves, ended with the test.
struct Running {
    child: Child,
    printed: BufReader<ChildStdout>,
    variables: BTreeMap<String, String>,
    block: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = program(&[&["--port", "0"], arguments].concat());
        command.stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut printed = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut block = String::new();
        while !block.contains("heroku3") {
            let count = printed.read_line(&mut block).expect("text");
            assert_ne!(count, 0, "it ended by {block}");
        }
        let variables = block
            .lines()
            .filter_map(|line| line.strip_prefix("export ")?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            child,
            printed,
            variables,
            block,
        }
    }

    fn address(&self) -> &str {
        let url = &self.variables["HEROKU_HOST"];
        url.split_once("//").expect("a URL").1
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address()).expect("the program listens")
    }

    /// Sends one request, and reads the whole answer.
    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = self.connect();
        let token = &self.variables["HEROKU_API_KEY"];
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Accept: application/vnd.heroku+json; version=3\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        answer
    }

    fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let sent = kill.arg(name).arg(self.child.id().to_string()).status();
        assert!(sent.expect("the system has kill").success());
    }

    /// Waits for its end, and gives the status.
    fn end(mut self) -> Option<i32> {
        let status = self.child.wait().expect("it ends");
        let mut rest = String::new();
        self.printed.read_to_string(&mut rest).expect("text");
        assert_eq!(rest, "", "nothing is printed at the end");
        status.code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; a kill would leave the file of its certificate behind.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("-TERM");
            let _ = self.child.wait();
        }
    }
}

#[test]
fn it_prints_what_leads_clients_to_it_and_answers() {
    let running = Running::start(&[]);
    let url = format!("http://{}", running.address());
    for name in [
        "HEROKU_HOST",
        "HEROKU_API_URL",
        "HEROKU_BUILDPACK_REGISTRY_URL",
    ] {
        assert_eq!(running.variables[name], url);
    }
    assert_eq!(running.variables["DISABLE_TELEMETRY"], "true");
    assert!(running.block.contains(&format!("host: '{url}'")));
    let answer = running.ask("GET", "/apps");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn all_that_it_prints_is_for_a_shell() {
    let running = Running::start(&[]);
    let script = format!(
        "{}\necho \"$HEROKU_HOST $DISABLE_TELEMETRY\"",
        running.block
    );
    let output = Command::new("sh").args(["-euc", &script]).output();
    let (status, printed, _) = told(&output.expect("there is a shell"));
    assert_eq!(status, Some(0));
    assert_eq!(printed, format!("http://{} true\n", running.address()));
}

#[test]
fn the_certificate_is_in_a_file_while_it_runs() {
    let running = Running::start(&[]);
    let path = PathBuf::from(&running.variables["NODE_EXTRA_CA_CERTS"]);
    let port = running.connect().peer_addr().expect("an address").port();
    assert!(path.ends_with(format!("heroku-fake-{port}.pem")));
    let text = std::fs::read_to_string(&path).expect("a file");
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----"), "{text}");
    running.signal("-TERM");
    assert_eq!(running.end(), Some(0));
    assert!(!path.exists());
}

#[test]
fn with_tls_the_urls_are_secure() {
    let running = Running::start(&["--tls"]);
    let variables = &running.variables;
    assert!(variables["HEROKU_HOST"].starts_with("https://127.0.0.1:"));
    assert_eq!(variables["SSL_CERT_FILE"], variables["NODE_EXTRA_CA_CERTS"]);
}

#[test]
fn it_stops_on_either_signal() {
    for signal in ["-INT", "-TERM"] {
        let running = Running::start(&[]);
        running.ask("GET", "/apps");
        running.signal(signal);
        assert_eq!(running.end(), Some(0), "{signal}");
    }
}

#[test]
fn what_was_asked_before_a_signal_is_answered() {
    let running = Running::start(&[]);
    let mut stream = running.connect();
    let head = "POST /apps HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token\r\n\
                Accept: application/vnd.heroku+json; version=3\r\nContent-Length: 2\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("it reads");
    // The head has to be read before the signal comes.
    thread::sleep(Duration::from_millis(100));
    running.signal("-TERM");
    thread::sleep(Duration::from_millis(100));
    stream.write_all(b"}").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert_eq!(running.end(), Some(0));
}

#[test]
fn seeds_make_other_worlds() {
    let account = |arguments: &[&str]| {
        let answer = Running::start(arguments).ask("GET", "/account");
        answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
    };
    assert_eq!(account(&["--seed", "a"]), account(&["--seed=a"]));
    assert_ne!(account(&["--seed", "a"]), account(&[]));
}

#[test]
fn a_state_is_taken_up_where_it_was_left() {
    let place = Place::new("left");
    let path = place.file();
    let file = path.to_str().expect("text");
    let running = Running::start(&["--state", file, "--seed", "a"]);
    let created = running.ask("POST", "/apps");
    let body = created.split_once("\r\n\r\n").expect("a body").1;
    let app: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let name = app["name"].as_str().expect("a name");
    running.signal("-INT");
    assert_eq!(running.end(), Some(0));
    let running = Running::start(&["--state", file]);
    let found = running.ask("GET", &format!("/apps/{name}"));
    assert!(found.starts_with("HTTP/1.1 200 "), "{found}");
    drop(running);
    let (status, _, complaint) = told(&run(&["--port", "0", "--state", file, "--seed", "b"]));
    assert_eq!(status, Some(2));
    assert!(complaint.contains("leave out --seed"), "{complaint}");
}

#[test]
fn a_broken_state_is_named_with_its_line() {
    let place = Place::new("broken");
    let path = place.file();
    std::fs::write(&path, "{\n  \"version\": ?\n}").expect("a file");
    let file = path.to_str().expect("text");
    let (status, printed, complaint) = told(&run(&["--port", "0", "--state", file]));
    assert_eq!((status, printed.as_str()), (Some(1), ""));
    assert!(
        complaint.contains(file) && complaint.contains("line 2"),
        "{complaint}"
    );
}

#[test]
fn a_busy_port_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (status, printed, complaint) = told(&run(&["--port", &port]));
    assert_eq!((status, printed.as_str()), (Some(1), ""));
    let expected = format!("heroku-fake: port {port} of 127.0.0.1 is in use");
    assert!(complaint.starts_with(&expected), "{complaint}");
    assert!(complaint.contains("--port 0"), "{complaint}");
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused() {
    for (arguments, named) in [
        (&["--prot", "1"][..], "--prot"),
        (&["--port", "many"], "`many`"),
        (&["--port", "70000"], "`70000`"),
        (&["--port"], "--port"),
        (&["--tls=yes"], "--tls"),
        (&["--state", ""], "--state"),
        (&["file"], "file"),
    ] {
        let (status, printed, complaint) = told(&run(arguments));
        assert_eq!((status, printed.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(complaint.contains(named), "{complaint}");
        assert!(complaint.contains("--help"), "{complaint}");
    }
}

#[test]
fn help_and_version_are_printed() {
    let (status, printed, _) = told(&run(&["--help"]));
    assert_eq!(status, Some(0));
    for option in ["--port", "--seed", "--state", "--tls", "--version"] {
        assert!(printed.contains(option), "{option}");
    }
    let (status, printed, _) = told(&run(&["--version"]));
    assert_eq!(status, Some(0));
    assert_eq!(
        printed,
        concat!("heroku-fake ", env!("CARGO_PKG_VERSION"), "\n")
    );
}
