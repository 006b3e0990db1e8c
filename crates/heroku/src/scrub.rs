//! What must not be printed of one call, whoever repeats it.

#[cfg(feature = "net")]
use std::fmt::Write;

/// Texts that must not be printed of one call: the client's credentials, secrets in the path.
///
/// Servers like to repeat what they were sent, in messages above all.
#[derive(Clone, Default)]
pub(crate) struct Scrub(Vec<String>);

/// Shorter texts are found in too much that is harmless.
const SHORTEST: usize = 4;

impl Scrub {
    /// Adds a text.
    pub(crate) fn add(&mut self, secret: impl Into<String>) {
        let secret = secret.into();
        if secret.len() >= SHORTEST && !self.0.contains(&secret) {
            self.0.push(secret);
        }
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

    /// Adds all texts of another.
    pub(crate) fn extend(&mut self, other: &Self) {
        for secret in &other.0 {
            self.add(secret.as_str());
        }
    }

    /// Takes the texts out of `text`.
    pub(crate) fn clean(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret) {
                *text = text.replace(secret, "[secret]");
            }
        }
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
        let is_found = |secret: &String| causes.contains(secret) || details.contains(secret);
        if !self.0.iter().any(is_found) {
            return None;
        }
        self.clean(&mut causes);
        Some(causes)
    }
}
