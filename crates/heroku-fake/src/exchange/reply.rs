//! An answer that grants.

use http::{HeaderName, StatusCode};
use serde_json::{Value, json};

use crate::range::Cut;

/// An answer that grants.
pub(crate) struct Reply {
    pub(super) status: StatusCode,
    pub(super) content: Content,
    pub(super) headers: Vec<(HeaderName, String)>,
}

/// What an answer holds.
pub(super) enum Content {
    One(Value),
    /// All rows of a list, from which the range is still to be cut.
    List(Vec<Value>),
    Part(Cut),
}

impl Reply {
    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            content,
            headers: Vec::new(),
        }
    }

    /// The answer with a header of its own.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers
            .push((HeaderName::from_static(name), value.into()));
        self
    }

    /// A value, under another good status.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// One value.
    pub(crate) fn one(value: Value) -> Self {
        Self::new(StatusCode::OK, Content::One(value))
    }

    /// A value that came into being.
    pub(crate) fn created(value: Value) -> Self {
        Self::new(StatusCode::CREATED, Content::One(value))
    }

    /// Something that will be done.
    pub(crate) fn accepted() -> Self {
        Self::new(StatusCode::ACCEPTED, Content::One(json!({})))
    }

    /// All rows of a list.
    pub(crate) fn list(rows: impl IntoIterator<Item = Value>) -> Self {
        Self::new(StatusCode::OK, Content::List(rows.into_iter().collect()))
    }

    /// The part of a long list that was asked for.
    pub(crate) fn part(cut: Cut) -> Self {
        Self::new(StatusCode::OK, Content::Part(cut))
    }
}
