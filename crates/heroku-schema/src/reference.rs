//! References: reading `$ref` texts, and following them.

use std::borrow::Cow;
use std::cell::Cell;

use crate::document::{Document, Documents, Location};
use crate::json::Value;

/// A node and what it refers to, step by step.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    /// The node itself first, then what its `$ref` names, and so on. Never empty.
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) problem: Option<Problem>,
}

/// A place and what stands there, looked up once.
#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) at: Location,
    /// The resource that the place is in.
    pub(crate) document: &'a Document<'a>,
    pub(crate) node: &'a Value<'a>,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Nothing stands where it points.
    Missing(String),
    /// It comes back to itself.
    Circle(String),
    /// The reference is no text.
    NoText,
    /// It leaves out a step, as in `provider/region` for `provider/properties/region`.
    Shortened(String),
}

/// No chain of references in a published schema is longer than a few steps.
const LONGEST: usize = 64;
/// How many references a single pointer may pass through, those on the way included.
const MOST_DETOURS: usize = 32;

impl<'a> Chain<'a> {
    pub(crate) fn last(&self) -> &Step<'a> {
        &self.steps[self.steps.len() - 1]
    }

    /// Whether the last node says nothing but a reference that cannot be followed.
    pub(crate) fn is_broken(&self) -> bool {
        let is_lost = matches!(
            self.problem,
            Some(Problem::Missing(_) | Problem::Circle(_) | Problem::NoText)
        );
        is_lost && !self.tells_more()
    }

    /// Whether the last node describes a type besides its reference.
    pub(crate) fn tells_more(&self) -> bool {
        const TYPES: [&str; 8] = [
            "type",
            "properties",
            "patternProperties",
            "items",
            "enum",
            "anyOf",
            "oneOf",
            "allOf",
        ];
        let node = self.last().node;
        TYPES.iter().any(|key| node.get(key).is_some())
    }

    /// The first text that stands under `key` on the way.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.steps
            .iter()
            .filter_map(|step| step.node.get(key)?.as_str())
            .find(|text| !text.trim().is_empty())
    }

    /// The first value that stands under `key` on the way.
    pub(crate) fn value(&self, key: &str) -> Option<&'a Value<'a>> {
        self.steps.iter().find_map(|step| step.node.get(key))
    }
}

impl<'a> Step<'a> {
    fn new(document: &'a Document<'a>, pointer: &str) -> Option<Self> {
        Some(Self {
            node: document.value.pointer(pointer)?,
            document,
            at: Location::new(&document.name, pointer),
        })
    }

    /// What stands under a key, or at an index.
    pub(crate) fn child(&self, key: &str) -> Option<Self> {
        Some(Self {
            node: self.node.child(key)?,
            document: self.document,
            at: self.at.child(key),
        })
    }

    /// The alternatives of an `anyOf`.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = Self> + use<'a> {
        let list = self.child("anyOf");
        let items = list.as_ref().and_then(|list| list.node.as_array());
        let length = items.map_or(0, Vec::len);
        (0..length).filter_map(move |index| list.as_ref()?.child(&index.to_string()))
    }
}

impl Documents<'_> {
    /// What stands at a place.
    pub(crate) fn step(&self, at: &Location) -> Option<Step<'_>> {
        Step::new(self.get(&at.resource)?, &at.pointer)
    }

    /// The node at a place and all that it refers to; `None` where there is no node.
    pub(crate) fn follow(&self, at: &Location) -> Option<Chain<'_>> {
        Some(self.follow_step(self.step(at)?))
    }

    /// A node and all that it refers to.
    pub(crate) fn follow_step<'a>(&'a self, first: Step<'a>) -> Chain<'a> {
        let mut steps = vec![first];
        let mut problem = None;
        loop {
            let step = &steps[steps.len() - 1];
            let Some(reference) = step.node.get("$ref") else {
                break;
            };
            let Some(text) = reference.as_str() else {
                problem = Some(Problem::NoText);
                break;
            };
            let detours = Cell::new(MOST_DETOURS);
            let Some((target, exact)) = self.target_within(text, Some(step.document), &detours)
            else {
                problem = Some(Problem::Missing(text.to_owned()));
                break;
            };
            if steps.len() >= LONGEST || steps.iter().any(|known| known.at == target.at) {
                problem = Some(Problem::Circle(text.to_owned()));
                break;
            }
            if !exact {
                problem = Some(Problem::Shortened(text.to_owned()));
            }
            steps.push(target);
        }
        Chain { steps, problem }
    }

    /// What a reference text names, seen from the resource `here`, and whether it names it exactly.
    pub(crate) fn target(&self, text: &str, here: &str) -> Option<(Step<'_>, bool)> {
        self.target_within(text, self.get(here), &Cell::new(MOST_DETOURS))
    }

    fn target_within<'a>(
        &'a self,
        text: &str,
        here: Option<&'a Document<'a>>,
        detours: &Cell<usize>,
    ) -> Option<(Step<'a>, bool)> {
        let text = decode(text);
        let (base, fragment) = text.split_once('#').unwrap_or((&text, ""));
        let base = base.trim_matches('/');
        let base = base.rsplit('/').next().unwrap_or(base);
        let base = base.strip_suffix(".json").unwrap_or(base);
        let fragment = match fragment.strip_suffix('/') {
            Some(shorter) => shorter,
            None => fragment,
        };
        if !base.is_empty() {
            // Most references stay within their resource.
            let own = here.filter(|here| here.name == base);
            if let Some(document) = own.or_else(|| self.get(base)) {
                return self.find(document, fragment, detours);
            }
            if base != "schema" && base != "schemata" {
                return None;
            }
        }
        let own = || self.find(here?, fragment, detours);
        let of_resource = || {
            let inside = fragment.strip_prefix("/definitions/")?;
            let (name, rest) = inside.split_at(inside.find('/').unwrap_or(inside.len()));
            self.find(self.get(&unescape(name))?, rest, detours)
        };
        if self.published {
            of_resource().or_else(own)
        } else {
            own().or_else(of_resource)
        }
    }

    /// The place that a pointer names. Where a step is left out or passes through a reference,
    /// the place it most likely means, and `false`.
    fn find<'a>(
        &'a self,
        document: &'a Document<'a>,
        pointer: &str,
        detours: &Cell<usize>,
    ) -> Option<(Step<'a>, bool)> {
        if let Some(found) = Step::new(document, pointer) {
            return Some((found, true));
        }
        if !pointer.starts_with('/') {
            return None;
        }
        let mut at = Step::new(document, "")?;
        for key in pointer.split('/').skip(1).map(unescape) {
            loop {
                if let Some(next) = nearest(&at, &key) {
                    at = next;
                    break;
                }
                let reference = at.node.get("$ref")?.as_str()?;
                detours.set(detours.get().checked_sub(1)?);
                at = self.target_within(reference, Some(at.document), detours)?.0;
            }
        }
        Some((at, false))
    }
}

/// What stands under a key, or a step further where that step is left out.
fn nearest<'a>(at: &Step<'a>, key: &str) -> Option<Step<'a>> {
    let deeper = |keyword: &str| at.child(keyword)?.child(key);
    at.child(key)
        .or_else(|| deeper("properties"))
        .or_else(|| deeper("definitions"))
}

/// Undoes `~1` and `~0` of a pointer.
pub(crate) fn unescape(key: &str) -> Cow<'_, str> {
    if key.contains('~') {
        Cow::Owned(key.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(key)
    }
}

/// Undoes percent encoding; what is no valid encoding stays as it is.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let pair = (bytes[index] == b'%')
            .then(|| text.get(index + 1..index + 3))
            .flatten()
            .filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        decoded.push(pair.unwrap_or(bytes[index]));
        index += if pair.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_undone() {
        assert_eq!(decode("%23%2Fdefinitions%2fapp"), "#/definitions/app");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%ü"), "%zz%ü");
    }

    #[test]
    fn pointers_are_unescaped_in_the_right_order() {
        assert_eq!(unescape("~01"), "~1");
        assert_eq!(unescape("a~1b"), "a/b");
    }
}
