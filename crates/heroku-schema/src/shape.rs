//! Reads schemas into types.

use std::cell::{Cell, RefCell};

use crate::Type;
use crate::corrections::Corrections;
use crate::diagnostic::Sink;
use crate::document::{Document, Documents, Location};
use crate::json::Value;
use crate::kind::{Reading, shallow_null};
use crate::overrides::FieldRule;
use crate::reference::{Chain, Problem, Step};
use crate::shaped::{Naming, Shaped};
use crate::type_names::TypeNames;

/// What all readers of one description share.
pub(crate) struct Shared<'a> {
    pub(crate) documents: &'a Documents<'a>,
    pub(crate) corrections: &'a Corrections,
    pub(crate) sink: &'a Sink,
    /// How many more types may be read; references can multiply without end.
    pub(crate) budget: Cell<usize>,
}

/// How many types a small description may have, nested ones counted wherever they are used.
const BUDGET: usize = 20_000;
/// How many types a large description may have for each of its resources, on average. Heroku's
/// have 20.
const BUDGET_OF_RESOURCE: usize = 200;
/// How deep types may nest.
const DEEPEST: usize = 32;

/// What a schema is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// An answer.
    Model,
    /// The body of a request.
    Request,
    /// The query string of a request.
    Query,
}

/// Reads the types of one module.
pub(crate) struct Shaper<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) resource: &'a str,
    /// The Rust type of the resource.
    pub(crate) type_name: &'a str,
    pub(crate) names: &'a RefCell<TypeNames>,
    pub(crate) side: Side,
    /// The schemas that are being read, outermost first.
    open: Vec<Location>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(
        shared: &'a Shared<'a>,
        resource: &'a str,
        type_name: &'a str,
        names: &'a RefCell<TypeNames>,
        side: Side,
    ) -> Self {
        Self {
            shared,
            resource,
            type_name,
            names,
            side,
            open: Vec::new(),
        }
    }

    /// Reads the schema at a place.
    pub(crate) fn shape(&mut self, at: &Location, naming: &Naming) -> Shaped<'a> {
        let step = self.shared.documents.step(at);
        step.map_or_else(|| Shaped::any(""), |step| self.shape_step(step, naming))
    }

    /// Reads a schema that was looked up already.
    pub(crate) fn shape_step(&mut self, step: Step<'a>, naming: &Naming) -> Shaped<'a> {
        self.shape_of(step, naming, false)
    }

    /// Reads the schema at a place as the model that stands there, and not as a reference to it.
    pub(crate) fn shape_model(&mut self, at: &Location, naming: &Naming) -> Shaped<'a> {
        let step = self.shared.documents.step(at);
        step.map_or_else(|| Shaped::any(""), |step| self.shape_of(step, naming, true))
    }

    fn shape_of(&mut self, step: Step<'a>, naming: &Naming, is_model: bool) -> Shaped<'a> {
        let chain = self.shared.documents.follow_step(step);
        self.tell_problem(&chain);
        let (rules, nulls) = self.rules(&chain);
        let mut naming = naming.clone();
        naming.secret |= rules.iter().any(|rule| rule.secret);
        if let Some(text) = chain.text("description") {
            text.clone_into(&mut naming.about);
        } else if chain.last().node.get("anyOf").is_some()
            && let Some(text) = self.shared.documents.by_identity(&chain)
        {
            naming.about = text;
        }
        let mut shaped = Shaped::told_by(&chain, &naming.about);
        shaped.rules = rules;
        let whole = chain.steps.iter().skip(usize::from(is_model));
        let model = whole.filter(|_| self.side == Side::Model).find_map(|step| {
            let document = step.document;
            document.has_model_at(&step.at.pointer).then_some(document)
        });
        let (ty, nullable) = match (&chain.problem, model) {
            (_, Some(document)) => {
                if shaped.description.is_empty() {
                    shaped.description = description_of(document);
                }
                (
                    Type::Model(document.name.clone()),
                    shallow_null(chain.steps[0].node),
                )
            }
            (Some(Problem::Circle(_)), None) if chain.is_broken() => (naming.text(), false),
            (_, None) if chain.is_broken() => (Type::Any, false),
            (_, None) => self.shape_target(&chain, &naming, &shaped.rules),
        };
        shaped.refers = self.shared.documents.refers(&chain, &ty);
        shaped.ty = ty;
        shaped.nullable = nulls.unwrap_or(nullable);
        self.tell_idle_rules(&shaped);
        shaped
    }

    /// A correction that finds nothing to correct is wrong, or no longer needed.
    fn tell_idle_rules(&self, shaped: &Shaped<'_>) {
        let fail = |rule: &FieldRule, what: &str, hint: &str| {
            let message = format!("`{}` {what}", rule.at);
            self.shared
                .corrections
                .fail(self.shared.sink, &rule.pointer, &message, hint);
        };
        for rule in &shaped.rules {
            if rule.secret && !holds_secret(&shaped.ty) {
                fail(
                    rule,
                    "holds no text that could be secret",
                    "give it a type by `schema`",
                );
            }
            if !rule.values.is_empty() && !matches!(shaped.ty, Type::Enum(_)) {
                fail(
                    rule,
                    "has no known values to add to",
                    "list all values by `schema`",
                );
            }
            if rule.text_field.is_some() && !matches!(shaped.ty, Type::Object(_)) {
                fail(
                    rule,
                    "is no object that text could stand for",
                    "correct the address",
                );
            }
        }
    }

    /// The corrections on the way, and what they say about null.
    fn rules(&self, chain: &Chain<'_>) -> (Vec<&'a FieldRule>, Option<bool>) {
        let corrections: &'a Corrections = self.shared.corrections;
        let mut rules = Vec::new();
        let mut nulls = None;
        for step in &chain.steps {
            let of_request = step.at.pointer.starts_with("/links/");
            for rule in corrections.at(&step.at) {
                if of_request == (self.side != Side::Model) {
                    nulls = nulls.or(rule.nullable);
                }
                rules.push(rule);
            }
        }
        (rules, nulls)
    }

    fn shape_target(
        &mut self,
        chain: &Chain<'a>,
        naming: &Naming,
        rules: &[&'a FieldRule],
    ) -> (Type, bool) {
        let target = chain.last();
        let Some(node) = target.node.as_object() else {
            self.warn(
                &target.at,
                "the schema is no object; read as any JSON",
                "write a schema here",
            );
            return (Type::Any, false);
        };
        if self.open.contains(&target.at) {
            self.warn(
                &target.at,
                "the schema contains itself; read as any JSON where it comes again",
                "break the circle of references",
            );
            return (Type::Any, false);
        }
        if !self.spend(&target.at) {
            return (Type::Any, false);
        }
        self.open.push(target.at.clone());
        let mut read = Reading {
            shaper: self,
            chain,
            node,
            naming,
            rules,
        };
        let result = read.read();
        self.open.pop();
        result
    }

    /// Whether one more type may be read here.
    fn spend(&self, at: &Location) -> bool {
        if self.open.len() >= DEEPEST {
            let message =
                format!("types nest more than {DEEPEST} deep; read as any JSON from here");
            self.warn(at, &message, "flatten the schema");
            return false;
        }
        let left = self.shared.budget.get();
        if left == 0 {
            let whole = Location::new(self.resource, "");
            let most = budget(self.shared.documents);
            let message = format!("more than {most} types; the rest is read as any JSON");
            self.warn(&whole, &message, "use fewer references");
            return false;
        }
        self.shared.budget.set(left - 1);
        true
    }

    fn tell_problem(&self, chain: &Chain<'_>) {
        let Some(problem) = &chain.problem else {
            return;
        };
        let documents = self.shared.documents;
        let instead = |broken: &'static str| {
            if chain.is_broken() {
                broken
            } else {
                "read without it"
            }
        };
        match problem {
            Problem::Missing(text) => documents.fail(
                self.shared.sink,
                &chain.last().at,
                &format!(
                    "`{text}` refers to nothing; {}",
                    instead("read as any JSON")
                ),
                "correct the reference",
            ),
            Problem::NoText => documents.fail(
                self.shared.sink,
                &chain.last().at,
                &format!("`$ref` is no text; {}", instead("read as any JSON")),
                "write the reference as text",
            ),
            Problem::Circle(text) => documents.warn(
                self.shared.sink,
                &chain.last().at,
                &format!(
                    "`{text}` refers back to itself; {}",
                    instead("read as text")
                ),
                "give the definition a type",
            ),
            Problem::Shortened(text) => documents.warn(
                self.shared.sink,
                &chain.steps[0].at,
                &format!(
                    "`{text}` leaves out a step; read as `{}`",
                    chain.last().at.pointer
                ),
                "write the whole pointer",
            ),
        }
    }

    pub(crate) fn warn(&self, at: &Location, message: &str, hint: &str) {
        self.shared
            .documents
            .warn(self.shared.sink, at, message, hint);
    }
}

/// How many types a description may have: references can multiply without end.
pub(crate) fn budget(documents: &Documents<'_>) -> usize {
    BUDGET.max(documents.by_name.len() * BUDGET_OF_RESOURCE)
}

fn description_of(document: &Document<'_>) -> String {
    let text = document.value.get("description").and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// Whether a secret stands anywhere in a type.
fn holds_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::Array(item) => holds_secret(item),
        Type::Map(map) => holds_secret(&map.value),
        Type::Object(object) => object.fields.iter().any(|field| holds_secret(&field.ty)),
        _ => false,
    }
}
