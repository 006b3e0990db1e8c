//! Merges links: what stands twice, in one folder or in several, is one action.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::document::{Document, Documents, LinkOrigin, join};
use crate::href::blank;
use crate::json::Value;
use crate::merge::{Merge, set};

impl<'t> Document<'t> {
    /// Appends links; a link that is already known adds to the known one.
    pub(crate) fn append_links(
        &mut self,
        values: Option<Value<'t>>,
        origins: Vec<LinkOrigin>,
        others: &Documents<'t>,
        sink: &Sink,
    ) {
        let Some(Value::Array(values)) = values else {
            return;
        };
        let mut known: HashMap<Key, usize> = HashMap::new();
        for (index, link) in self.link_values().iter().enumerate() {
            if let Some(key) = Key::of(link) {
                known.entry(key).or_insert(index);
            }
        }
        for (value, origin) in values.into_iter().zip(origins) {
            let key = Key::of(&value);
            let same = key.as_ref().and_then(|key| {
                let index = *known.get(key)?;
                let is_twin = self.links[index].variant == origin.variant;
                (is_twin || key.title.is_some()).then_some((index, is_twin))
            });
            match same {
                Some((index, true)) => self.join_twin(index, value, origin, others, sink),
                Some((index, false)) => {
                    let variant = origin.variant;
                    let merge = Merge {
                        others,
                        sink,
                        variant,
                    };
                    merge.overlay_link(self, index, &value);
                }
                None => {
                    let index = self.links.len();
                    self.push_link(value, origin);
                    if let Some(key) = key {
                        known.entry(key).or_insert(index);
                    }
                }
            }
        }
    }

    fn push_link(&mut self, value: Value<'t>, origin: LinkOrigin) {
        let Some(root) = self.value.as_object_mut() else {
            return;
        };
        if !root.contains_key("links") {
            root.insert("links", Value::Array(Vec::new()));
        }
        if let Some(Value::Array(links)) = root.get_mut("links") {
            links.push(value);
            self.links.push(origin);
        }
    }

    /// A link that stands twice in one file is one action if nothing that must be sent differs.
    fn join_twin(
        &mut self,
        index: usize,
        value: Value<'t>,
        origin: LinkOrigin,
        others: &Documents<'t>,
        sink: &Sink,
    ) {
        let say = |message: &str, hint: &str| {
            sink.add(Diagnostic {
                severity: Severity::Warning,
                file: origin.file.clone(),
                pointer: origin.pointer.clone(),
                message: message.to_owned(),
                hint: hint.to_owned(),
            });
        };
        let required = |link: &Value<'_>| {
            let listed = link.pointer("/schema/required").and_then(Value::as_array);
            let mut names: Vec<String> = listed
                .into_iter()
                .flatten()
                .map(ToString::to_string)
                .collect();
            names.sort();
            names
        };
        let before = required(&self.link_values()[index]);
        if before == required(&value) {
            say(
                "the same action stands here again; read as one",
                "remove one of them",
            );
            let merge = Merge {
                others,
                sink,
                variant: origin.variant,
            };
            merge.overlay_link(self, index, &value);
        } else {
            say(
                "title and route stand here again, with other required fields; read as two actions",
                "give each its own title",
            );
            self.push_link(value, origin);
        }
    }
}

impl<'t> Merge<'_, 't> {
    fn overlay_link(&self, document: &mut Document<'t>, index: usize, extra: &Value<'t>) {
        let pointer = format!("/links/{index}");
        for key in ["schema", "targetSchema"] {
            let Some(value) = extra.get(key) else {
                continue;
            };
            if document
                .value
                .pointer(&join(&pointer, key))
                .is_some_and(Value::is_object)
            {
                if key == "schema" {
                    self.overlay(document, &join(&pointer, key), value, 0);
                }
            } else {
                self.insert(document, &pointer, key, value);
            }
        }
        for key in ["description", "ranges", "title", "rel"] {
            let at = join(&pointer, key);
            if let (Some(value), None) = (extra.get(key), document.value.pointer(&at)) {
                set(document, &pointer, key, value);
            }
        }
    }
}

/// What makes two links one action.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    title: Option<String>,
    method: Option<String>,
    route: String,
}

impl Key {
    fn of(link: &Value<'_>) -> Option<Self> {
        let text = |key: &str| link.get(key).and_then(Value::as_str);
        Some(Self {
            title: text("title").map(str::to_owned),
            method: text("method").map(str::to_ascii_uppercase),
            route: blank(text("href")?),
        })
    }
}
