//! What goes to the stream, and what is printed of it.

use std::collections::BTreeSet;
use std::time::Duration;

use heroku::Client;

use super::collect;
use super::logplex::{Act, End, Form, Logplex};
use super::printed::Printed;
use super::{log, tail};

#[tokio::test(start_paused = true)]
async fn no_credentials_and_no_headers_of_the_client_go_to_the_stream() {
    for host in ["logs.example.com", "api.example.com"] {
        let acts = [
            Act::Give(200, End::Broken),
            Act::Refuse(403),
            Act::Give(usize::MAX, End::Silent),
        ];
        let logplex = Logplex::new(Form::Numbered, &log(9)).acts(acts);
        logplex.state().host = host.to_owned();
        let client = Client::builder()
            .base_url("https://api.example.com")
            .transport(logplex.clone())
            .token("token")
            .header("x-own", "own")
            .no_retry()
            .build()
            .expect("a client");
        let mut logs = client.logs(tail()).idle_limit(Duration::from_secs(9));
        assert_eq!(collect(&mut logs).await.expect("the log"), log(9));
        for session in logplex.sessions() {
            assert_eq!(session.headers["authorization"], "Bearer token");
            assert_eq!(session.headers["x-own"], "own");
        }
        let streams = logplex.streams();
        assert_eq!(streams.len(), 3);
        let known = [
            "accept",
            "accept-encoding",
            "user-agent",
            "request-id",
            "last-event-id",
        ];
        for stream in streams {
            let names: BTreeSet<_> = stream
                .headers
                .keys()
                .map(http::HeaderName::as_str)
                .collect();
            assert!(names.is_subset(&known.into()), "{names:?}");
            assert_eq!(stream.headers["accept"], "text/event-stream");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_url_of_the_stream_is_never_printed() {
    let acts = [
        Act::Give(200, End::Broken),
        Act::Refuse(403),
        Act::Say("text/html", "", End::Clean),
        Act::Say("text/plain", "", End::Broken),
    ];
    let logplex = Logplex::new(Form::Numbered, &log(9)).acts(acts);
    let printed = Printed::new();
    let builder = Client::builder().transport(logplex.clone());
    let client = printed.listen(builder).build().expect("a client");
    let mut logs = client.logs(tail());
    loop {
        printed.debug("logs", &logs);
        match logs.next().await.expect("an item") {
            Ok(line) => printed.debug("line", &line),
            Err(error) => {
                printed.error(&error);
                break;
            }
        }
    }
    printed.debug("logs", &logs);
    let text = printed.take();
    assert!(text.contains("went away"), "{text}");
    assert!(text.contains("dump: > LogSessionCreate GET https://logs.example.com/"));
    assert!(!text.contains("canary"), "{text}");
    assert!(!text.contains("/streams/"), "{text}");
}
