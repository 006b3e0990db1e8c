//! The resources of a description as JSON, and where each part came from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::Variant;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::json::{Map, Value};

/// A place in a description.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Location {
    pub(crate) resource: String,
    /// JSON pointer within the resource.
    pub(crate) pointer: String,
}

impl Location {
    pub(crate) fn new(resource: &str, pointer: &str) -> Self {
        Self {
            resource: resource.to_owned(),
            pointer: pointer.to_owned(),
        }
    }

    pub(crate) fn child(&self, key: &str) -> Self {
        Self {
            resource: self.resource.clone(),
            pointer: join(&self.pointer, key),
        }
    }
}

/// A pointer with one more key, escaped.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + key.len() + 1);
    joined.push_str(pointer);
    joined.push('/');
    if key.contains(['~', '/']) {
        joined.push_str(&key.replace('~', "~0").replace('/', "~1"));
    } else {
        joined.push_str(key);
    }
    joined
}

/// One resource, merged from all folders that describe it.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    pub(crate) name: String,
    pub(crate) value: Value<'t>,
    /// The folder that introduced the resource.
    pub(crate) variant: Variant,
    /// What later folders added, by pointer.
    pub(crate) added: BTreeMap<String, Variant>,
    /// The files that describe it, one a folder, earliest first.
    pub(crate) sources: Vec<Source>,
    /// Where each entry of `links` stands in its file.
    pub(crate) links: Vec<LinkOrigin>,
    /// Fields that an override added, by pointer: no schema promises them.
    pub(crate) extra: BTreeSet<String>,
    /// Where the model stands, once all folders are merged.
    pub(crate) model: Option<String>,
}

/// A file that describes a resource.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) variant: Variant,
    pub(crate) file: String,
    /// Pointer to the resource in the file; empty where the file is the resource.
    pub(crate) prefix: String,
}

/// Where an entry of `links` came from.
#[derive(Clone, Debug)]
pub(crate) struct LinkOrigin {
    pub(crate) variant: Variant,
    pub(crate) file: String,
    /// Pointer in that file.
    pub(crate) pointer: String,
}

impl<'t> Document<'t> {
    /// The variant that knows the place.
    pub(crate) fn variant_at(&self, pointer: &str) -> Variant {
        if let Some((origin, _)) = self.link_at(pointer)
            && origin.variant > self.variant
        {
            return origin.variant;
        }
        if self.added.is_empty() {
            return self.variant;
        }
        let ends = pointer
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([pointer.len()]);
        ends.filter_map(|end| self.added.get(&pointer[..end]).copied())
            .max()
            .unwrap_or(self.variant)
    }

    /// Whether the model of the resource stands at this place.
    pub(crate) fn has_model_at(&self, pointer: &str) -> bool {
        let model = self.model.as_deref();
        model.is_some_and(|model| pointer.is_empty() || model == pointer)
    }

    /// File and pointer of a place, to be shown to a person.
    pub(crate) fn place(&self, pointer: &str) -> (String, String) {
        if let Some((origin, rest)) = self.link_at(pointer) {
            return (origin.file.clone(), format!("{}{rest}", origin.pointer));
        }
        let variant = self.variant_at(pointer);
        let source = self.sources.iter().find(|source| source.variant == variant);
        match source.or(self.sources.first()) {
            Some(source) => (source.file.clone(), format!("{}{pointer}", source.prefix)),
            None => (self.name.clone(), pointer.to_owned()),
        }
    }

    /// The link that a pointer leads into, and the rest of the pointer.
    fn link_at<'a>(&self, pointer: &'a str) -> Option<(&LinkOrigin, &'a str)> {
        let inside = pointer.strip_prefix("/links/")?;
        let end = inside.find('/').unwrap_or(inside.len());
        let index: usize = inside[..end].parse().ok()?;
        Some((self.links.get(index)?, &inside[end..]))
    }

    pub(crate) fn link_values(&self) -> &[Value<'t>] {
        self.value
            .get("links")
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Where the model stands: at the root, or in a definition that is named like the resource.
    ///
    /// Some published resources (webhooks) keep their shape in such a definition; their root says
    /// nothing, or less.
    fn find_model(&self) -> Option<String> {
        let root = self.value.as_object()?;
        let at_root = has_shape(root).then(String::new);
        match (at_root, self.definition_like_resource()) {
            (Some(_), Some(definition)) if self.says_more_than_root(&definition) => {
                Some(definition)
            }
            (Some(root), _) => Some(root),
            (None, definition) => definition,
        }
    }

    fn definition_like_resource(&self) -> Option<String> {
        let plain = |name: &str| name.replace(['-', '_'], "");
        let wanted = plain(&self.name);
        let definitions = self.value.get("definitions")?.as_object()?;
        let (name, _) = definitions.iter().find(|(name, value)| {
            plain(name) == wanted && value.as_object().is_some_and(has_shape)
        })?;
        Some(join("/definitions", name))
    }

    /// Whether a definition has all fields of the root, and the actions answer with it.
    fn says_more_than_root(&self, pointer: &str) -> bool {
        let names = |pointer: &str| {
            self.value
                .pointer(&format!("{pointer}/properties"))
                .and_then(Value::as_object)
        };
        let (Some(root), Some(definition)) = (names(""), names(pointer)) else {
            return false;
        };
        let is_answer = |link: &Value<'_>| {
            let target = link.get("targetSchema");
            let target = target.and_then(|it| it.get("items").or(Some(it))?.get("$ref")?.as_str());
            target.is_some_and(|text| text.ends_with(pointer))
        };
        root.keys().all(|name| definition.contains_key(name))
            && self.link_values().iter().any(is_answer)
    }
}

/// Whether a schema describes the inside of an object or a list.
fn has_shape(schema: &Map<'_>) -> bool {
    let filled = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_object)
            .is_some_and(|inside| !inside.is_empty())
    };
    schema.get("$ref").is_some_and(Value::is_string)
        || [
            "properties",
            "patternProperties",
            "additionalProperties",
            "items",
        ]
        .iter()
        .any(|key| filled(key))
}

/// All resources of a description, by name.
#[derive(Debug, Default)]
pub(crate) struct Documents<'t> {
    /// Looked up at each reference, which is why they are hashed.
    pub(crate) by_name: HashMap<String, Document<'t>>,
    /// Whether the description is one file in which `#/definitions/app` names a resource.
    pub(crate) published: bool,
}

impl<'t> Documents<'t> {
    pub(crate) fn get(&self, name: &str) -> Option<&Document<'t>> {
        self.by_name.get(name)
    }

    /// All of them, in the order of their names.
    pub(crate) fn in_order(&self) -> Vec<&Document<'t>> {
        let mut all: Vec<&Document<'t>> = self.by_name.values().collect();
        all.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        all
    }

    pub(crate) fn node(&self, at: &Location) -> Option<&Value<'t>> {
        self.get(&at.resource)?.value.pointer(&at.pointer)
    }

    /// Notes where the models stand; to be called when nothing changes any more.
    pub(crate) fn settle(&mut self) {
        let documents = self.by_name.values();
        let models: Vec<Option<String>> = documents.map(|it| self.find_model(it)).collect();
        for (document, model) in self.by_name.values_mut().zip(models) {
            document.model = model;
        }
    }

    /// Where a model stands, unless nothing but a reference that leads nowhere stands there.
    fn find_model(&self, document: &Document<'_>) -> Option<String> {
        let model = document.find_model()?;
        let chain = self.follow(&Location::new(&document.name, &model))?;
        (!chain.is_broken()).then_some(model)
    }

    /// The resource that a plain name such as `app` or `addon_service` means.
    pub(crate) fn named_like(&self, name: &str) -> Option<&str> {
        let plain = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
        let wanted = plain(name);
        let names = self.by_name.keys().map(String::as_str);
        names.filter(|known| plain(known) == wanted).min()
    }

    pub(crate) fn warn(&self, sink: &Sink, at: &Location, message: &str, hint: &str) {
        self.say(sink, Severity::Warning, at, message, hint);
    }

    pub(crate) fn fail(&self, sink: &Sink, at: &Location, message: &str, hint: &str) {
        self.say(sink, Severity::Error, at, message, hint);
    }

    fn say(&self, sink: &Sink, severity: Severity, at: &Location, message: &str, hint: &str) {
        let (file, pointer) = match self.get(&at.resource) {
            Some(document) => document.place(&at.pointer),
            None => (at.resource.clone(), at.pointer.clone()),
        };
        sink.add(Diagnostic {
            severity,
            file,
            pointer,
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}
