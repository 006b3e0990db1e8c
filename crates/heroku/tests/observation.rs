//! What the log is told of a call: a span for it, and one for each try.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::AppInfo;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Attempt, Client, RatePolicy, Raw};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Collects spans and events of one thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Entry>>>);

#[derive(Clone, Debug, Default)]
struct Entry {
    name: String,
    parent: Option<usize>,
    fields: BTreeMap<String, String>,
    /// How many handles there are to the span.
    handles: usize,
}

thread_local! {
    static ENTERED: std::cell::RefCell<Vec<usize>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl Log {
    fn named(&self, name: &str) -> Vec<Entry> {
        let entries = self.0.lock().expect("the log");
        let found = entries.iter().filter(|entry| entry.name == name);
        found.cloned().collect()
    }

    fn entry(&self, place: usize) -> Entry {
        self.0.lock().expect("the log")[place].clone()
    }

    fn add(&self, name: &str) -> usize {
        let parent = ENTERED.with_borrow(|entered| entered.last().copied());
        let mut entries = self.0.lock().expect("the log");
        entries.push(Entry {
            name: name.to_owned(),
            parent,
            fields: BTreeMap::new(),
            handles: 1,
        });
        entries.len() - 1
    }
}

struct Writer<'a>(&'a mut Entry);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        self.0.fields.insert(field.name().to_owned(), value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let value = value.to_owned();
        self.0.fields.insert(field.name().to_owned(), value);
    }
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).expect("a small number") - 1
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "heroku"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let place = self.add(span.metadata().name());
        span.record(&mut Writer(&mut self.0.lock().expect("the log")[place]));
        Id::from_u64(place as u64 + 1)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut Writer(
            &mut self.0.lock().expect("the log")[place(span)],
        ));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let place = self.add("event");
        event.record(&mut Writer(&mut self.0.lock().expect("the log")[place]));
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.0.lock().expect("the log")[place(span)].handles += 1;
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        let handles = &mut self.0.lock().expect("the log")[place(&span)].handles;
        *handles -= 1;
        *handles == 0
    }

    fn enter(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(place(span)));
    }

    fn exit(&self, _span: &Id) {
        ENTERED.with_borrow_mut(Vec::pop);
    }
}

/// Answers with these statuses, one after the other.
struct Statuses(Mutex<Vec<u16>>, Arc<Mutex<Vec<String>>>);

impl Transport for Statuses {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let id = request.headers()["request-id"].to_str().expect("an id");
        self.1.lock().expect("the ids").push(id.to_owned());
        let status = self.0.lock().expect("the plan").remove(0);
        let answer = http::Response::builder()
            .status(status)
            .header("RateLimit-Remaining", "4321")
            .body(Body::from(r#"{"name":"example"}"#));
        Box::pin(std::future::ready(Ok(answer.expect("an answer"))))
    }
}

/// A client of these statuses, and the request ids that it sends.
fn client(statuses: &[u16]) -> (Client, Arc<Mutex<Vec<String>>>) {
    let ids = Arc::default();
    let client = Client::builder()
        .transport(Statuses(Mutex::new(statuses.to_vec()), Arc::clone(&ids)))
        .rate(RatePolicy::Ignore)
        .retry(|failed: &Attempt<'_>| {
            (failed.is_transient() && failed.number() < 3).then_some(Duration::ZERO)
        })
        .build()
        .expect("a client");
    (client, ids)
}

#[tokio::test]
async fn a_call_is_a_span_with_one_for_each_try() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let (client, ids) = client(&[503, 200]);
    client.send(AppInfo::new("example")).await.expect("an app");

    let calls = log.named("call");
    assert_eq!(calls.len(), 1, "{calls:?}");
    let sent = ids.lock().expect("the ids").clone();
    for (field, value) in [
        ("operation", "AppInfo"),
        ("method", "GET"),
        ("request_id", &sent[0]),
        ("attempts", "2"),
    ] {
        assert_eq!(calls[0].fields[field], value);
    }
    assert!(!calls[0].fields.contains_key("error"), "{calls:?}");

    let tries = log.named("attempt");
    let told: Vec<_> = tries
        .iter()
        .map(|entry| {
            let field = |name: &str| entry.fields.get(name).cloned().unwrap_or_default();
            [
                field("number"),
                field("status"),
                field("remaining"),
                field("error"),
            ]
        })
        .collect();
    assert_eq!(told[0], ["1", "503", "4321", "Api"]);
    assert_eq!(told[1], ["2", "200", "4321", ""]);
    for entry in tries {
        assert_eq!(log.entry(entry.parent.expect("a parent")).name, "call");
    }
    let again = log.named("event");
    assert_eq!(again[0].fields["message"], "trying again");
    assert_eq!(again[0].fields["status"], "503");
}

#[tokio::test]
async fn a_call_that_fails_tells_how_in_its_span() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let (client, _ids) = client(&[422]);
    let post = Raw::post("/apps").discard();
    client.send(post).await.expect_err("a refusal");
    let call = &log.named("call")[0];
    for (field, value) in [
        ("operation", "Raw"),
        ("method", "POST"),
        ("attempts", "1"),
        ("status", "422"),
        ("error", "Api"),
    ] {
        assert_eq!(call.fields[field], value);
    }
}

#[tokio::test]
async fn spans_of_calls_at_once_do_not_mix() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let (client, _ids) = client(&[200; 8]);
    let send = || client.send(AppInfo::new("example"));
    let (one, other) = tokio::join!(send(), send());
    one.and(other).expect("apps");
    let calls = log.named("call");
    assert_eq!(calls.len(), 2);
    assert!(calls.iter().all(|call| call.parent.is_none()), "{calls:?}");
    assert_ne!(calls[0].fields["request_id"], calls[1].fields["request_id"]);
    assert_eq!(log.named("attempt").len(), 2);
}

#[tokio::test]
async fn the_span_of_a_try_ends_before_the_wait_behind_it() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let seen = log.clone();
    let open = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&open);
    let client = Client::builder()
        .transport(Statuses(Mutex::new(vec![503, 200]), Arc::default()))
        .rate(RatePolicy::Ignore)
        .retry(move |_failed: &Attempt<'_>| {
            let tries = seen.named("attempt");
            let handles = tries.iter().map(|entry| entry.handles);
            notes.lock().expect("the notes").extend(handles);
            Some(Duration::ZERO)
        })
        .build()
        .expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(*open.lock().expect("the notes"), [0]);
}

/// Wants `example` to be authorised by a code.
struct Strict(Mutex<bool>);

impl Transport for Strict {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let mut is_authorised = self.0.lock().expect("the app");
        let is_put = request.method() == http::Method::PUT;
        let (status, body) = if is_put || *is_authorised {
            *is_authorised = true;
            (200, "{}")
        } else {
            (403, r#"{"id":"two_factor","app":{"name":"example"}}"#)
        };
        let answer = http::Response::builder().status(status);
        let answer = answer.body(Body::from(body)).expect("an answer");
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[tokio::test]
async fn an_authorisation_is_a_span_within_that_of_its_call() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let builder = Client::builder().transport(Strict(Mutex::new(false)));
    let client = builder.build().expect("a client").with_two_factor("123456");
    client.send(AppInfo::new("example")).await.expect("an app");

    let calls = log.named("call");
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(calls[1].fields["operation"], "AppPreAuthorization");
    assert_eq!(calls[1].fields["attempts"], "1");
    let parent = log.entry(calls[1].parent.expect("a parent"));
    assert_eq!(parent.fields["operation"], "AppInfo");
    let tries = log.named("attempt");
    let parent = log.entry(tries[1].parent.expect("a parent"));
    assert_eq!(parent.fields["operation"], "AppPreAuthorization");
    assert_eq!(tries[1].fields["status"], "200");
}
