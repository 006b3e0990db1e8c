//! The rules of the areas where Heroku has rules, one file each. All else is carried out by what
//! the description says, in `generic`.

mod apps;
mod hyper_schema;
pub(crate) mod oauth;
mod releases;
mod second_factor;
mod table;
mod team_apps;

#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Rule, happen, rule};

use crate::world::World;

/// Adds an app of the default region and stack.
pub(crate) fn add_app(world: &mut World, name: &str) {
    apps::add(world, name, None, None);
}
