//! Control over HTTP, under a path that Heroku has nothing at.

mod account;
mod answer;
mod asked;
mod clock;
mod events;
mod faults;
mod guard;
mod index;
mod journal;
mod respond;
mod state;
mod worlds;

pub(crate) use guard::is_from_foreign_page;
pub(crate) use respond::{guard_name, is_reserved, respond};
pub(crate) use state::largest_body;
