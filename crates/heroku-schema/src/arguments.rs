//! The arguments of a path: what each placeholder names.

use std::borrow::Cow;

use serde_json::json;

use crate::Argument;
use crate::corrections::Corrections;
use crate::diagnostic::Sink;
use crate::document::{Documents, Location};
use crate::href::{Href, Piece};
use crate::json::Value;
use crate::reference::{Chain, Step, unescape};
use crate::words::{numbered, snake, spoken, value_name};

/// A path with named placeholders.
pub(crate) struct Route {
    pub(crate) path: String,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) query: Vec<(String, Option<String>)>,
}

/// Reads the path of the link at `link`.
pub(crate) fn route(
    href: &str,
    link: &Location,
    documents: &Documents<'_>,
    corrections: &Corrections,
    sink: &Sink,
) -> Route {
    let at = link.child("href");
    let parsed = Href::parse(href);
    for oddity in &parsed.oddities {
        documents.warn(
            sink,
            &at,
            oddity,
            "write paths as `/apps/{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fidentity)}`",
        );
    }
    let mut path = String::new();
    let is_placeholder = |piece: &&Piece| matches!(piece, Piece::Placeholder(_));
    let placeholders = parsed.pieces.iter().filter(is_placeholder).count();
    let mut arguments: Vec<Argument> = Vec::with_capacity(placeholders);
    for piece in parsed.pieces {
        let text = match piece {
            Piece::Text(text) => {
                path.push_str(&text);
                continue;
            }
            Piece::Placeholder(text) => text,
        };
        let reader = Reader {
            documents,
            corrections,
            sink,
            at: &at,
        };
        let mut argument = reader.argument(&text);
        let free = |name: &str| arguments.iter().all(|known| known.name != name);
        if !free(&argument.name) {
            let name = numbered(&argument.name, "_", free);
            let message = format!(
                "two arguments would be named `{}`; one is `{name}`",
                argument.name
            );
            documents.warn(
                sink,
                &at,
                &message,
                "let each placeholder name a definition of its own",
            );
            argument.name = name;
        }
        path.push('{');
        path.push_str(&argument.name);
        path.push('}');
        arguments.push(argument);
    }
    Route {
        path,
        arguments,
        query: parsed.query,
    }
}

struct Reader<'a> {
    documents: &'a Documents<'a>,
    corrections: &'a Corrections,
    sink: &'a Sink,
    at: &'a Location,
}

impl<'a> Reader<'a> {
    fn argument(&self, text: &str) -> Argument {
        let is_reference = text.contains('#') || text.contains('/');
        if is_reference {
            match self.documents.target(text, &self.at.resource) {
                Some((target, _)) => return self.of_definition(target),
                None => self.warn(&format!("the path refers to `{text}`, which is nowhere")),
            }
        } else if let Some(target) = self.identity_named(text) {
            return self.of_definition(target);
        } else {
            self.warn(&format!("the path does not say what `{text}` names"));
        }
        let words: Vec<&str> = text
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '-')
            .filter(|word| {
                !matches!(
                    *word,
                    "" | "definitions" | "schemata" | "schema" | "identity"
                )
            })
            .collect();
        let last = words.last().copied().unwrap_or_default();
        let name = value_name(last, "id");
        Argument {
            description: format!("Value of `{name}`."),
            name,
            resource: String::new(),
            example: json!("example"),
            definition: String::new(),
            secret: false,
        }
    }

    fn warn(&self, message: &str) {
        let hint =
            "refer to a definition, as in `{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fidentity)}`";
        self.documents.warn(self.sink, self.at, message, hint);
    }

    /// The definition behind an old, plain placeholder such as `{app_identity}`.
    fn identity_named(&self, text: &str) -> Option<Step<'a>> {
        let mut bare = text;
        for end in ["_identity", "_id_or_name", "_id_or_email", "_id", "_name"] {
            bare = bare.strip_suffix(end).unwrap_or(bare);
        }
        let resource = self.documents.named_like(bare)?;
        let root = self.documents.step(&Location::new(resource, ""))?;
        let definitions = root.child("definitions");
        ["identity", "id", "name"]
            .iter()
            .find_map(|definition| definitions.as_ref()?.child(definition))
            .or(Some(root))
    }

    fn of_definition(&self, target: Step<'a>) -> Argument {
        let chain = self.documents.follow_step(target);
        let target = &chain.steps[0].at;
        let resource = &target.resource;
        let definition = target
            .pointer
            .rsplit('/')
            .next()
            .map(unescape)
            .map(Cow::into_owned)
            .unwrap_or_default();
        let words = snake(&definition);
        let named_by_resource = target.pointer.is_empty()
            || words.ends_with("identity")
            || words == "id"
            || words == "name"
            || words == "id_or_name"
            || words == snake(resource);
        let name = value_name(
            if named_by_resource {
                resource
            } else {
                &definition
            },
            "id",
        );
        Argument {
            description: self.description(&chain, named_by_resource),
            name,
            resource: resource.clone(),
            example: self.documents.example(&chain),
            definition,
            secret: self.is_secret(&chain),
        }
    }

    fn description(&self, chain: &Chain<'_>, by_resource: bool) -> String {
        if by_resource && let Some(text) = self.documents.by_identity(chain) {
            return text;
        }
        if let Some(text) = chain.text("description") {
            return text.to_owned();
        }
        let target = &chain.steps[0].at;
        let definition = target
            .pointer
            .rsplit('/')
            .next()
            .map(unescape)
            .map(Cow::into_owned)
            .unwrap_or_default();
        let of = spoken(&target.resource);
        match definition.as_str() {
            "" | "identity" => format!("Name of the {of}."),
            "id" => format!("Id of the {of}."),
            other => format!("`{other}` of the {of}."),
        }
    }

    fn is_secret(&self, chain: &Chain<'_>) -> bool {
        let is_marked = |chain: &Chain<'_>| {
            let mut steps = chain.steps.iter();
            steps.any(|step| self.corrections.makes_secret(&step.at))
        };
        is_marked(chain)
            || chain
                .last()
                .alternatives()
                .any(|step| is_marked(&self.documents.follow_step(step)))
    }
}

impl Documents<'_> {
    /// The names of the definitions that may stand for a resource: `id` and `name`.
    pub(crate) fn identity_names(&self, chain: &Chain<'_>) -> Vec<String> {
        let name = |at: &Location| {
            let last = at.pointer.rsplit('/').next().unwrap_or_default();
            unescape(last).into_owned()
        };
        let target = chain.last();
        if target.alternatives().next().is_none() {
            let only = Some(name(&target.at)).filter(|name| name != "identity");
            return only.into_iter().collect();
        }
        let mut names: Vec<String> = Vec::new();
        for alternative in target.alternatives() {
            let chain = self.follow_step(alternative);
            let Some(step) = chain.steps.get(1) else {
                continue;
            };
            let name = name(&step.at);
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// `App, by id or name.`, where the place is an identity.
    pub(crate) fn by_identity(&self, chain: &Chain<'_>) -> Option<String> {
        let target = chain.last();
        target.alternatives().next()?;
        let names = self.identity_names(chain);
        if names.is_empty() {
            return None;
        }
        let spoken_names: Vec<String> = names
            .iter()
            .map(|name| name.replace(['_', '-'], " "))
            .collect();
        let mut of = spoken(&target.at.resource);
        if let Some(first) = of.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Some(format!("{of}, by {}.", spoken_names.join(" or ")))
    }

    /// A value that fits a schema, for examples.
    fn example(&self, chain: &Chain<'_>) -> serde_json::Value {
        self.known_example(chain, 0)
            .unwrap_or_else(|| json!("example"))
    }

    fn known_example(&self, chain: &Chain<'_>, depth: usize) -> Option<serde_json::Value> {
        if let Some(example) = told_example(chain) {
            return Some(example);
        }
        if depth > 1 {
            return None;
        }
        let alternatives: Vec<Chain<'_>> = chain
            .last()
            .alternatives()
            .map(|step| self.follow_step(step))
            .collect();
        let told = alternatives.iter().find_map(told_example);
        let found = told.or_else(|| {
            let mut alternatives = alternatives.iter();
            alternatives.find_map(|chain| self.known_example(chain, depth + 1))
        });
        if found.is_some() {
            return found;
        }
        let values = chain.value("enum").and_then(Value::as_array);
        if let Some(first) = values.and_then(|all| all.iter().find(|value| !value.is_null())) {
            return Some(first.to_json());
        }
        let types = chain
            .value("type")
            .map(ToString::to_string)
            .unwrap_or_default();
        match chain.text("format") {
            Some("uuid") => Some(json!("01234567-89ab-cdef-0123-456789abcdef")),
            Some("email") => Some(json!("user@example.com")),
            Some("date") => Some(json!("2024-01-31")),
            Some("date-time") => Some(json!("2024-01-31T12:00:00Z")),
            _ if types.contains("integer") || types.contains("number") => Some(json!(1)),
            _ if types.contains("boolean") => Some(json!(true)),
            _ => None,
        }
    }
}

fn told_example(chain: &Chain<'_>) -> Option<serde_json::Value> {
    let example = chain.value("example").filter(|value| !value.is_null());
    example.map(Value::to_json)
}
