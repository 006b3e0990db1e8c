//! A secret put into every request and every answer is never printed, and still arrives.

mod every;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use every::description::Description;
use every::generated::{Models, Requests, models, requests};
use every::model::Model;
use every::printed::Printed;
use every::report;
use every::sample::{MAPPED, Sample};
use every::stage::{Act, Stage};
use heroku::transport::TransportErrorKind;
use heroku::{Client, Error, ErrorKind, Request, Response, Settings, blocking};
use heroku_schema::{Action, Object, Type};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const CANARY: &str = "canary";
const TOKEN: &str = "token-canary-0123";
const SECRETS: [&str; 2] = ["canary-answer", "https://user:canary@example.com/path"];

#[test]
fn no_model_prints_its_secrets() {
    let description = Description::read();
    let mut every = EveryModel {
        objects: description.objects(),
        description: &description,
        secrets: 0,
        failures: Vec::new(),
    };
    models(&mut every);
    assert!(every.secrets > 50, "only {} secrets", every.secrets);
    report(&every.failures);
}

struct EveryModel<'a> {
    description: &'a Description,
    objects: BTreeMap<(&'a str, &'a str), &'a Object>,
    secrets: usize,
    failures: Vec<String>,
}

impl Models for EveryModel<'_> {
    fn model<T: Model>(&mut self, module: &str, name: &str) {
        let object = self.objects[&(module, name)];
        let sent = Value::from(Sample::new(self.description, SECRETS[0]).object(object));
        let sent = sent.to_string();
        let model: T = serde_json::from_str(&sent).expect("a model");
        let printed = format!("{model:?}\n{model:#?}");
        let kept = serde_json::to_string(&model).expect("JSON");
        if printed.contains(CANARY) {
            self.failures.push(format!("{module}::{name}: {printed}"));
        }
        if count(&kept) != count(&sent) {
            self.failures.push(format!("{module}::{name} lost: {kept}"));
        }
        self.secrets += count(&kept);
    }
}

#[test]
fn no_request_and_no_answer_prints_its_secrets() {
    let description = Description::read();
    let printed = Printed::new();
    let stage = Stage::new();
    let builder = Client::builder().transport(stage.clone()).token(TOKEN);
    let builder = builder.header("x-secret", "canary-header");
    let client = printed.listen(builder).build().expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let mut every = EveryRequest {
        description: &description,
        blocking: blocking::Client::new(&client).expect("a client"),
        client,
        runtime: Rc::new(runtime.expect("a runtime")),
        stage,
        printed,
        sent: 0,
        answered: 0,
        failures: Vec::new(),
    };
    requests(&mut every);
    assert!(every.sent > 30, "only {} secrets sent", every.sent);
    assert!(every.answered > 100, "only {} answered", every.answered);
    report(&every.failures);
}

struct EveryRequest<'a> {
    description: &'a Description,
    client: Client,
    blocking: blocking::Client,
    runtime: Rc<Runtime>,
    stage: Stage,
    printed: Printed,
    /// How many requests carried secrets.
    sent: usize,
    /// How many answers carried secrets.
    answered: usize,
    failures: Vec<String>,
}

/// What became of a call: how it ended, and with which body.
type Outcome = (Option<ErrorKind>, String);

impl Requests for EveryRequest<'_> {
    fn request<R>(&mut self, request: R)
    where
        R: Debug + Request<Output: Debug>,
    {
        let printed = self.printed.clone();
        let settings = Settings::new().header("x-secret", "canary-setting");
        printed.debug("request", &request);
        printed.debug("with", &(&request).with(settings));
        let (client, runtime) = (self.client.clone(), Rc::clone(&self.runtime));
        let async_call = || outcome(&printed, &runtime.block_on(client.exchange(&request)));
        let blocking = self.blocking.clone();
        let blocking_call = || outcome(&printed, &blocking.exchange(&request));
        self.trial(R::OPERATION.name, &[&async_call, &blocking_call]);
    }
}

fn outcome<T: Debug>(printed: &Printed, result: &Result<Response<T>, Error>) -> Outcome {
    let (kind, body) = match result {
        Ok(response) => {
            printed.debug("response", response);
            printed.debug("value", response.value());
            (None, response.body())
        }
        Err(error) => {
            printed.error(error);
            (Some(error.kind()), error.body())
        }
    };
    (kind, String::from_utf8_lossy(body).into_owned())
}

impl EveryRequest<'_> {
    fn trial(&mut self, name: &str, calls: &[&dyn Fn() -> Outcome]) {
        let action = self.description.action(name);
        let sent = secrets_of(self.description, action);
        self.sent += usize::from(sent > 0);
        for (act, expected) in acts(self.description, action) {
            let told = match &act {
                Act::Answer { body, .. } => String::from_utf8_lossy(body).into_owned(),
                Act::Fail { .. } => String::new(),
            };
            self.stage.play(act);
            for call in calls {
                let (kind, body) = call();
                self.check(name, &told);
                self.answered += usize::from(kind.is_none() && body.contains(CANARY));
                if kind != expected || body != told {
                    self.fail(name, &format!("{told}: ended as {kind:?} with {body}"));
                }
                let wire = self.stage.sent();
                if count(&wire) != sent {
                    self.fail(name, &format!("{sent} secrets were to be sent: {wire}"));
                }
            }
        }
    }

    fn check(&mut self, name: &str, told: &str) {
        let printed = self.printed.take();
        let lines = printed.lines().filter(|line| {
            let dumps = line.starts_with("< ") || line.starts_with("> ");
            line.contains(CANARY) || dumps && line.contains(MAPPED)
        });
        let failures: Vec<_> = lines
            .map(|line| format!("{name}: prints {line}\n    after {told}"))
            .collect();
        self.failures.extend(failures);
        if !printed.contains("dump: > ") || (!told.is_empty() && !printed.contains("< ")) {
            self.fail(name, "no dump");
        }
    }

    fn fail(&mut self, name: &str, problem: &str) {
        self.failures.push(format!("{name}: {problem}"));
    }
}

/// What the other side may do with a request, and how the call ends then.
fn acts(description: &Description, action: &Action) -> Vec<(Act, Option<ErrorKind>)> {
    let mut acts = Vec::new();
    for secret in SECRETS {
        let sample = Sample::new(description, secret);
        let Some(answer) = sample.answer(action) else {
            continue;
        };
        acts.push((with_headers(Act::answer(200, answer.to_string())), None));
        let decode = Some(ErrorKind::Decode);
        for place in places(&answer, secret) {
            let mut wrong = answer.clone();
            if let Some(value) = wrong.pointer_mut(&place) {
                *value = json!({ "canary-key": ["canary-value", { "canary": "canary" }] });
            }
            acts.push((Act::answer(200, wrong.to_string()), decode));
        }
        let text = answer.to_string();
        let cut = text.rfind(CANARY).map_or(text.len() - 1, |at| at + 3);
        acts.push((Act::answer(200, text[..cut].to_owned()), decode));
        acts.push((Act::answer(200, format!("{text} canary")), decode));
    }
    let message = format!("No, {TOKEN} is not for you.");
    let error = json!({
        "id": TOKEN, "message": message, "url": TOKEN, "resource": TOKEN, "app": { "name": TOKEN },
        "secret": "canary", "params": ["canary"],
    });
    let html = format!("<html><h1>canary</h1>{message}</html>");
    for body in [error.to_string(), html] {
        for status in [401, 422, 500] {
            let act = with_headers(Act::answer(status, body.clone()));
            acts.push((act, Some(ErrorKind::Api)));
        }
    }
    for (kind, expected) in [
        (TransportErrorKind::Connect, ErrorKind::Transport),
        (TransportErrorKind::Broken, ErrorKind::Transport),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
    ] {
        let tells = format!("no way for {TOKEN}");
        acts.push((Act::Fail { kind, tells }, Some(expected)));
    }
    acts
}

fn with_headers(act: Act) -> Act {
    let Act::Answer { status, body, .. } = act else {
        return act;
    };
    let headers = vec![
        ("heroku-webhook-secret", "canary".to_owned()),
        ("set-cookie", "session=canary".to_owned()),
        ("location", "https://user:canary@example.com".to_owned()),
        ("x-heroku-warning", format!("{TOKEN} is about to expire")),
        ("request-id", "01234567".to_owned()),
    ];
    Act::Answer {
        status,
        headers,
        body,
    }
}

/// Where `secret` stands in `value`, as JSON pointers.
fn places(value: &Value, secret: &str) -> Vec<String> {
    let within = |(key, value): (String, &Value)| {
        let key = key.replace('~', "~0").replace('/', "~1");
        let places = places(value, secret).into_iter();
        places
            .map(|place| format!("/{key}{place}"))
            .collect::<Vec<_>>()
    };
    match value {
        Value::String(text) if text == secret => vec![String::new()],
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(at, item)| within((at.to_string(), item)))
                .collect()
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .flat_map(|(key, value)| within((key.clone(), value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn count(text: &str) -> usize {
    text.matches(CANARY).count()
}

/// How many secrets a request of the action carries when it is full.
fn secrets_of(description: &Description, action: &Action) -> usize {
    let arguments = action.arguments.iter().filter(|argument| argument.secret);
    let query = action.query.iter().map(|field| &field.ty);
    let all = query.chain(&action.body).map(|ty| match ty {
        // Both ways of setting an entry are used.
        Type::Map(map) => 2 * secrets_in(description, &map.value),
        ty => secrets_in(description, ty),
    });
    arguments.count() + all.sum::<usize>()
}

fn secrets_in(description: &Description, ty: &Type) -> usize {
    match description.resolve(ty) {
        Some(Type::Secret) => 1,
        Some(Type::Array(item)) => secrets_in(description, item),
        Some(Type::Map(map)) => secrets_in(description, &map.value),
        Some(Type::Object(object)) => {
            let fields = object.fields.iter();
            fields.map(|field| secrets_in(description, &field.ty)).sum()
        }
        _ => 0,
    }
}
