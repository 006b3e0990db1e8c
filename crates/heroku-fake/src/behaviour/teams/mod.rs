//! Teams and enterprise accounts: their members, their apps, and how one signs in to them.

mod audit;
mod enterprise_accounts;
mod identity_providers;
mod team;
pub(super) mod team_apps;
mod team_invitations;
pub(super) mod team_members;

use super::table::Rules;

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    audit::RULES,
    enterprise_accounts::RULES,
    identity_providers::RULES,
    team::RULES,
    team_apps::RULES,
    team_invitations::RULES,
    team_members::RULES,
];
