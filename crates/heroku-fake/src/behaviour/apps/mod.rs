//! Apps and what is set of them: their life, owners, buildpacks and config vars.

mod app;
mod app_transfers;
pub(super) mod buildpacks;
mod config_var_settings;
pub(super) mod config_vars;
mod filters;
mod second_factor;

pub(crate) use app::add_app;
pub(super) use app::{add, hostname, insert};

use super::table::Rules;

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    app::RULES,
    app_transfers::RULES,
    buildpacks::RULES,
    config_var_settings::RULES,
    config_vars::RULES,
    filters::RULES,
    second_factor::RULES,
];
