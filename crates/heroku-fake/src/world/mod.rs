//! The state behind one credential: a small Heroku of its own.

mod account;
mod app;
mod apps;
mod catalog;
mod clock;
mod dyno;
mod ids;
mod names;
mod rate;
mod release;
mod state;

pub(crate) use account::{Account, Person};
pub(crate) use app::{App, Collaborator, Domain, Place, SniEndpoint};
pub(crate) use catalog::{Named, REGIONS, Region, STACKS, Stack, find, size_id, size_name};
pub(crate) use dyno::{Dyno, Process};
pub(crate) use ids::{Ids, digest, fixed_id, is_uuid};
pub(crate) use release::{Release, Slug};
pub(crate) use state::World;
