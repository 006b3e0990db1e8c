//! What changed between two descriptions, and what that means for who uses them.

mod actions;
mod changelog;
mod fields;
mod resources;
mod shape;

pub use changelog::{Change, Changelog, Class, Kind};
pub use resources::changelog;
