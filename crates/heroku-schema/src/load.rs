//! Takes a schema file apart into resources.

use crate::Variant;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::document::{Source, join};
use crate::json::{Map, Value};

/// A schema file, parsed.
pub(crate) struct File<'t> {
    pub(crate) variant: Variant,
    /// As the caller named it.
    pub(crate) name: String,
    /// The file's name without folder and ending; names the resource where the schema does not.
    pub(crate) stem: String,
    /// Whether the file is to be named like its resource, as in a folder of such files.
    pub(crate) in_folder: bool,
    pub(crate) value: Map<'t>,
}

/// What one file says about one resource.
pub(crate) struct Part<'t> {
    pub(crate) name: String,
    pub(crate) value: Value<'t>,
    pub(crate) source: Source,
    /// Pointers of the links in the file.
    pub(crate) links: Vec<String>,
}

impl<'t> File<'t> {
    /// Whether the file holds a whole API, as Heroku publishes it, and not one resource.
    pub(crate) fn is_published(&self) -> bool {
        let Some(definitions) = self.value.get("definitions").and_then(Value::as_object) else {
            return false;
        };
        let any = |test: fn(&Value<'t>) -> bool| definitions.values().any(test);
        if any(|value| value.get("links").is_some_and(Value::is_array)) {
            return true;
        }
        let id = self
            .value
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if id.starts_with("schema/") || id.starts_with("schemata/") {
            return false;
        }
        if any(|value| value.get("definitions").is_some_and(Value::is_object)) {
            return true;
        }
        let names_a_resource = ["id", "links"]
            .iter()
            .any(|key| self.value.contains_key(key));
        let properties = self.value.get("properties").and_then(Value::as_object);
        !names_a_resource
            && properties.is_some_and(|properties| {
                !properties.is_empty()
                    && properties.iter().all(|(name, value)| {
                        let expected = join("#/definitions", name);
                        value.get("$ref").and_then(Value::as_str) == Some(expected.as_str())
                            && definitions
                                .get(name)
                                .and_then(|it| it.get("properties"))
                                .is_some()
                    })
            })
    }

    /// The resources of the file.
    pub(crate) fn parts(self, sink: &Sink) -> Vec<Part<'t>> {
        if self.is_published() {
            self.published_parts(sink)
        } else {
            vec![self.only_part(sink)]
        }
    }

    fn only_part(mut self, sink: &Sink) -> Part<'t> {
        let name = self.resource_name(sink);
        let links = take_links(&mut self.value, "", &self.name, sink);
        Part {
            name,
            links,
            source: Source {
                variant: self.variant,
                file: self.name,
                prefix: String::new(),
            },
            value: Value::Object(self.value),
        }
    }

    /// The last step of `id`, else the title, else the name of the file.
    fn resource_name(&self, sink: &Sink) -> String {
        let text = |key: &str| self.value.get(key).and_then(Value::as_str);
        let id = text("id").map(|id| id.trim_end_matches(['#', '/']).trim_end_matches(".json"));
        let id = id
            .and_then(|id| id.rsplit('/').next())
            .filter(|id| !id.is_empty());
        let title = text("title").map(|title| title.rsplit(" - ").next().unwrap_or(title).trim());
        let title = title.map(|title| title.to_lowercase().replace(' ', "-"));
        let name = id
            .map(str::to_owned)
            .or(title.filter(|title| !title.is_empty()));
        if let Some(name) = &name
            && self.in_folder
            && *name != self.stem
        {
            sink.add(self.remark(
                "/id",
                &format!("the file is named `{}`, the resource `{name}`", self.stem),
                "name the file like the resource",
            ));
        }
        name.unwrap_or_else(|| {
            let made_up = if self.stem.is_empty() {
                "resource"
            } else {
                &self.stem
            };
            let message = format!("the resource has neither `id` nor `title`; read as `{made_up}`");
            sink.add(self.remark("", &message, "add `\"id\": \"schemata/NAME\"`"));
            made_up.to_owned()
        })
    }

    fn published_parts(mut self, sink: &Sink) -> Vec<Part<'t>> {
        let links = take_links(&mut self.value, "", &self.name, sink);
        let values = self.value.get("links").and_then(Value::as_array).cloned();
        let mut parts = Vec::new();
        let definitions = match self.value.remove("definitions") {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::default(),
        };
        for (name, value) in definitions {
            let prefix = join("/definitions", &name);
            let Value::Object(mut value) = value else {
                let mut remark = self.remark(
                    &prefix,
                    &format!("`{name}` is no object; left out"),
                    "a resource is a JSON object",
                );
                remark.severity = Severity::Error;
                sink.add(remark);
                continue;
            };
            let links = take_links(&mut value, &prefix, &self.name, sink);
            let source = Source {
                variant: self.variant,
                file: self.name.clone(),
                prefix,
            };
            parts.push(Part {
                name: name.into_owned(),
                value: Value::Object(value),
                source,
                links,
            });
        }
        for (value, pointer) in values.unwrap_or_default().into_iter().zip(links) {
            parts.extend(self.root_link(value, pointer, sink));
        }
        parts
    }

    /// A link of the whole document: an action of the resource that its path begins with.
    fn root_link(&self, link: Value<'t>, pointer: String, sink: &Sink) -> Option<Part<'t>> {
        let href = link.get("href").and_then(Value::as_str).unwrap_or_default();
        let path = match href.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => href,
        };
        let first = path
            .split(['/', '?', '#'])
            .find(|segment| !segment.is_empty());
        let Some(first) = first.filter(|first| !first.contains('{')) else {
            let message = format!("the link to `{href}` names no action; left out");
            sink.add(self.remark(
                &pointer,
                &message,
                "it tells where the API is, which clients know",
            ));
            return None;
        };
        let message = format!("a link of the whole document; read as an action of `{first}`");
        sink.add(self.remark(
            &pointer,
            &message,
            "move it to the resource that it acts on",
        ));
        Some(Part {
            name: first.to_owned(),
            value: Value::Object(Map::from_iter([("links", Value::Array(vec![link]))])),
            source: Source {
                variant: self.variant,
                file: self.name.clone(),
                prefix: String::new(),
            },
            links: vec![pointer],
        })
    }

    fn remark(&self, pointer: &str, message: &str, hint: &str) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            file: self.name.clone(),
            pointer: pointer.to_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

/// Reduces `links` to the objects in it, and tells where each stands in the file.
fn take_links(value: &mut Map<'_>, prefix: &str, file: &str, sink: &Sink) -> Vec<String> {
    let fail = |pointer: String, message: &str| {
        sink.add(Diagnostic {
            severity: Severity::Error,
            file: file.to_owned(),
            pointer,
            message: message.to_owned(),
            hint: "a link is an object with `href`, `method`, `rel` and `title`".to_owned(),
        });
    };
    let at = join(prefix, "links");
    let Some(found) = value.remove("links") else {
        return Vec::new();
    };
    let Value::Array(found) = found else {
        fail(at, "`links` is no list; left out");
        return Vec::new();
    };
    let mut pointers = Vec::new();
    let mut kept = Vec::new();
    for (index, link) in found.into_iter().enumerate() {
        let pointer = format!("{at}/{index}");
        if link.is_object() {
            kept.push(link);
            pointers.push(pointer);
        } else {
            fail(pointer, "the link is no object; left out");
        }
    }
    value.insert("links", Value::Array(kept));
    pointers
}
