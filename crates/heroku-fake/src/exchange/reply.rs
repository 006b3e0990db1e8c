//! An answer that grants.

use http::StatusCode;
use serde_json::{Value, json};

use crate::range::Cut;

/// An answer that grants.
pub(crate) struct Reply {
    pub(super) status: StatusCode,
    pub(super) content: Content,
}

/// What an answer holds.
pub(super) enum Content {
    One(Value),
    /// All rows of a list, from which the range is still to be cut.
    List(Vec<Value>),
    Part(Cut),
}

impl Reply {
    /// One value.
    pub(crate) fn one(value: Value) -> Self {
        Self {
            status: StatusCode::OK,
            content: Content::One(value),
        }
    }

    /// A value that came into being.
    pub(crate) fn created(value: Value) -> Self {
        Self {
            status: StatusCode::CREATED,
            content: Content::One(value),
        }
    }

    /// Something that will be done.
    pub(crate) fn accepted() -> Self {
        Self {
            status: StatusCode::ACCEPTED,
            content: Content::One(json!({})),
        }
    }

    /// All rows of a list.
    pub(crate) fn list(rows: impl IntoIterator<Item = Value>) -> Self {
        Self {
            status: StatusCode::OK,
            content: Content::List(rows.into_iter().collect()),
        }
    }

    /// The part of a long list that was asked for.
    pub(crate) fn part(cut: Cut) -> Self {
        Self {
            status: StatusCode::OK,
            content: Content::Part(cut),
        }
    }
}
