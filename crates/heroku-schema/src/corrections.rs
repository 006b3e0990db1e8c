//! The file of corrections, brought to the places that it corrects.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::Sink;
use crate::document::{Documents, Location, join};
use crate::head::title_and_method;
use crate::href::blank;
use crate::json::{Map, Value};
use crate::overrides::{ActionRule, FieldRule, Overrides};

/// Corrections by place.
#[derive(Debug, Default)]
pub(crate) struct Corrections {
    overrides: Overrides,
    fields: HashMap<Location, Vec<usize>>,
    actions: HashMap<Location, Vec<usize>>,
    used: RefCell<BTreeSet<usize>>,
}

/// Places that an address names.
struct Address<'a> {
    /// Within a request, and not within a definition or a model.
    resource: &'a str,
    title: Option<&'a str>,
    path: Vec<&'a str>,
}

impl<'a> Address<'a> {
    fn parse(text: &'a str) -> Self {
        if let Some((resource, rest)) = text.split_once(' ') {
            let (title, path) = rest.split_once('>').unwrap_or((rest, ""));
            return Self {
                resource,
                title: Some(title.trim()),
                path: steps(path.trim()),
            };
        }
        let (resource, path) = text.split_once('.').unwrap_or((text, ""));
        Self {
            resource,
            title: None,
            path: steps(path),
        }
    }
}

fn steps(path: &str) -> Vec<&str> {
    path.split('.').filter(|step| !step.is_empty()).collect()
}

impl Corrections {
    /// Changes the documents where they want new fields or other types, and notes the rest by place.
    pub(crate) fn bind(overrides: Overrides, documents: &mut Documents<'_>, sink: &Sink) -> Self {
        documents.settle();
        for addition in &overrides.additions {
            if !documents.extend(&addition.at, &addition.schema, addition.variant) {
                overrides.fail(
                    sink,
                    &addition.pointer,
                    &nothing(&addition.at),
                    NOTHING_HINT,
                );
            }
        }
        for rule in &overrides.fields {
            let Some(schema) = &rule.schema else { continue };
            for at in documents.addressed(&rule.at) {
                documents.replace(&at, schema);
            }
        }
        documents.settle();
        let mut bound = Self::default();
        for (index, rule) in overrides.fields.iter().enumerate() {
            let places = documents.addressed(&rule.at);
            if places.is_empty() {
                overrides.fail(sink, &rule.pointer, &nothing(&rule.at), NOTHING_HINT);
                bound.used.borrow_mut().insert(index);
            }
            for at in places {
                bound.fields.entry(at).or_default().push(index);
            }
        }
        for (index, rule) in overrides.actions.iter().enumerate() {
            let places = documents.links_of(&rule.at, rule.route.as_deref());
            if places.is_empty() {
                overrides.fail(sink, &rule.pointer, &nothing(&rule.at), NOTHING_HINT);
            }
            if places.len() > 1 {
                let message = format!("`{}` names {} actions", rule.at, places.len());
                overrides.fail(
                    sink,
                    &rule.pointer,
                    &message,
                    "add `route = \"GET /apps/{}\"`",
                );
            }
            for at in places {
                bound.actions.entry(at).or_default().push(index);
            }
        }
        bound.overrides = overrides;
        bound
    }

    /// The corrections of a place.
    pub(crate) fn at(&self, place: &Location) -> impl Iterator<Item = &FieldRule> {
        let indices = self
            .fields
            .get(place)
            .map(Vec::as_slice)
            .unwrap_or_default();
        self.used.borrow_mut().extend(indices);
        indices.iter().map(|index| &self.overrides.fields[*index])
    }

    /// Whether the value of a path argument at this place is secret.
    pub(crate) fn makes_secret(&self, place: &Location) -> bool {
        let indices = self
            .fields
            .get(place)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let secret = indices
            .iter()
            .find(|index| self.overrides.fields[**index].secret);
        self.used.borrow_mut().extend(secret);
        secret.is_some()
    }

    /// The corrections of an action, by the place of its link.
    pub(crate) fn of_action(&self, place: &Location) -> impl Iterator<Item = &ActionRule> {
        let indices = self
            .actions
            .get(place)
            .map(Vec::as_slice)
            .unwrap_or_default();
        indices.iter().map(|index| &self.overrides.actions[*index])
    }

    /// Tells which corrections stand at a place that no model and no action uses.
    pub(crate) fn tell_unused(&self, sink: &Sink) {
        let used = self.used.borrow();
        for (index, rule) in self.overrides.fields.iter().enumerate() {
            if !used.contains(&index) && rule.schema.is_none() {
                let message = format!("`{}` is used by no model and no action", rule.at);
                self.overrides
                    .fail(sink, &rule.pointer, &message, "remove the entry");
            }
        }
    }

    pub(crate) fn fail(&self, sink: &Sink, pointer: &str, message: &str, hint: &str) {
        self.overrides.fail(sink, pointer, message, hint);
    }
}

fn nothing(at: &str) -> String {
    format!("`{at}` matches nothing")
}

const NOTHING_HINT: &str = "correct the address, or remove the entry";

impl<'t> Documents<'t> {
    /// The places that an address of fields names; none where it names nothing.
    fn addressed(&self, text: &str) -> Vec<Location> {
        let address = Address::parse(text);
        let Some(document) = self.get(address.resource) else {
            return Vec::new();
        };
        let mut places = match address.title {
            Some(_) => self
                .links_of(text, None)
                .into_iter()
                .map(|link| link.child("schema"))
                .filter(|body| self.node(body).is_some())
                .collect(),
            None => vec![Location::new(address.resource, "")],
        };
        if address.title.is_none() && address.path.is_empty() {
            let model = document.model.as_deref().unwrap_or_default();
            return vec![Location::new(address.resource, model)];
        }
        for (depth, step) in address.path.iter().enumerate() {
            let from_root = depth == 0 && address.title.is_none();
            places = places
                .iter()
                .flat_map(|at| self.inside(at, step, from_root))
                .collect();
        }
        places
    }

    /// The places named `step` inside a schema.
    fn inside(&self, at: &Location, step: &str, from_root: bool) -> Vec<Location> {
        let mut found: Vec<Location> = Vec::new();
        if from_root {
            found.extend(
                Some(at.child("definitions").child(step)).filter(|it| self.node(it).is_some()),
            );
        }
        for property in self.properties_named(at, step, &mut Vec::new()) {
            let leads_to_found = self.follow(&property).is_some_and(|chain| {
                chain
                    .steps
                    .iter()
                    .any(|reached| found.contains(&reached.at))
            });
            if !leads_to_found {
                found.push(property);
            }
        }
        found
    }

    fn properties_named(
        &self,
        at: &Location,
        step: &str,
        seen: &mut Vec<Location>,
    ) -> Vec<Location> {
        let model = self
            .get(&at.resource)
            .and_then(|document| document.model.clone());
        let at = match model {
            Some(model) if at.pointer.is_empty() => Location::new(&at.resource, &model),
            _ => at.clone(),
        };
        let Some(chain) = self.follow(&at) else {
            return Vec::new();
        };
        let target = &chain.last().at;
        let present = |place: Location| Some(place).filter(|place| self.node(place).is_some());
        match step {
            "[]" => return present(target.child("items")).into_iter().collect(),
            "{}" => return self.values_of_map(target),
            _ => {}
        }
        if let Some(property) = present(target.child("properties").child(step))
            .or_else(|| present(target.child("definitions").child(step)))
        {
            return vec![property];
        }
        if seen.contains(target) {
            return Vec::new();
        }
        seen.push(target.clone());
        let mut deeper: Vec<Location> = present(target.child("items")).into_iter().collect();
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let list = target.child(keyword);
            let length = self
                .node(&list)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            deeper.extend((0..length).map(|index| list.child(&index.to_string())));
        }
        deeper
            .iter()
            .flat_map(|next| self.properties_named(next, step, seen))
            .collect()
    }

    fn values_of_map(&self, target: &Location) -> Vec<Location> {
        let patterns = target.child("patternProperties");
        let names = self.node(&patterns).and_then(Value::as_object);
        let mut values: Vec<Location> = names
            .into_iter()
            .flat_map(Map::keys)
            .map(|name| patterns.child(name))
            .collect();
        let others = target.child("additionalProperties");
        if self.node(&others).is_some_and(Value::is_object) {
            values.push(others);
        }
        values
    }

    /// The links that `resource Title` names, of those with the route, if one is given.
    fn links_of(&self, text: &str, route: Option<&str>) -> Vec<Location> {
        let address = Address::parse(text);
        let (Some(document), Some(title)) = (self.get(address.resource), address.title) else {
            return Vec::new();
        };
        let matches = |link: &Value<'_>| {
            let (known, method) = title_and_method(link);
            let href = link.get("href").and_then(Value::as_str).unwrap_or_default();
            known == title && route.is_none_or(|route| route == format!("{method} {}", blank(href)))
        };
        let links = document.link_values().iter().enumerate();
        links
            .filter(|(_, link)| matches(link))
            .map(|(index, _)| Location::new(&document.name, &format!("/links/{index}")))
            .collect()
    }

    /// Adds a field where an address leads but for its last step.
    fn extend(&mut self, text: &str, schema: &Map<'static>, variant: crate::Variant) -> bool {
        let (parent, name) = match (text.rsplit_once('.'), text.split_once('>')) {
            (Some((parent, name)), _) | (None, Some((parent, name))) => (parent, name.trim()),
            (None, None) => return false,
        };
        let parents = self.addressed(parent.trim());
        let mut targets = Vec::new();
        for parent in parents {
            targets.extend(self.object_at(&parent));
        }
        if targets.is_empty()
            && let Some(link) = self.links_of(parent.trim(), None).first()
            && !parent.contains('>')
        {
            let body = Map::from_iter([("type", Value::String("object".into()))]);
            self.set(link, "schema", Value::Object(body));
            targets.push(link.child("schema"));
        }
        for target in &targets {
            if !self
                .node(&target.child("properties"))
                .is_some_and(Value::is_object)
            {
                self.set(target, "properties", Value::Object(Map::default()));
            }
            let properties = target.child("properties");
            self.set(&properties, name, Value::Object(schema.clone()));
            if let Some(document) = self.by_name.get_mut(&target.resource) {
                document
                    .added
                    .insert(join(&properties.pointer, name), variant);
                document.extra.insert(join(&properties.pointer, name));
            }
        }
        !targets.is_empty()
    }

    /// The schema of an object at a place: through references, and through the items of a list.
    fn object_at(&self, at: &Location) -> Option<Location> {
        let target = self.follow(at)?.last().at.clone();
        let items = target.child("items");
        if self.node(&items).is_some_and(Value::is_object) {
            return Some(self.follow(&items)?.last().at.clone());
        }
        Some(target)
    }

    /// Puts the keywords of a schema in the place of those that stand there.
    fn replace(&mut self, at: &Location, schema: &Map<'static>) {
        let Some(document) = self.by_name.get_mut(&at.resource) else {
            return;
        };
        let Some(Value::Object(node)) = document.value.pointer_mut(&at.pointer) else {
            return;
        };
        for shape in ["$ref", "anyOf", "oneOf", "allOf"] {
            node.remove(shape);
        }
        for (key, value) in schema.iter() {
            node.insert(key.to_owned(), value.clone());
        }
    }

    fn set(&mut self, at: &Location, key: &str, value: Value<'t>) {
        let Some(document) = self.by_name.get_mut(&at.resource) else {
            return;
        };
        if let Some(Value::Object(node)) = document.value.pointer_mut(&at.pointer) {
            node.insert(key.to_owned(), value);
        }
    }
}
