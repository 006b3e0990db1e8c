//! OAuth: authorizations, the clients that ask for them, their tokens, and sessions.

pub(super) mod authorizations;
mod authorize;
pub(super) mod clients;
mod expiry;
mod issue;
mod own;
pub(super) mod sessions;
pub(super) mod tokens;
mod trade;

pub(crate) use authorize::{Wish, authorize};
pub(crate) use issue::{Lifetime, give_access, open_authorization, open_session};
pub(crate) use own::own;
pub(crate) use trade::{by_code, by_refresh_token};
