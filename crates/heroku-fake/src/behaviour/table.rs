//! Which rule carries out which route.

use super::{
    account, apps, collaborators, config_vars, domains, dynos, formation, platform, releases,
    slugs, team_apps,
};
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

/// How the fake carries out an action: it changes the world and answers.
pub(crate) type Rule = fn(&mut World, &Call<'_>) -> Result<Reply, Refusal>;

/// The rules of one area, by their routes, as in `GET /apps/{}/dynos/{}`.
pub(super) type Rules = &'static [(&'static str, Rule)];

const AREAS: [Rules; 11] = [
    account::RULES,
    apps::RULES,
    collaborators::RULES,
    config_vars::RULES,
    domains::RULES,
    dynos::RULES,
    formation::RULES,
    platform::RULES,
    releases::RULES,
    slugs::RULES,
    team_apps::RULES,
];

/// The rule of a route, where there is one.
pub(crate) fn rule(route: &str) -> Option<Rule> {
    let mut rules = AREAS.iter().flat_map(|area| area.iter());
    rules
        .find(|(known, _)| *known == route)
        .map(|(_, rule)| *rule)
}

/// All routes that have a rule.
#[cfg(test)]
pub(crate) fn routes() -> impl Iterator<Item = &'static str> {
    AREAS
        .iter()
        .flat_map(|area| area.iter())
        .map(|(route, _)| *route)
}
