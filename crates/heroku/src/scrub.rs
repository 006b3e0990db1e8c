//! What must not be printed of one call, whoever repeats it.

#[cfg(feature = "net")]
use std::fmt::Write;
#[cfg(feature = "net")]
use std::ops::Range;
use std::sync::Arc;

#[cfg(feature = "net")]
use base64::Engine;
#[cfg(feature = "net")]
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "net")]
use http::header::{AUTHORIZATION, COOKIE, HOST, PROXY_AUTHORIZATION};
#[cfg(feature = "net")]
use http::{HeaderName, HeaderValue};

#[cfg(feature = "net")]
use crate::headers;
use crate::parts::escape_into;

/// Texts that must not be printed of one call: the client's credentials, secrets in the path.
///
/// Servers like to repeat what they were sent, in messages above all. Clones share the texts until
/// one of them gets another.
#[derive(Clone, Default)]
pub(crate) struct Scrub(Arc<[Box<str>]>);

/// Shorter texts are found in too much that is harmless.
const SHORTEST: usize = 4;
/// The same for headers of the caller's own, which hold no secret for the most part.
#[cfg(feature = "net")]
const SHORTEST_HEADER: usize = 12;

impl Scrub {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a text, and how JSON and URLs write it.
    pub(crate) fn add(&mut self, secret: impl AsRef<str>) {
        let secret = secret.as_ref();
        if secret.len() < SHORTEST || self.holds(secret) {
            return;
        }
        let mut in_url = String::new();
        escape_into(&mut in_url, secret);
        let in_json = serde_json::Value::from(secret).to_string();
        // It stands between quotes.
        let in_json = in_json.get(1..in_json.len() - 1).unwrap_or_default();
        let mut new = vec![secret];
        for other in [in_json, &in_url] {
            if !new.contains(&other) && !self.holds(other) {
                new.push(other);
            }
        }
        self.append(new.into_iter().map(Box::from));
    }

    fn holds(&self, text: &str) -> bool {
        self.0.iter().any(|known| **known == *text)
    }

    fn append(&mut self, texts: impl Iterator<Item = Box<str>>) {
        self.0 = self.0.iter().cloned().chain(texts).collect();
    }
}

#[cfg(feature = "net")]
impl Scrub {
    /// Adds a URL, and the parts of it that make it a secret.
    pub(crate) fn add_url(&mut self, url: &str) {
        self.add(url);
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let target = rest.find(['/', '?']).map_or("", |start| &rest[start..]);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        self.add(path);
        self.add(query);
    }

    /// Adds the values of the headers that may hold a secret.
    pub(crate) fn add_headers<'a>(
        &mut self,
        headers: impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)>,
    ) {
        for (name, value) in headers {
            self.add_header(name, value);
        }
    }

    /// Adds the value of a header that may hold a secret. Credentials count as a whole, without the
    /// scheme before them, and the password that they may hold; of other headers only long values
    /// do, since short ones are words that stand in many messages.
    fn add_header(&mut self, name: &HeaderName, value: &HeaderValue) {
        if headers::is_harmless(name) && !value.is_sensitive() {
            return;
        }
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = value.trim();
        if ![AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name) {
            if value.len() >= SHORTEST_HEADER && *name != HOST {
                self.add(value);
            }
            return;
        }
        self.add(value);
        let Some((scheme, secret)) = value.split_once(' ') else {
            return;
        };
        let secret = secret.trim();
        self.add(secret);
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(pair) = STANDARD.decode(secret)
            && let Some((_user, password)) = String::from_utf8_lossy(&pair).split_once(':')
        {
            self.add(password);
        }
    }

    /// Adds all texts of another.
    pub(crate) fn extend(&mut self, other: &Self) {
        if self.0.is_empty() {
            self.0 = Arc::clone(&other.0);
            return;
        }
        let new = other.0.iter().filter(|text| !self.holds(text));
        let new: Vec<_> = new.cloned().collect();
        if !new.is_empty() {
            self.append(new.into_iter());
        }
    }

    /// Takes the texts out of `text`. Where they overlap, all they cover goes.
    pub(crate) fn clean(&self, text: &mut String) {
        let found = self.0.iter().flat_map(|secret| {
            let starts = text.match_indices(&**secret);
            starts.map(|(start, _)| start..start + secret.len())
        });
        let mut found: Vec<_> = found.collect();
        if found.is_empty() {
            return;
        }
        found.sort_unstable_by_key(|range| range.start);
        let mut cleaned = String::with_capacity(text.len());
        let mut end = 0;
        for range in merged(found) {
            cleaned.push_str(&text[end..range.start]);
            cleaned.push_str("[secret]");
            end = range.end;
        }
        cleaned.push_str(&text[end..]);
        *text = cleaned;
    }

    /// All that `error` says of itself and its causes, without the texts, if it holds any.
    pub(crate) fn cleaned_causes(&self, error: &dyn std::error::Error) -> Option<String> {
        let mut causes = error.to_string();
        let mut next = error.source();
        while let Some(error) = next {
            // Writing to a `String` cannot fail.
            let _always_ok = write!(causes, ": {error}");
            next = error.source();
        }
        let details = format!("{error:?}");
        let is_found = |secret: &str| causes.contains(secret) || details.contains(secret);
        if !self.0.iter().any(|secret| is_found(secret)) {
            return None;
        }
        self.clean(&mut causes);
        Some(causes)
    }
}

/// Ranges in order of their starts, those that overlap as one.
#[cfg(feature = "net")]
fn merged(sorted: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
