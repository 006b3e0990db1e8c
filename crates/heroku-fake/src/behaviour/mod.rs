//! The rules of the areas where Heroku has rules, one file each. All else is carried out by what
//! the description says, in `generic`.

mod acm;
mod addons;
mod app_setups;
mod apps;
mod certificate;
mod code;
mod config_vars;
mod container_release;
mod domains;
mod dyno_life;
mod dynos;
mod formation;
mod log_drains;
mod log_sessions;
mod networks;
mod outputs;
mod pipelines;
mod played;
mod promotions;
mod release_phase;
mod releases;
mod review_apps;
mod runs;
mod sizes;
mod sni_endpoints;
mod spaces;
mod ssl_endpoints;
mod staffing;
mod table;
mod team_apps;
mod telemetry_drains;
mod test_runs;
mod webhooks;

#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Events, Rule, happen, rule};

use crate::world::World;

/// Adds an app of the default region and stack.
pub(crate) fn add_app(world: &mut World, name: &str) {
    apps::add(world, name, None, None);
}
