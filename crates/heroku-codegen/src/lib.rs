//! Generates the typed modules of the `heroku` crate from the description of the API.
//!
//! [`generate`] makes Rust source of a [`heroku_schema::Api`]; [`Tree`] writes it, or tells how
//! it differs from what is on disk; [`document`] is the whole description as JSON;
//! [`changelog`] compares two descriptions; [`run`] is the command `heroku-codegen`, known as
//! `cargo codegen` in this repository.

mod cli;
mod compare;
mod document;
mod source;
mod tree;

pub use cli::run;
pub use compare::{Change, Changelog, Class, Kind, changelog};
pub use document::document;
pub use source::{Options, Origin, generate};
pub use tree::{Difference, Tree};
