//! Every action, through the answers that it may get: what differs from the promise is told.

mod every;

use std::fmt::Debug;

use every::description::{Description, answered};
use every::generated::{Requests, requests};
use every::report;
use every::sample::{Sample, answer_of};
use every::stage::{Act, Stage};
use heroku::{Client, DriftKind, Error, ErrorKind, Request};
use heroku_schema::{Action, Object, Returns, Type};
use serde_json::Value;
use tokio::runtime::Runtime;

#[test]
fn every_action_tells_how_its_answer_drifted_and_knows_when_none_is_needed() {
    let description = Description::read();
    let stage = Stage::new();
    let builder = Client::builder().transport(stage.clone());
    let mut every = EveryAnswer {
        description: &description,
        client: builder.build().expect("a client"),
        runtime: tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime"),
        stage,
        count: 0,
        failures: Vec::new(),
    };
    requests(&mut every);
    if every.count != heroku::OPERATIONS.len() {
        let problem = format!("{} of {}", every.count, heroku::OPERATIONS.len());
        every.failures.push(format!("not all actions: {problem}"));
    }
    report(&every.failures);
}

struct EveryAnswer<'a> {
    description: &'a Description,
    client: Client,
    runtime: Runtime,
    stage: Stage,
    count: usize,
    failures: Vec<String>,
}

/// How an answer drifted, as model, field and kind.
type Drifts = Vec<(&'static str, &'static str, DriftKind)>;

impl Requests for EveryAnswer<'_> {
    fn request<R>(&mut self, request: R)
    where
        R: Debug + Request<Output: Debug>,
    {
        self.count += 1;
        let action = self.description.action(R::OPERATION.name);
        let (client, runtime) = (self.client.clone(), &self.runtime);
        let trial = Trial {
            description: self.description,
            action,
            needs_content: R::OPERATION.needs_content,
            exchange: &|body: String| {
                self.stage.play(Act::answer(200, body));
                let response = runtime.block_on(client.exchange(&request))?;
                let drift = response.drift().iter();
                Ok(drift
                    .map(|drift| (drift.model, drift.field, drift.kind))
                    .collect())
            },
        };
        let found = trial.run();
        let name = &action.name;
        self.failures
            .extend(found.into_iter().map(|it| format!("{name}{it}")));
    }
}

/// One action on trial.
struct Trial<'a> {
    description: &'a Description,
    action: &'a Action,
    needs_content: bool,
    exchange: &'a dyn Fn(String) -> Result<Drifts, Error>,
}

impl Trial<'_> {
    /// All that is not as it should be.
    fn run(&self) -> Vec<String> {
        let mut failures = self.empty_answers();
        let sample = Sample::new(self.description, "secret");
        let Some(answer) = sample.answer(self.action) else {
            return failures;
        };
        failures.extend(self.expect("", "full", &answer, None));
        let ty = answered(self.action).and_then(|ty| self.description.resolve(ty));
        if let Some(Type::Object(object)) = ty {
            failures.extend(self.fields(object, &sample));
        }
        failures
    }

    fn fields(&self, object: &Object, sample: &Sample<'_>) -> Vec<String> {
        let mut failures = Vec::new();
        let full = sample.object(object);
        for field in &object.fields {
            let wire = field.wire_name.as_str();
            let is_promised = self.description.is_promised(field);
            let mut without = full.clone();
            without.remove(wire);
            let mut null = full.clone();
            null.insert(wire.to_owned(), Value::Null);
            for (claim, json, kind) in [
                ("missing", without, DriftKind::Missing),
                ("null", null, DriftKind::Null),
            ] {
                let answer = answer_of(self.action, json.into());
                let drift = is_promised.then_some((object, wire, kind));
                failures.extend(self.expect(wire, claim, &answer, drift));
            }
            if let Type::Enum(_) = field.ty {
                let mut alien = full.clone();
                alien.insert(wire.to_owned(), "alien-value".into());
                let answer = answer_of(self.action, alien.into());
                let drift = Some((object, wire, DriftKind::UnknownValue));
                failures.extend(self.expect(wire, "alien", &answer, drift));
            }
        }
        failures
    }

    /// Exchanges an answer, and says what is wrong unless it drifted as expected.
    fn expect(
        &self,
        wire: &str,
        claim: &str,
        answer: &Value,
        drift: Option<(&Object, &str, DriftKind)>,
    ) -> Option<String> {
        let expected = drift.map(|(object, wire, kind)| (object.name.as_str(), wire, kind));
        match (self.exchange)(answer.to_string()) {
            Ok(found) if found.iter().copied().eq(expected) => None,
            Ok(found) => Some(format!(".{wire}: {claim}: drifted as {found:?}")),
            Err(error) => Some(format!(".{wire}: {claim}: {error}")),
        }
    }

    fn empty_answers(&self) -> Vec<String> {
        let promises = answered(self.action).is_some();
        let empty = ["", " \r\n ", "null"].map(|body| (body, self.needs_content));
        // An object or a list is content, whatever lacks in it.
        let bare = ["{}", "[]"].map(|body| (body, false));
        let mut failures = Vec::new();
        for (body, is_refused) in empty.into_iter().chain(bare) {
            let is_list = matches!(self.action.returns, Returns::Page(_) | Returns::Many(_));
            let is_refused = is_refused && !(is_list && body == "null");
            let problem = match (self.exchange)(body.to_owned()) {
                Ok(_) if is_refused => "was taken".to_owned(),
                Ok(drift) if promises && self.is_told(body, &drift) => continue,
                Ok(drift) if !promises && drift.is_empty() => continue,
                Ok(drift) => format!("drifted as {drift:?}"),
                Err(error) if is_refused && error.kind() == ErrorKind::Decode => continue,
                Err(error) => error.to_string(),
            };
            failures.push(format!(": the answer {body:?}: {problem}"));
        }
        failures
    }

    /// Whether the drift of an empty answer says so.
    fn is_told(&self, body: &str, drift: &Drifts) -> bool {
        let name = self.action.name.as_str();
        let ty = answered(self.action).and_then(|ty| self.description.resolve(ty));
        let is_list = matches!(self.action.returns, Returns::Page(_) | Returns::Many(_));
        match (body, ty) {
            ("[]", _) if is_list => drift.is_empty(),
            ("{}", Some(Type::Object(object))) if !is_list => {
                let mut fields = object.fields.iter();
                drift.is_empty() != fields.any(|field| self.description.is_promised(field))
            }
            ("{}", Some(Type::Map(_))) if !is_list => drift.is_empty(),
            ("{}" | "[]", _) => drift.contains(&(name, "", DriftKind::OtherType)),
            ("null", _) if is_list => drift.contains(&(name, "", DriftKind::Null)),
            _ => *drift == [(name, "", DriftKind::EmptyAnswer)],
        }
    }
}
