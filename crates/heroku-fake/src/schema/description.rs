//! The API's description, parsed once for the whole process.

use std::collections::HashMap;
use std::sync::OnceLock;

use heroku_schema::{Action, Api, Resource, Type};

use super::router::Router;
use super::{Found, table_of_action};
use crate::behaviour::{self, Rule};

/// The API's description with its routes, and the rule of each action that has one.
pub(crate) struct Schema {
    resources: HashMap<&'static str, &'static Resource>,
    actions: Vec<Entry>,
    router: Router,
}

/// An action with what belongs to it.
pub(crate) struct Entry {
    pub(crate) action: &'static Action,
    /// The table that the action works on.
    pub(crate) table: &'static str,
    /// How the fake carries the action out, where it keeps state for it.
    pub(crate) rule: Option<Rule>,
    /// Whether what its last argument names may be new.
    pub(crate) may_be_new: bool,
}

impl Schema {
    /// The description that is compiled in.
    pub(crate) fn shared() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        static API: OnceLock<Api> = OnceLock::new();
        SCHEMA.get_or_init(|| Self::new(API.get_or_init(parse)))
    }

    fn new(api: &'static Api) -> Self {
        let mut actions = Vec::new();
        let mut router = Router::default();
        for resource in &api.resources {
            for action in &resource.actions {
                let route = blank(&action.method, &action.path);
                router.add(&action.method, &action.path, actions.len());
                actions.push(Entry {
                    action,
                    table: table_of_action(action, &resource.name),
                    rule: behaviour::rule(&route),
                    may_be_new: action.method == "PUT" || behaviour::may_be_new(&route),
                });
            }
        }
        // Where several actions share a route, today's API comes before the variants.
        router.sort_by_key(|&index| actions[index].action.variant);
        let resources = api
            .resources
            .iter()
            .map(|resource| (resource.name.as_str(), resource));
        Self {
            resources: resources.collect(),
            actions,
            router,
        }
    }

    /// The actions at a route, with the arguments that its path holds.
    pub(crate) fn find(&self, method: &str, path: &str) -> Option<Found<'_>> {
        self.router.find(method, path)
    }

    /// A path as it may be shown: arguments that are secret are blanked.
    pub(crate) fn path_without_secrets(&self, method: &str, path: &str) -> String {
        let found = self.find(method, path);
        let action = found.and_then(|found| found.actions.first().copied());
        let Some(action) = action.map(|index| self.actions[index].action) else {
            return path.to_owned();
        };
        let secret = |placeholder: &str| {
            let mut arguments = action.arguments.iter();
            arguments.any(|known| known.secret && placeholder == format!("{{{}}}", known.name))
        };
        let segments = path.split('/').zip(action.path.split('/'));
        let shown: Vec<&str> = segments
            .map(|(sent, template)| if secret(template) { "[secret]" } else { sent })
            .collect();
        shown.join("/")
    }

    /// All actions of the API.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &'static Action> {
        self.actions.iter().map(|entry| entry.action)
    }

    /// The action with an index, as routes tell it.
    pub(crate) fn entry(&self, index: usize) -> &Entry {
        &self.actions[index]
    }

    /// The resource with a name.
    pub(crate) fn resource(&self, name: &str) -> Option<&'static Resource> {
        self.resources.get(name).copied()
    }

    /// All resources, in no order.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &'static Resource> {
        self.resources.values().copied()
    }

    /// The shape of a resource, where it has one.
    pub(crate) fn model(&self, resource: &str) -> Option<&'static Type> {
        self.resource(resource)?.model.as_ref()
    }
}

/// What Heroku publishes, and what clients use beyond it.
fn parse() -> Api {
    let read = |text| serde_json::from_str::<Api>(text);
    let mut api = read(include_str!("../../schema/api.json"))
        .expect("the description that the generator wrote is valid: every test parses it");
    let more = read(include_str!("../../schema/unpublished.json"))
        .expect("the description of what is not published is valid: every test parses it");
    api.resources.extend(more.resources);
    api
}

/// A route without the names of its arguments, as in `GET /apps/{}/dynos/{}`.
fn blank(method: &str, path: &str) -> String {
    let mut route = format!("{method} ");
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                route.push_str("{}");
            }
            _ if inside => {}
            _ => route.push(character),
        }
    }
    route
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_belongs_to_an_action() {
        let schema = Schema::shared();
        let known: Vec<String> = schema
            .actions
            .iter()
            .map(|entry| blank(&entry.action.method, &entry.action.path))
            .collect();
        for route in behaviour::routes() {
            assert!(
                known.iter().any(|known| known == route),
                "no action at {route}"
            );
        }
    }
}
