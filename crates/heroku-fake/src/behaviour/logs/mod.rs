//! Logs and telemetry: the drains that they are sent to, and the sessions in which they are read.

mod log_drains;
mod log_sessions;
mod telemetry_drains;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    log_drains::RULES,
    log_sessions::RULES,
    telemetry_drains::RULES,
];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[log_sessions::EVENTS];
