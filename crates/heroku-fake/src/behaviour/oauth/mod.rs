//! OAuth: authorizations, the clients that ask for them, their tokens, and sessions.

mod authorizations;
mod authorize;
mod clients;
mod expiry;
mod issue;
mod own;
mod sessions;
mod tokens;
mod trade;

pub(crate) use authorize::{Wish, authorize};
pub(crate) use issue::{Lifetime, give_access, open_authorization, open_session};
pub(crate) use own::own;
pub(crate) use trade::{by_code, by_refresh_token};

use super::table::Rules;

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    authorizations::RULES,
    clients::RULES,
    sessions::RULES,
    tokens::RULES,
];
