//! The network for real: TLS with the system's roots, HTTP/2, gzip and proxies.
//!
//! Roots and proxies come from the environment of a process, so each case runs in a child: this
//! very test program, told by a variable to make one call.

mod support;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use heroku::app::AppInfo;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const CHILD: &str = "HEROKU_TEST_CHILD_URL";

/// A prefix of paths that are never answered; the child waits no longer than two seconds there.
const SILENT: &str = "/silent";

type Log = Arc<Mutex<Vec<String>>>;

/// A server with TLS whose root is in `roots`, and a proxy that leads everything to it.
struct Network {
    roots: PathBuf,
    server: SocketAddr,
    proxy: SocketAddr,
    log: Log,
    _runtime: tokio::runtime::Runtime,
}

impl Network {
    fn new(name: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let log = Log::default();
        let (roots, acceptor) = certificates(name);
        let (server, proxy) = runtime.block_on(async {
            let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let addresses = (address(&server), address(&proxy));
            tokio::spawn(serve(server, acceptor, Arc::clone(&log)));
            tokio::spawn(lead(proxy, addresses.0, Arc::clone(&log)));
            addresses
        });
        Self {
            roots,
            server,
            proxy,
            log,
            _runtime: runtime,
        }
    }

    fn roots(&self) -> &str {
        self.roots.to_str().expect("a path")
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().expect("the log").clone()
    }
}

/// Makes a call in a process with these variables, and tells what it printed.
fn call(url: &str, variables: &[(&str, &str)]) -> String {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .args(["--exact", "child", "--nocapture"])
        .env_clear()
        .env(CHILD, url)
        .envs(variables.iter().copied())
        .output()
        .expect("a child");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn child() {
    let Ok(url) = std::env::var(CHILD) else {
        return;
    };
    let patience = url.ends_with(SILENT).then_some(Duration::from_secs(2));
    let client = heroku::Client::builder()
        .base_url(url)
        .token("token")
        .timeout(patience)
        .build_blocking();
    let result = client.expect("a client").send(AppInfo::new("example"));
    let text = match result {
        Ok(app) => format!("name: {}", app.name),
        Err(error) => support::causes(&error),
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").expect("a place to write to");
}

#[test]
fn tls_trusts_the_roots_of_the_system_and_speaks_http_2() {
    let network = Network::new("trusted");
    let url = format!("https://localhost:{}", network.server.port());
    let printed = call(&url, &[("SSL_CERT_FILE", network.roots())]);
    assert!(printed.contains("name: example"), "{printed}");
    assert_eq!(network.log(), ["HTTP/2.0 gzip Bearer token"]);
}

#[test]
fn what_was_sent_by_http_2_may_have_arrived_when_the_time_ends() {
    let network = Network::new("silent");
    let url = format!("https://localhost:{}{SILENT}", network.server.port());
    let printed = call(&url, &[("SSL_CERT_FILE", network.roots())]);
    assert!(
        printed.contains("the request may have arrived"),
        "{printed}"
    );
    assert_eq!(network.log(), ["HTTP/2.0 gzip Bearer token"]);
}

#[test]
fn a_server_that_no_root_vouches_for_is_refused_before_anything_is_sent() {
    let network = Network::new("untrusted");
    let other = Network::new("other");
    let url = format!("https://localhost:{}", network.server.port());
    let printed = call(&url, &[("SSL_CERT_FILE", other.roots())]);
    assert!(printed.contains("invalid peer certificate"), "{printed}");
    assert!(network.log().is_empty());
}

#[test]
fn without_any_root_the_error_says_what_to_install() {
    let network = Network::new("rootless");
    let url = format!("https://localhost:{}", network.server.port());
    let variables = [
        ("SSL_CERT_FILE", "/nonexistent"),
        ("SSL_CERT_DIR", "/nonexistent"),
    ];
    let printed = call(&url, &variables);
    assert!(printed.contains("ca-certificates"), "{printed}");
}

#[test]
fn https_goes_through_the_proxy_of_the_environment() {
    let network = Network::new("proxied");
    let proxy = format!("http://user:password@{}", network.proxy);
    let variables = [("SSL_CERT_FILE", network.roots()), ("HTTPS_PROXY", &proxy)];
    let printed = call("https://localhost:1", &variables);
    assert!(printed.contains("name: example"), "{printed}");
    let expected = [
        "CONNECT localhost:1 Basic dXNlcjpwYXNzd29yZA==",
        "HTTP/2.0 gzip Bearer token",
    ];
    assert_eq!(network.log(), expected);
}

#[test]
fn hosts_of_no_proxy_are_reached_directly() {
    let network = Network::new("direct");
    let url = format!("https://localhost:{}", network.server.port());
    let variables = [
        ("SSL_CERT_FILE", network.roots()),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
        ("NO_PROXY", "localhost"),
    ];
    let printed = call(&url, &variables);
    assert!(printed.contains("name: example"), "{printed}");
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("an address")
}

/// A root in a file, and an acceptor with a certificate of that root for `localhost`.
fn certificates(name: &str) -> (PathBuf, TlsAcceptor) {
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key"));
    let root = root.expect("a root");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &root).expect("a certificate");

    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"));
    std::fs::write(&path, root.pem()).expect("a file of roots");
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .expect("a configuration");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (path, TlsAcceptor::from(Arc::new(config)))
}

/// Answers every request with a compressed app, if at all.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor, log: Log) {
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, log) = (acceptor.clone(), Arc::clone(&log));
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            let service = service_fn(|request| {
                let answer = answer(&request, &log);
                let is_silent = request.uri().path().starts_with(SILENT);
                async move {
                    if is_silent {
                        std::future::pending::<()>().await;
                    }
                    Ok::<_, std::convert::Infallible>(answer)
                }
            });
            let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            let _closed = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn answer(request: &http::Request<Incoming>, log: &Log) -> http::Response<Full<Bytes>> {
    let header = |name: &str| {
        let value = request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or("none").to_owned()
    };
    let (encoding, authorization) = (header("accept-encoding"), header("authorization"));
    let line = format!("{:?} {encoding} {authorization}", request.version());
    log.lock().expect("the log").push(line);
    let mut body = GzEncoder::new(Vec::new(), Compression::default());
    body.write_all(br#"{"name":"example"}"#).expect("room");
    let body = Full::from(body.finish().expect("room"));
    let mut answer = http::Response::new(body);
    answer
        .headers_mut()
        .insert("content-encoding", "gzip".parse().expect("a header"));
    answer
}

/// A proxy that leads every tunnel to `target`, whatever it is asked for.
async fn lead(listener: TcpListener, target: SocketAddr, log: Log) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else {
                    return;
                };
                head.push(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let authorization = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"))
                .map_or("none", |(_, value)| value);
            let asked = head.split(" HTTP/").next().unwrap_or_default();
            log.lock()
                .expect("the log")
                .push(format!("{asked} {authorization}"));
            let Ok(mut onward) = TcpStream::connect(target).await else {
                return;
            };
            let established = b"HTTP/1.1 200 Connection established\r\n\r\n";
            if stream.write_all(established).await.is_ok() {
                let _closed = copy_bidirectional(&mut stream, &mut onward).await;
            }
        });
    }
}
