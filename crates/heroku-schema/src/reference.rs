//! References: reading `$ref` texts, and following them.

use std::cell::Cell;

use serde_json::Value;

use crate::document::{Documents, Location, node_at};

/// A node and what it refers to, step by step.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    /// The node itself first, then what its `$ref` names, and so on. Never empty.
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) at: Location,
    pub(crate) node: &'a Value,
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
    pub(crate) fn value(&self, key: &str) -> Option<&'a Value> {
        self.steps.iter().find_map(|step| step.node.get(key))
    }
}

impl Documents {
    /// The node at a place and all that it refers to; `None` where there is no node.
    pub(crate) fn follow(&self, at: &Location) -> Option<Chain<'_>> {
        let mut steps = vec![Step {
            at: at.clone(),
            node: self.node(at)?,
        }];
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
            let Some((target, exact)) = self.target(text, &step.at.resource) else {
                problem = Some(Problem::Missing(text.to_owned()));
                break;
            };
            if steps.len() >= LONGEST || steps.iter().any(|known| known.at == target) {
                problem = Some(Problem::Circle(text.to_owned()));
                break;
            }
            if !exact {
                problem = Some(Problem::Shortened(text.to_owned()));
            }
            let Some(node) = self.node(&target) else {
                problem = Some(Problem::Missing(text.to_owned()));
                break;
            };
            steps.push(Step { at: target, node });
        }
        Some(Chain { steps, problem })
    }

    /// What a reference text names, seen from the resource `here`, and whether it names it exactly.
    pub(crate) fn target(&self, text: &str, here: &str) -> Option<(Location, bool)> {
        self.target_within(text, here, &Cell::new(MOST_DETOURS))
    }

    fn target_within(
        &self,
        text: &str,
        here: &str,
        detours: &Cell<usize>,
    ) -> Option<(Location, bool)> {
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
            if let Some(document) = self.get(base) {
                return self.find(&document.name, fragment, detours);
            }
            if base != "schema" && base != "schemata" {
                return None;
            }
        }
        let own = || self.find(here, fragment, detours);
        let of_resource = || {
            let inside = fragment.strip_prefix("/definitions/")?;
            let (name, rest) = inside.split_at(inside.find('/').unwrap_or(inside.len()));
            self.find(&unescape(name), rest, detours)
        };
        if self.published {
            of_resource().or_else(own)
        } else {
            own().or_else(of_resource)
        }
    }

    /// The place that a pointer names. Where a step is left out or passes through a reference,
    /// the place it most likely means, and `false`.
    fn find(
        &self,
        resource: &str,
        pointer: &str,
        detours: &Cell<usize>,
    ) -> Option<(Location, bool)> {
        let document = self.get(resource)?;
        if node_at(&document.value, pointer).is_some() {
            return Some((Location::new(resource, pointer), true));
        }
        if !pointer.starts_with('/') {
            return None;
        }
        let mut at = Location::new(resource, "");
        for key in pointer.split('/').skip(1).map(unescape) {
            loop {
                if let Some(next) = self.step(&at, &key) {
                    at = next;
                    break;
                }
                let reference = self.node(&at)?.get("$ref")?.as_str()?;
                detours.set(detours.get().checked_sub(1)?);
                at = self.target_within(reference, &at.resource, detours)?.0;
            }
        }
        Some((at, false))
    }

    fn step(&self, at: &Location, key: &str) -> Option<Location> {
        let inside = |keyword: &str| at.child(keyword).child(key);
        [at.child(key), inside("properties"), inside("definitions")]
            .into_iter()
            .find(|next| self.node(next).is_some())
    }
}

/// Undoes `~1` and `~0` of a pointer.
pub(crate) fn unescape(key: &str) -> String {
    if !key.contains('~') {
        return key.to_owned();
    }
    key.replace("~1", "/").replace("~0", "~")
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
