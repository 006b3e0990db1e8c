//! What an error shows of itself: one line, and no secret.

use std::fmt;

use super::{Error, ErrorKind};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.write_str(&inner.operation)?;
        if let (ErrorKind::Api, Some(status)) = (inner.kind, inner.status) {
            write!(f, ": {}", status.as_u16())?;
            let id = one_line(&inner.api.id);
            match (id.as_str(), status.canonical_reason()) {
                ("", Some(reason)) => write!(f, " {reason}")?,
                ("", None) => {}
                (id, _) => write!(f, " {id}")?,
            }
            write_part(f, &inner.api.message)?;
        }
        let mut remarks = Vec::new();
        let message = one_line(&inner.message);
        if inner.kind != ErrorKind::Api {
            write_part(f, &message)?;
        } else if !message.is_empty() {
            remarks.push(message);
        }
        if self.attempts() > 1 {
            remarks.push(format!("after {} attempts", self.attempts()));
        }
        if let Some(id) = self.request_ids().first() {
            remarks.push(format!("request {}", one_line(id)));
        }
        if remarks.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", remarks.join("; "))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("display", &format_args!("{self}"))
            .field("attempts", &self.attempts())
            .field("may_have_been_sent", &self.may_have_been_sent())
            .field("may_have_taken_effect", &self.may_have_taken_effect())
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Adds a text, unless it says nothing.
fn write_part(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    match one_line(text) {
        line if line.is_empty() => Ok(()),
        line => write!(f, ": {line}"),
    }
}

/// The text without line breaks and control characters, which do not belong into a log line.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}
