//! From the description of an API to Rust source.

mod docs;
mod every;
mod example;
mod full;
mod index;
mod items;
mod member;
mod model;
mod module;
mod operations;
mod request;
mod sample;
mod scope;
mod setter;
mod text;
mod visible;

pub(crate) use every::every;
pub(crate) use member::{Member, input_members, members};
pub(crate) use module::{MARK, folder_of};
pub use module::{Options, Origin, generate};
pub(crate) use request::takes_struct;
