//! People: the account that asks, and who may do what with which app.

mod account;
pub(super) mod collaborators;
mod keys;
mod passwords;
pub(super) mod roles;

use super::table::Rules;

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    account::RULES,
    collaborators::RULES,
    keys::RULES,
    passwords::RULES,
];
