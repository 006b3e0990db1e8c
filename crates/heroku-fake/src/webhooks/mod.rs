//! What webhooks are told: events, made of what changed in a world, and their deliveries.

mod courier;
mod delivery;
mod entity;
mod event;
mod happening;
mod parcel;
mod post;

pub(crate) use courier::Courier;
pub(crate) use delivery::{EVENTS, due, record};
pub(crate) use entity::entities;
pub(crate) use event::notice;
pub(crate) use parcel::{Attempt, Parcel};
