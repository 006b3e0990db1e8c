//! The rules of the areas where Heroku has rules, one file each. All else is carried out by what
//! the description says, in `generic`.

mod account;
mod acm;
mod addons;
mod app_setups;
mod app_transfers;
mod apps;
mod archive;
mod audit;
pub(crate) mod blobs;
mod build_metadata;
mod build_text;
mod buildpacks;
mod builds;
mod certificate;
mod code;
mod collaborators;
mod config_var_settings;
mod config_vars;
mod container_release;
mod costs;
mod domains;
mod dyno_life;
mod dynos;
mod enterprise_accounts;
mod features;
mod filters;
mod formation;
mod hyper_schema;
mod identity_providers;
mod invoices;
mod keys;
mod log_drains;
mod log_sessions;
mod months;
mod networks;
pub(crate) mod oauth;
mod oci_images;
pub(crate) mod outputs;
mod passwords;
mod payments;
mod pipelines;
mod played;
mod promotions;
mod release_phase;
mod releases;
mod review_apps;
mod roles;
mod runs;
mod second_factor;
mod sizes;
mod slugs;
mod sni_endpoints;
mod sources;
mod spaces;
mod ssl_endpoints;
mod staffing;
mod standing;
mod table;
mod team_apps;
mod team_invitations;
mod team_members;
mod teams;
mod telemetry_drains;
mod test_runs;
mod usage;
mod webhooks;

pub(crate) use runs::{attach, ended};
#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Events, Rule, happen, rule};

use crate::world::World;

/// Adds an app of the default region and stack.
pub(crate) fn add_app(world: &mut World, name: &str) {
    apps::add(world, name, None, None);
}
