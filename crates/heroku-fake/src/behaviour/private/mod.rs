//! Private spaces and their networks.

mod networks;
mod spaces;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[networks::RULES, spaces::RULES];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[networks::EVENTS, spaces::EVENTS];
