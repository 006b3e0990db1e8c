//! Which rule carries out which route, and which event does what.

use serde_json::Value;

use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Timer, World};

/// How the fake carries out an action: it changes the world and answers.
pub(crate) type Rule = fn(&mut World, &Call<'_>) -> Result<Reply, Refusal>;

/// The rules of one file, by their routes, as in `GET /apps/{}/dynos/{}`.
pub(super) type Rules = &'static [(&'static str, Rule)];

/// The routes of one file that may be about something that is not there yet, though they are no
/// PUT: their rules see to what becomes of it.
pub(super) type New = &'static [&'static str];

/// What happens in a world when its time has come, and what it is about.
pub(crate) type Event = fn(&mut World, &Value);

/// The events of one file, by their names.
pub(crate) type Events = &'static [(&'static str, Event)];

/// The rules, one line an area.
const AREAS: &[&[Rules]] = &[
    super::addons::RULES,
    super::apps::RULES,
    super::billing::RULES,
    super::delivery::RULES,
    super::deploy::RULES,
    &[super::features::RULES],
    &[super::hyper_schema::RULES],
    super::logs::RULES,
    super::oauth::RULES,
    super::people::RULES,
    super::private::RULES,
    super::running::RULES,
    super::teams::RULES,
    super::web::RULES,
    &[super::webhooks::RULES],
];

/// The actions that may be about something new, one line an area.
const NEW: &[&[New]] = &[super::running::NEW];

/// The events, one line an area.
const EVENTS: &[&[Events]] = &[
    super::addons::EVENTS,
    super::delivery::EVENTS,
    super::deploy::EVENTS,
    super::logs::EVENTS,
    super::private::EVENTS,
    super::running::EVENTS,
    super::web::EVENTS,
    &[crate::webhooks::EVENTS],
];

/// All rules.
fn rules() -> impl Iterator<Item = &'static (&'static str, Rule)> {
    AREAS.iter().copied().flatten().copied().flatten()
}

/// The rule of a route, where there is one.
pub(crate) fn rule(route: &str) -> Option<Rule> {
    rules()
        .find(|(known, _)| *known == route)
        .map(|(_, rule)| *rule)
}

/// Whether the rule of a route knows what to do about something that is not there yet.
pub(crate) fn may_be_new(route: &str) -> bool {
    let mut routes = NEW.iter().copied().flatten().copied().flatten();
    routes.any(|known| *known == route)
}

/// Lets happen what a timer was set for. One that a later version of the fake does not know any
/// more, as from an old snapshot, passes without effect.
pub(crate) fn happen(world: &mut World, timer: &Timer) {
    let mut events = EVENTS.iter().copied().flatten().copied().flatten();
    if let Some((_, event)) = events.find(|(known, _)| *known == timer.event) {
        event(world, &timer.about);
    }
}

/// All routes that have a rule.
#[cfg(test)]
pub(crate) fn routes() -> impl Iterator<Item = &'static str> {
    rules().map(|(route, _)| *route)
}
