//! The debug dump: every request and answer as text, without secrets.

use std::fmt::Write;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use crate::Operation;
use crate::prepared::Head;
use crate::redact;
use crate::scrub::Scrub;

/// Where the dump goes.
#[derive(Clone)]
pub(super) struct Dump {
    print: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Dump {
    pub(super) fn new(print: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self {
            print: Arc::new(print),
        }
    }

    /// `None` for a body stands for one that is a stream.
    pub(super) fn request(
        &self,
        operation: &'static Operation,
        head: &Head,
        is_own: bool,
        body: Option<&[u8]>,
        scrub: &Scrub,
    ) {
        let mut text = format!(
            "> {} {} {}\n",
            operation.name,
            head.method,
            redact::target(&head.uri, is_own)
        );
        write_headers(&mut text, '>', &head.headers);
        let body = body.map(|body| redact::body(operation, body, scrub));
        write_body(&mut text, '>', body);
        scrub.clean(&mut text);
        (self.print)(&text);
    }

    pub(super) fn answer(
        &self,
        operation: &'static Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: Option<&[u8]>,
        scrub: &Scrub,
    ) {
        let mut text = format!("< {} {status}\n", operation.name);
        write_headers(&mut text, '<', headers);
        let body = body.map(|body| {
            if status.is_success() {
                redact::body(operation, body, scrub)
            } else {
                redact::error_body(body, scrub)
            }
        });
        write_body(&mut text, '<', body);
        scrub.clean(&mut text);
        (self.print)(&text);
    }
}

fn write_headers(text: &mut String, mark: char, headers: &HeaderMap) {
    for (name, value) in headers {
        let _always_ok = writeln!(text, "{mark} {name}: {}", redact::header(name, value));
    }
}

fn write_body(text: &mut String, mark: char, body: Option<String>) {
    let body = body.unwrap_or_else(|| "[stream]".to_owned());
    if !body.is_empty() {
        let _always_ok = writeln!(text, "{mark} {body}");
    }
}
