//! What a request writes of itself, before anything is sent.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use http::uri::PathAndQuery;
use http::{Method, Uri};
use serde::Serialize;

use crate::default_headers::DefaultHeaders;
use crate::error::{Error, ErrorKind};
use crate::prepared::{Head, Prepared};
use crate::scrub::Scrub;
use crate::secret::written;
use crate::settings::Settings;
use crate::{ListRange, Operation, Request, Secret, Variant};

/// How many headers most requests have, with those that a client adds.
const USUAL_HEADERS: usize = 6;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
#[cfg(feature = "net")]
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// What a request writes of itself: arguments of the path, query, range, body.
pub struct Parts {
    operation: &'static Operation,
    method: Method,
    path: String,
    rest: &'static str,
    query: String,
    variant: Variant,
    range: Option<String>,
    body: Option<Bytes>,
    content_type: Option<HeaderValue>,
    settings: Settings,
    scrub: Scrub,
    problem: Option<String>,
}

impl Parts {
    /// All that `request` writes of itself.
    pub(crate) fn of<R: Request + ?Sized>(request: &R) -> Self {
        let mut parts = Self::new(R::OPERATION);
        request.write(&mut parts);
        parts
    }

    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            method: operation.method.clone(),
            path: String::with_capacity(operation.path.len() + 32),
            rest: operation.path,
            query: String::new(),
            variant: operation.variant,
            range: None,
            body: None,
            content_type: None,
            settings: Settings::new(),
            scrub: Scrub::default(),
            problem: None,
        }
    }

    /// Fills the next placeholder of the path, escaped as one segment.
    ///
    /// What is empty, `.` or `..` would reach another route, so the request is refused.
    pub fn argument(&mut self, value: impl AsRef<str>) {
        let value = value.as_ref();
        let (before, after) = self.rest.split_once('{').unwrap_or((self.rest, ""));
        let (name, after) = after.split_once('}').unwrap_or(("", after));
        self.path.push_str(before);
        self.rest = after;
        match value {
            "" => self.refuse(format!("the argument `{name}` is empty")),
            "." | ".." => self.refuse(format!(
                "the argument `{name}` is `{value}`, which would reach another path"
            )),
            _ => escape_into(&mut self.path, value),
        }
    }

    /// Fills the next placeholder of the path with a secret, which is never printed.
    pub fn secret_argument(&mut self, secret: &Secret) {
        self.argument(secret.expose());
        self.scrub.add(secret.expose());
    }

    /// Adds a parameter to the query.
    pub fn query(&mut self, name: &str, value: impl std::fmt::Display) {
        self.query
            .push(if self.query.is_empty() { '?' } else { '&' });
        escape_into(&mut self.query, name);
        self.query.push('=');
        escape_into(&mut self.query, &value.to_string());
    }

    /// Asks for a part of a list, or for another order.
    pub fn range(&mut self, range: Option<&ListRange>) {
        if let Some(range) = range {
            match range.check() {
                Ok(text) => self.range = Some(text),
                Err(problem) => self.refuse(problem),
            }
        }
    }

    /// Makes the request speak another variant of the API, if `needed`.
    pub fn variant(&mut self, needed: bool, variant: Variant) {
        if needed {
            self.variant = variant;
        }
    }

    /// Sets the body, as JSON.
    pub fn json(&mut self, body: &impl Serialize) {
        self.json_by(&|| serde_json::to_vec(body));
    }

    /// Sets the body, as JSON that `write` gives; compiled once for all bodies.
    fn json_by(&mut self, write: &dyn Fn() -> serde_json::Result<Vec<u8>>) {
        let (text, secrets) = written(write);
        for secret in secrets {
            self.scrub.add(secret);
        }
        match text {
            Ok(text) => {
                self.body = Some(text.into());
                self.content_type = Some(JSON);
            }
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sets the body, as the fields of a form.
    #[cfg(feature = "net")]
    pub(crate) fn form(&mut self, fields: &[(&str, &str)]) {
        let mut text = String::new();
        for (name, value) in fields {
            if !text.is_empty() {
                text.push('&');
            }
            escape_into(&mut text, name);
            text.push('=');
            escape_into(&mut text, value);
        }
        self.content_type = Some(FORM);
        self.body = Some(text.into());
    }

    /// Keeps a secret from being printed.
    #[cfg(feature = "net")]
    pub(crate) fn hide(&mut self, secret: &Secret) {
        self.scrub.add(secret.expose());
    }

    /// Sets the body, whatever it is.
    pub(crate) fn bytes(&mut self, content_type: Option<&str>, body: Bytes) {
        self.body = Some(body);
        match content_type.map(HeaderValue::try_from).transpose() {
            Ok(content_type) => self.content_type = content_type,
            Err(_) => self.refuse("the content type is no header value".to_owned()),
        }
    }

    /// Sets the body, which is JSON already.
    pub(crate) fn json_bytes(&mut self, body: Bytes) {
        self.body = Some(body);
        self.content_type = Some(JSON);
    }

    /// Replaces verb and path, as raw requests do. `target` may hold a query.
    pub(crate) fn target(&mut self, method: Method, target: &str) {
        self.method = method;
        self.rest = "";
        match target.strip_prefix('/') {
            Some(rest) if !rest.starts_with('/') => {
                let target = target.split_once('#').map_or(target, |(target, _)| target);
                let (path, query) = target.split_once('?').unwrap_or((target, ""));
                if path.split('/').any(|segment| matches!(segment, "." | "..")) {
                    self.refuse(format!(
                        "the path `{path}` holds `.` or `..`, which would reach another path"
                    ));
                }
                keep_into(&mut self.path, path);
                if !query.is_empty() {
                    self.query.push('?');
                    keep_into(&mut self.query, query);
                }
            }
            _ => self.refuse(
                "the path does not start with a single `/`; leave out scheme and host".to_owned(),
            ),
        }
    }

    /// Applies settings of this request alone; later ones win.
    pub(crate) fn settings(&mut self, settings: &Settings) {
        self.settings.merge(settings);
    }

    /// Continues a list where the server said.
    #[cfg(feature = "net")]
    pub(crate) fn continue_at(&mut self, range: &str) {
        if HeaderValue::try_from(range).is_err() || range.trim().is_empty() {
            self.refuse(
                "the cursor is none of Heroku's: empty, or not one line of text".to_owned(),
            );
        }
        self.range = Some(range.to_owned());
    }

    pub(crate) fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// The request for `base`, with `headers` under those of the request.
    pub(crate) fn finish(
        mut self,
        base: &Base,
        headers: &DefaultHeaders,
    ) -> Result<Prepared, Error> {
        self.path.push_str(self.rest);
        self.path.push_str(&self.query);
        let refuse = |problem: String| Error::new(ErrorKind::Request, self.operation, problem);
        if let Some(problem) = self.problem {
            return Err(refuse(problem));
        }
        if !self.path.starts_with('/') {
            return Err(refuse("the path does not start with `/`".to_owned()));
        }
        let uri = base
            .with(self.path)
            .map_err(|error| refuse(format!("the path cannot be sent: {error}")))?;
        let mut all = HeaderMap::with_capacity(USUAL_HEADERS);
        all.insert(ACCEPT, self.variant.accept_header());
        if let Some(content_type) = self.content_type {
            all.insert(CONTENT_TYPE, content_type);
        }
        if let Some(range) = self.range {
            let value = HeaderValue::try_from(range)
                .map_err(|_| refuse("the range is no header value".to_owned()))?;
            all.insert(RANGE, value);
        }
        headers.replace_in(&mut all);
        self.settings.apply(&mut all).map_err(refuse)?;
        Ok(Prepared {
            head: Head {
                method: self.method,
                uri,
                headers: all,
            },
            body: self.body.unwrap_or_default(),
            scrub: self.scrub,
            settings: self.settings,
        })
    }
}

impl fmt::Debug for Parts {
    /// The body and the headers may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("operation", &self.operation.name)
            .field("variant", &self.variant)
            .finish_non_exhaustive()
    }
}

/// Where requests go: scheme, host and a prefix of the path, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    #[cfg(feature = "net")]
    text: String,
    uri: Uri,
}

impl Base {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().trim_end_matches('/');
        let (_scheme, rest) = text.split_once("://").unwrap_or(("", text));
        if rest.contains('@') {
            let problem = "the URL holds an `@`, so a password perhaps; give it as credentials";
            return Err(problem.to_owned());
        }
        let uri: Uri = text
            .parse()
            .map_err(|error| format!("`{text}` is no URL: {error}"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(format!(
                "`{text}` is no URL that starts with http:// or https://"
            ));
        }
        if text.contains('#') {
            return Err("the URL holds a `#`; give scheme, host and path only".to_owned());
        }
        if uri.query().is_some() {
            return Err("the URL holds a query; give scheme, host and path only".to_owned());
        }
        Ok(Self {
            #[cfg(feature = "net")]
            text: text.to_owned(),
            uri,
        })
    }

    /// The URL of `target`: a path, and a query perhaps.
    fn with(&self, mut target: String) -> Result<Uri, http::Error> {
        target.insert_str(0, self.uri.path().trim_end_matches('/'));
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(target))?);
        Ok(Uri::from_parts(parts)?)
    }

    #[cfg(feature = "net")]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "net")]
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }
}

/// Escapes all but the unreserved characters of RFC 3986.
pub(crate) fn escape_into(target: &mut String, text: &str) {
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                target.push(char::from(byte));
            }
            _ => push_escaped(target, byte),
        }
    }
}

/// Keeps what may stand in a path or query, and escapes the rest.
fn keep_into(target: &mut String, text: &str) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_graphic()
            && !matches!(
                byte,
                b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
            )
        {
            target.push(char::from(byte));
        } else {
            push_escaped(target, byte);
        }
    }
}

fn push_escaped(target: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    target.push('%');
    target.push(char::from(DIGITS[usize::from(byte >> 4)]));
    target.push(char::from(DIGITS[usize::from(byte & 15)]));
}
