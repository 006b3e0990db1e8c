//! Control over HTTP, under a path that Heroku has nothing at.

mod answer;
mod events;
mod faults;
mod guard;
mod index;
mod journal;
mod respond;

pub(crate) use respond::{is_reserved, respond};
