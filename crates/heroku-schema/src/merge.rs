//! Merges what several folders say about a resource: the earlier folder wins, the later adds.

use std::collections::{BTreeMap, BTreeSet};

use crate::Variant;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::document::{Document, Documents, LinkOrigin, Location, join};
use crate::json::{Map, Value};
use crate::load::{File, Part};

/// Keywords whose entries are schemas by name.
const NAMED: [&str; 3] = ["properties", "definitions", "patternProperties"];
/// Keywords that hold one schema.
const NESTED: [&str; 2] = ["items", "additionalProperties"];
/// Keywords that only explain.
const TALK: [&str; 5] = ["description", "example", "title", "stability", "default"];
/// How deep a schema may nest; the JSON parser stops at the same depth.
const DEEPEST: usize = 128;

impl<'t> Documents<'t> {
    /// Adds what a file says, while it is fresh in the processor's caches.
    pub(crate) fn add_file(&mut self, file: File<'t>, sink: &Sink) {
        self.published |= file.is_published();
        for part in file.parts(sink) {
            self.add(part, sink);
        }
    }

    /// Adds what one file says about one resource.
    fn add(&mut self, part: Part<'t>, sink: &Sink) {
        let links: Vec<LinkOrigin> = part
            .links
            .into_iter()
            .map(|pointer| LinkOrigin {
                variant: part.source.variant,
                file: part.source.file.clone(),
                pointer,
            })
            .collect();
        let mut value = part.value;
        let values = value.as_object_mut().and_then(|root| root.remove("links"));
        let Some(mut document) = self.by_name.remove(&part.name) else {
            let mut document = Document {
                name: part.name.clone(),
                value,
                variant: part.source.variant,
                added: BTreeMap::new(),
                sources: vec![part.source],
                links: Vec::new(),
                extra: BTreeSet::new(),
                model: None,
            };
            document.append_links(values, links, self, sink);
            self.by_name.insert(part.name, document);
            return;
        };
        let variant = part.source.variant;
        if document
            .sources
            .iter()
            .any(|source| source.variant == variant)
            && has_facts(&value)
        {
            let message = format!("`{}` is described more than once", part.name);
            self.by_name.insert(part.name.clone(), document);
            self.warn(
                sink,
                &Location::new(&part.name, ""),
                &message,
                "keep one file a resource in a folder; they were merged",
            );
            let Some(again) = self.by_name.remove(&part.name) else {
                return;
            };
            document = again;
        }
        document.sources.push(part.source);
        Merge {
            others: self,
            sink,
            variant,
        }
        .overlay(&mut document, "", &value, 0);
        document.append_links(values, links, self, sink);
        self.by_name.insert(part.name, document);
    }
}

/// Whether a description says more than its links.
fn has_facts(value: &Value<'_>) -> bool {
    value.as_object().is_some_and(|root| !root.is_empty())
}

/// Adds what a later folder knows to an earlier description.
pub(crate) struct Merge<'a, 't> {
    pub(crate) others: &'a Documents<'t>,
    pub(crate) sink: &'a Sink,
    pub(crate) variant: Variant,
}

impl<'t> Merge<'_, 't> {
    pub(crate) fn overlay(
        &self,
        document: &mut Document<'t>,
        pointer: &str,
        extra: &Value<'t>,
        depth: usize,
    ) {
        let Some(extra) = extra.as_object() else {
            return;
        };
        if depth > DEEPEST {
            return;
        }
        if let Some(moved) = self.open_reference(document, pointer, extra) {
            return self.overlay(document, &moved, &Value::Object(extra.clone()), depth + 1);
        }
        for (key, value) in extra.iter() {
            let at = join(pointer, key);
            match key {
                name if NAMED.contains(&name) => {
                    self.overlay_named(document, pointer, key, value, depth);
                }
                name if NESTED.contains(&name) && value.is_object() => {
                    if document.value.pointer(&at).is_some_and(Value::is_object) {
                        self.overlay(document, &at, value, depth + 1);
                    } else {
                        self.insert(document, pointer, key, value);
                    }
                }
                "enum" => self.overlay_enum(document, pointer, value),
                "type" => self.check_type(document, pointer, value),
                name if TALK.contains(&name) && document.value.pointer(&at).is_none() => {
                    set(document, pointer, key, value);
                }
                "$ref" | "anyOf" | "oneOf" | "allOf" => {
                    let shapeless = document.value.pointer(pointer).is_some_and(|node| {
                        ["$ref", "type", "anyOf", "oneOf", "allOf", "properties"]
                            .iter()
                            .all(|known| node.get(known).is_none())
                    });
                    if shapeless {
                        self.insert(document, pointer, key, value);
                    }
                }
                _ => {}
            }
        }
    }

    /// Where the earlier description only refers to a definition and the later one adds to it:
    /// the definition, if it is the resource's own; else a copy of it is put in its place.
    fn open_reference(
        &self,
        document: &mut Document<'t>,
        pointer: &str,
        extra: &Map<'t>,
    ) -> Option<String> {
        let node = document.value.pointer(pointer)?;
        let text = node.get("$ref")?.as_str()?.to_owned();
        let adds = extra
            .keys()
            .any(|key| NAMED.contains(&key) || NESTED.contains(&key) || key == "enum");
        let only_definitions = pointer.is_empty()
            && !extra
                .keys()
                .any(|key| key == "properties" || key == "patternProperties");
        if !adds || only_definitions {
            return None;
        }
        if let Some(own) = own_definition(document, &text) {
            return (own != pointer).then_some(own);
        }
        let (target, _) = self.others.target(&text, &document.name)?;
        let mut copy = self.others.node(&target.at)?.as_object()?.clone();
        for key in ["links", "definitions", "id", "$schema", "title"] {
            if target.at.pointer.is_empty() {
                copy.remove(key);
            }
        }
        let node = document.value.pointer_mut(pointer)?.as_object_mut()?;
        node.remove("$ref");
        for (key, value) in copy {
            if !node.contains_key(&key) {
                node.insert(key, value);
            }
        }
        Some(pointer.to_owned())
    }

    fn overlay_named(
        &self,
        document: &mut Document<'t>,
        pointer: &str,
        keyword: &str,
        extra: &Value<'t>,
        depth: usize,
    ) {
        let at = join(pointer, keyword);
        if !document.value.pointer(&at).is_some_and(Value::is_object) {
            set(document, pointer, keyword, &Value::Object(Map::default()));
        }
        for (name, value) in extra.as_object().into_iter().flat_map(Map::iter) {
            let inside = join(&at, name);
            if document.value.pointer(&inside).is_some() {
                self.overlay(document, &inside, value, depth + 1);
            } else {
                self.insert(document, &at, name, value);
            }
        }
    }

    fn overlay_enum(&self, document: &mut Document<'t>, pointer: &str, extra: &Value<'t>) {
        let at = join(pointer, "enum");
        match document.value.pointer_mut(&at) {
            Some(Value::Array(known)) => {
                for value in extra.as_array().into_iter().flatten() {
                    if !known.contains(value) {
                        known.push(value.clone());
                    }
                }
            }
            Some(_) => {}
            None => {
                let message = "a later folder limits the values of this text; it stays open";
                self.warn_at(
                    document,
                    pointer,
                    message,
                    "move the values to the earlier folder",
                );
            }
        }
    }

    fn check_type(&self, document: &mut Document<'t>, pointer: &str, extra: &Value<'t>) {
        let Some(node) = document.value.pointer(pointer) else {
            return;
        };
        let Some(known) = node.get("type") else {
            if ["$ref", "anyOf", "oneOf", "allOf"]
                .iter()
                .all(|key| node.get(key).is_none())
            {
                set(document, pointer, "type", extra);
            }
            return;
        };
        let solid = |value: &Value<'_>| -> Vec<String> {
            let texts: Vec<&Value<'_>> = match value {
                Value::Array(all) => all.iter().collect(),
                one => vec![one],
            };
            let texts = texts.into_iter().filter_map(Value::as_str);
            texts
                .filter(|text| *text != "null")
                .map(str::to_owned)
                .collect()
        };
        if solid(known) != solid(extra) {
            let message = format!("a later folder gives another type, {extra}; {known} stays");
            self.warn_at(document, pointer, &message, "correct it by an override");
        }
    }

    pub(crate) fn insert(
        &self,
        document: &mut Document<'t>,
        pointer: &str,
        key: &str,
        value: &Value<'t>,
    ) {
        set(document, pointer, key, value);
        document.added.insert(join(pointer, key), self.variant);
    }

    fn warn_at(&self, document: &Document<'_>, pointer: &str, message: &str, hint: &str) {
        let (file, pointer) = document.place(pointer);
        self.sink.add(Diagnostic {
            severity: Severity::Warning,
            file,
            pointer,
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}

pub(crate) fn set<'t>(document: &mut Document<'t>, pointer: &str, key: &str, value: &Value<'t>) {
    if let Some(node) = document
        .value
        .pointer_mut(pointer)
        .and_then(Value::as_object_mut)
    {
        node.insert(key.to_owned(), value.clone());
    }
}

/// The pointer of a definition in the document itself, if the reference names one.
fn own_definition(document: &Document<'_>, text: &str) -> Option<String> {
    let text = crate::reference::decode(text);
    let (base, fragment) = text.split_once('#')?;
    let base = base.trim_matches('/').rsplit('/').next()?;
    let qualified = join("/definitions", &document.name);
    let pointer = match fragment.strip_prefix(&qualified) {
        Some(rest) if base.is_empty() && rest.starts_with('/') => rest,
        _ if base.is_empty() || base == document.name => fragment,
        _ => return None,
    };
    document.value.pointer(pointer).map(|_| pointer.to_owned())
}
