//! The state behind one credential: a small Heroku of its own.

mod attempt;
mod catalog;
mod clock;
mod followers;
mod ids;
mod logs;
mod names;
mod rate;
mod row;
mod state;
mod store;
mod table;
mod timers;
mod waiting;

pub(crate) use catalog::Catalog;
pub(crate) use clock::Clock;
pub(crate) use followers::{Follower, Followers};
pub(crate) use ids::{Ids, digest, fixed_id, is_uuid, is_world_id, key_of, world_id};
pub(crate) use logs::Line;
pub(crate) use rate::{MOST_REQUESTS, Rate};
pub(crate) use row::{Row, reference};
pub(crate) use state::World;
pub(crate) use store::{Change, Store};
pub(crate) use table::Table;
pub(crate) use timers::{Timer, Timers};
pub(crate) use waiting::Waiting;
