//! The arguments of a path: what each placeholder names.

use serde_json::{Value, json};

use crate::Argument;
use crate::corrections::Corrections;
use crate::diagnostic::Sink;
use crate::document::{Documents, Location};
use crate::href::{Href, Piece};
use crate::reference::unescape;
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
    documents: &Documents,
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
    let mut arguments: Vec<Argument> = Vec::new();
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
    documents: &'a Documents,
    corrections: &'a Corrections,
    sink: &'a Sink,
    at: &'a Location,
}

impl Reader<'_> {
    fn argument(&self, text: &str) -> Argument {
        let is_reference = text.contains('#') || text.contains('/');
        if is_reference {
            match self.documents.target(text, &self.at.resource) {
                Some((target, _)) => return self.of_definition(&target.at),
                None => self.warn(&format!("the path refers to `{text}`, which is nowhere")),
            }
        } else if let Some(target) = self.identity_named(text) {
            return self.of_definition(&target);
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
            example: Value::from("example"),
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
    fn identity_named(&self, text: &str) -> Option<Location> {
        let mut bare = text;
        for end in ["_identity", "_id_or_name", "_id_or_email", "_id", "_name"] {
            bare = bare.strip_suffix(end).unwrap_or(bare);
        }
        let resource = self.documents.named_like(bare)?;
        ["identity", "id", "name"]
            .iter()
            .map(|definition| Location::new(resource, &format!("/definitions/{definition}")))
            .find(|at| self.documents.node(at).is_some())
            .or_else(|| Some(Location::new(resource, "")))
    }

    fn of_definition(&self, target: &Location) -> Argument {
        let resource = &target.resource;
        let definition = target
            .pointer
            .rsplit('/')
            .next()
            .map(unescape)
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
            description: self.description(target, named_by_resource),
            name,
            resource: resource.clone(),
            example: self.documents.example(target),
            definition,
            secret: self.is_secret(target),
        }
    }

    fn description(&self, target: &Location, by_resource: bool) -> String {
        if by_resource && let Some(text) = self.documents.by_identity(target) {
            return text;
        }
        let chain = self.documents.follow(target);
        if let Some(text) = chain.and_then(|chain| chain.text("description")) {
            return text.to_owned();
        }
        let definition = target
            .pointer
            .rsplit('/')
            .next()
            .map(unescape)
            .unwrap_or_default();
        let of = spoken(&target.resource);
        match definition.as_str() {
            "" | "identity" => format!("Name of the {of}."),
            "id" => format!("Id of the {of}."),
            other => format!("`{other}` of the {of}."),
        }
    }

    fn is_secret(&self, target: &Location) -> bool {
        let Some(chain) = self.documents.follow(target) else {
            return false;
        };
        let marked = |at: &Location| self.corrections.makes_secret(at);
        let is_marked = chain.steps.iter().any(|step| marked(&step.at));
        let alternatives = self.documents.alternatives(&chain.last().at);
        is_marked
            || alternatives.iter().any(|at| {
                let chain = self.documents.follow(at);
                chain.is_some_and(|chain| chain.steps.iter().any(|step| marked(&step.at)))
            })
    }
}

impl Documents {
    /// The places of the alternatives of an `anyOf`.
    pub(crate) fn alternatives(&self, at: &Location) -> Vec<Location> {
        let list = at.child("anyOf");
        let length = self
            .node(&list)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        (0..length)
            .map(|index| list.child(&index.to_string()))
            .collect()
    }

    /// The names of the definitions that may stand for a resource: `id` and `name`.
    pub(crate) fn identity_names(&self, at: &Location) -> Vec<String> {
        let Some(chain) = self.follow(at) else {
            return Vec::new();
        };
        let alternatives = self.alternatives(&chain.last().at);
        let mut names: Vec<String> = Vec::new();
        if alternatives.is_empty() {
            let last = &chain.last().at.pointer;
            names.extend(
                last.rsplit('/')
                    .next()
                    .map(unescape)
                    .filter(|name| name != "identity"),
            );
        }
        for at in alternatives {
            let Some(chain) = self.follow(&at) else {
                continue;
            };
            let Some(step) = chain.steps.get(1) else {
                continue;
            };
            let name = step
                .at
                .pointer
                .rsplit('/')
                .next()
                .map(unescape)
                .unwrap_or_default();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// `App, by id or name.`, where the place is an identity.
    pub(crate) fn by_identity(&self, at: &Location) -> Option<String> {
        let chain = self.follow(at)?;
        let target = &chain.last().at;
        let names = self.identity_names(target);
        if self.alternatives(target).is_empty() || names.is_empty() {
            return None;
        }
        let spoken_names: Vec<String> = names
            .iter()
            .map(|name| name.replace(['_', '-'], " "))
            .collect();
        let mut of = spoken(&target.resource);
        if let Some(first) = of.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Some(format!("{of}, by {}.", spoken_names.join(" or ")))
    }

    /// A value that fits the schema at a place, for examples.
    pub(crate) fn example(&self, at: &Location) -> Value {
        self.known_example(at, 0)
            .unwrap_or_else(|| json!("example"))
    }

    fn known_example(&self, at: &Location, depth: usize) -> Option<Value> {
        let chain = self.follow(at)?;
        if let Some(example) = chain.value("example").filter(|value| !value.is_null()) {
            return Some(example.clone());
        }
        let target = chain.last();
        if depth > 1 {
            return None;
        }
        let alternatives = self.alternatives(&target.at);
        let told = alternatives.iter().find_map(|at| {
            let chain = self.follow(at)?;
            chain
                .value("example")
                .filter(|value| !value.is_null())
                .cloned()
        });
        if told.is_some() {
            return told;
        }
        if let Some(found) = alternatives
            .iter()
            .find_map(|at| self.known_example(at, depth + 1))
        {
            return Some(found);
        }
        let values = chain.value("enum").and_then(Value::as_array);
        if let Some(first) = values.and_then(|all| all.iter().find(|value| !value.is_null())) {
            return Some(first.clone());
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
