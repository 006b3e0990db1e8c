//! Which rule carries out which route, and which event does what.

use serde_json::Value;

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
    super::account::RULES,
    super::acm::RULES,
    super::addons::access::RULES,
    super::addons::allowed::RULES,
    super::addons::attachments::RULES,
    super::addons::config::RULES,
    super::addons::create::RULES,
    super::addons::delete::RULES,
    super::addons::lists::RULES,
    super::addons::resolve::RULES,
    super::addons::services::RULES,
    super::addons::update::RULES,
    super::app_setups::RULES,
    super::app_transfers::RULES,
    super::apps::RULES,
    super::audit::RULES,
    super::build_metadata::RULES,
    super::buildpacks::RULES,
    super::builds::RULES,
    super::collaborators::RULES,
    super::config_var_settings::RULES,
    super::config_vars::RULES,
    super::domains::RULES,
    super::dynos::RULES,
    super::enterprise_accounts::RULES,
    super::features::RULES,
    super::filters::RULES,
    super::formation::RULES,
    super::hyper_schema::RULES,
    super::identity_providers::RULES,
    super::invoices::RULES,
    super::keys::RULES,
    super::log_drains::RULES,
    super::log_sessions::RULES,
    super::networks::RULES,
    super::oauth::authorizations::RULES,
    super::oauth::clients::RULES,
    super::oauth::sessions::RULES,
    super::oauth::tokens::RULES,
    super::oci_images::RULES,
    super::passwords::RULES,
    super::payments::RULES,
    super::pipelines::RULES,
    super::promotions::RULES,
    super::releases::RULES,
    super::review_apps::RULES,
    super::runs::RULES,
    super::second_factor::RULES,
    super::sizes::RULES,
    super::slugs::RULES,
    super::sni_endpoints::RULES,
    super::sources::RULES,
    super::spaces::RULES,
    super::ssl_endpoints::RULES,
    super::standing::RULES,
    super::team_apps::RULES,
    super::team_invitations::RULES,
    super::team_members::RULES,
    super::teams::RULES,
    super::telemetry_drains::RULES,
    super::test_runs::RULES,
    super::usage::RULES,
    super::webhooks::RULES,
];

/// The events, one line an area.
const EVENTS: &[Events] = &[
    super::acm::EVENTS,
    super::addons::create::EVENTS,
    super::addons::delete::EVENTS,
    super::app_setups::EVENTS,
    super::builds::EVENTS,
    crate::webhooks::EVENTS,
    super::domains::EVENTS,
    super::dyno_life::EVENTS,
    super::log_sessions::EVENTS,
    super::networks::EVENTS,
    super::promotions::EVENTS,
    super::release_phase::EVENTS,
    super::runs::EVENTS,
    super::spaces::EVENTS,
    super::test_runs::EVENTS,
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
