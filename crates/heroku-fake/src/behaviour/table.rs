//! Which rule carries out which route, and which event does what.

use serde_json::Value;

use super::{apps, hyper_schema, oauth, releases, second_factor, team_apps};
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Timer, World};

/// How the fake carries out an action: it changes the world and answers.
pub(crate) type Rule = fn(&mut World, &Call<'_>) -> Result<Reply, Refusal>;

/// The rules of one area, by their routes, as in `GET /apps/{}/dynos/{}`.
pub(super) type Rules = &'static [(&'static str, Rule)];

/// What happens in a world when its time has come, and what it is about.
pub(crate) type Event = fn(&mut World, &Value);

/// The events of one area, by their names.
pub(super) type Events = &'static [(&'static str, Event)];

/// The rules, one line an area.
const AREAS: &[Rules] = &[
    apps::RULES,
    hyper_schema::RULES,
    oauth::AREAS[0],
    oauth::AREAS[1],
    oauth::AREAS[2],
    oauth::AREAS[3],
    releases::RULES,
    second_factor::RULES,
    team_apps::RULES,
];

/// The events, one line an area.
const EVENTS: &[Events] = &[];

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
