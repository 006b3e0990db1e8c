//! Who asks, and what they may do: tokens and their scopes, second factors, the account's standing.

mod asker;
mod gate;
mod scope;
mod second_factor;
mod standing;
mod tilde;

pub(crate) use asker::{Asker, ROOT_IS_REVOKED, token_row_id};
pub(crate) use gate::{is_open, pass};
pub(crate) use scope::{SCOPES, accepted};
pub(crate) use second_factor::{pre_authorize, require as require_second_factor};
pub(crate) use standing::{leave_unpaid, put_in_good_standing, suspend};
pub(crate) use tilde::without_tildes;
