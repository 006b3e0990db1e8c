//! Continuous delivery: pipelines, and the apps that they set up, test, review and promote.

mod app_setups;
mod pipelines;
mod promotions;
mod repositories;
mod review_apps;
mod test_runs;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    app_setups::RULES,
    pipelines::RULES,
    promotions::RULES,
    repositories::RULES,
    review_apps::RULES,
    test_runs::RULES,
];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[app_setups::EVENTS, promotions::EVENTS, test_runs::EVENTS];
