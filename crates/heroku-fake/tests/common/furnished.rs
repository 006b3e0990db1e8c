//! A world in which one of everything exists.

use std::time::Duration;

use heroku_fake::Fake;
use serde_json::{Map, Value};

use super::{SDK, send_with};

/// A world in which one of everything exists, and how each of them is called.
pub(crate) struct Furnished {
    pub(crate) fake: Fake,
    /// By resource.
    names: Map<String, Value>,
}

/// What makes one of everything, in an order in which all that is needed exists: the resource, the
/// request, and the field of the answer by which the thing is called afterwards. `{resource}` in
/// a request stands for the name of a thing that exists by then.
const STEPS: &str = include_str!("furnished.txt");

impl Furnished {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fake: Fake::new(),
            names: Map::new(),
        };
        // So that a month is over, of which there is an invoice.
        world.fake.advance(Duration::from_hours(40 * 24));
        for line in STEPS.lines().filter(|line| !line.starts_with('#')) {
            let parts: Vec<&str> = line.splitn(5, ' ').collect();
            let [resource, field, method, path, body] = parts[..] else {
                assert!(line.is_empty(), "a resource, a field and a request: {line}");
                continue;
            };
            let (path, body) = (world.fill(path), world.fill(body));
            let answer = send_with(&world.fake, method, &path, &[SDK], body);
            assert!(answer.status.is_success(), "{line}: {}", answer.body);
            let first = match &answer.body {
                Value::Array(rows) => rows.first().cloned().unwrap_or_default(),
                one => one.clone(),
            };
            let name = match field.split_once('=') {
                Some((_, name)) => name.into(),
                None => first[field].clone(),
            };
            assert!(!name.is_null(), "{line}: {}", answer.body);
            world.names.insert(resource.to_owned(), name);
        }
        world.fake.advance(Duration::from_mins(1));
        world
    }

    /// A world in which nothing is known to exist.
    pub(crate) fn empty(fake: Fake) -> Self {
        let names = Map::new();
        Self { fake, names }
    }

    /// How a thing of a resource is called.
    pub(crate) fn name(&self, resource: &str) -> Option<String> {
        match self.names.get(resource)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A text with the names of things in the place of their resources.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.names.keys().fold(text.to_owned(), |text, resource| {
            let name = self.name(resource).unwrap_or_default();
            text.replace(&format!("{{{resource}}}"), &name)
        })
    }
}
