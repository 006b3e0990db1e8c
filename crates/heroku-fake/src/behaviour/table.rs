//! Which rule carries out which route, and which event does what.

use serde_json::Value;

use super::{
    acm, app_setups, apps, domains, log_drains, log_sessions, pipelines, promotions, releases,
    review_apps, sni_endpoints, ssl_endpoints, team_apps, telemetry_drains, test_runs, webhooks,
};
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Timer, World};

/// How the fake carries out an action: it changes the world and answers.
pub(crate) type Rule = fn(&mut World, &Call<'_>) -> Result<Reply, Refusal>;

/// The rules of one area, by their routes, as in `GET /apps/{}/dynos/{}`.
pub(super) type Rules = &'static [(&'static str, Rule)];

/// What happens in a world when its time has come, and what it is about.
pub(crate) type Event = fn(&mut World, &Value);

/// The events of one area, by their names.
pub(crate) type Events = &'static [(&'static str, Event)];

/// The rules, one line an area.
const AREAS: &[Rules] = &[
    acm::RULES,
    app_setups::RULES,
    apps::RULES,
    domains::RULES,
    log_drains::RULES,
    log_sessions::RULES,
    pipelines::RULES,
    promotions::RULES,
    releases::RULES,
    review_apps::RULES,
    sni_endpoints::RULES,
    ssl_endpoints::RULES,
    team_apps::RULES,
    telemetry_drains::RULES,
    test_runs::RULES,
    webhooks::RULES,
];

/// The events, one line an area.
const EVENTS: &[Events] = &[
    acm::EVENTS,
    app_setups::EVENTS,
    domains::EVENTS,
    log_sessions::EVENTS,
    promotions::EVENTS,
    test_runs::EVENTS,
    crate::webhooks::EVENTS,
];

/// The rule of a route, where there is one.
pub(crate) fn rule(route: &str) -> Option<Rule> {
    let mut rules = AREAS.iter().flat_map(|area| area.iter());
    rules
        .find(|(known, _)| *known == route)
        .map(|(_, rule)| *rule)
}

/// Lets happen what a timer was set for. One that a later version of the fake does not know any
/// more, as from an old snapshot, passes without effect.
pub(crate) fn happen(world: &mut World, timer: &Timer) {
    let mut events = EVENTS.iter().flat_map(|area| area.iter());
    if let Some((_, event)) = events.find(|(known, _)| *known == timer.event) {
        event(world, &timer.about);
    }
}

/// All routes that have a rule.
#[cfg(test)]
pub(crate) fn routes() -> impl Iterator<Item = &'static str> {
    AREAS
        .iter()
        .flat_map(|area| area.iter())
        .map(|(route, _)| *route)
}
