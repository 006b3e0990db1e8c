//! What runs: the formation, its dynos and their sizes, and one-off runs.

pub(super) mod dyno_life;
mod dynos;
pub(super) mod formation;
pub(super) mod played;
mod process_type;
mod runs;
pub(super) mod sizes;
pub(super) mod staffing;

pub(crate) use runs::{attach, ended};

use super::table::{Events, New, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[dynos::RULES, formation::RULES, runs::RULES, sizes::RULES];

/// The actions of this area that may be about something new, by files.
pub(super) const NEW: &[New] = &[formation::NEW];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[dyno_life::EVENTS, runs::EVENTS];
