//! The rules of the areas that keep state, one file each.

mod account;
mod apps;
mod collaborators;
mod config_vars;
mod domains;
mod dynos;
mod formation;
mod platform;
mod releases;
mod slugs;
mod table;
mod team_apps;

#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Rule, rule};
