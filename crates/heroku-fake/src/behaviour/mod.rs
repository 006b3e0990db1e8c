//! The rules of the areas where Heroku has rules, one file each. All else is carried out by what
//! the description says, in `generic`.

mod account;
mod app_transfers;
mod apps;
mod audit;
mod collaborators;
mod costs;
mod enterprise_accounts;
mod features;
mod identity_providers;
mod invoices;
mod keys;
mod months;
mod passwords;
mod payments;
mod releases;
mod roles;
mod standing;
mod table;
mod team_apps;
mod team_invitations;
mod team_members;
mod teams;
mod usage;

#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Rule, happen, rule};

use crate::world::World;

/// Adds an app of the default region and stack.
pub(crate) fn add_app(world: &mut World, name: &str) {
    apps::add(world, name, None, None);
}
