//! What a fault does.

use std::time::Duration;

/// What a fault does, or several that strike the same request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Effects {
    pub(super) status: Option<u16>,
    /// Id and message of a refusal.
    pub(super) error: Option<(String, String)>,
    pub(super) delay: Option<Duration>,
    pub(super) reset: Option<Reset>,
    pub(super) body: Option<Replacement>,
    /// After how many bytes of its body an answer breaks off.
    pub(super) truncate: Option<usize>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) drift: Drift,
}

/// When the connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reset {
    /// Before the request has an effect.
    Before,
    /// After the request had its effect.
    After,
}

/// What comes in the place of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    Empty,
    Html,
}

/// How an answer differs from what the description promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Drift {
    pub(super) nulls: bool,
    /// Fields that are left out, those within others as in `owner.email`.
    pub(super) missing: Vec<String>,
    pub(super) alien_enums: bool,
    pub(super) unknown_fields: bool,
}

impl Effects {
    /// Adds what another fault does: where both cannot be, the first one wins.
    pub(super) fn add(&mut self, other: &Self) {
        self.status = self.status.or(other.status);
        self.error = self.error.take().or_else(|| other.error.clone());
        self.delay = match (self.delay, other.delay) {
            (Some(one), Some(more)) => Some(one.saturating_add(more)),
            (one, more) => one.or(more),
        };
        self.reset = self.reset.or(other.reset);
        self.body = self.body.or(other.body);
        self.truncate = self.truncate.or(other.truncate);
        self.headers.extend_from_slice(&other.headers);
        self.drift.nulls |= other.drift.nulls;
        self.drift.missing.extend_from_slice(&other.drift.missing);
        self.drift.alien_enums |= other.drift.alien_enums;
        self.drift.unknown_fields |= other.drift.unknown_fields;
    }

    /// Whether the request is refused, so that it has no effect.
    pub(super) fn refuses(&self) -> bool {
        self.status.is_some() || self.error.is_some() || self.body == Some(Replacement::Html)
    }
}

impl Drift {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
