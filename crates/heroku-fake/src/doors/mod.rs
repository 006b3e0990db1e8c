//! The side doors: what answers lead to beside the API, as blobs, outputs and logs.

mod base;
mod blobs;
mod logs;
mod plain;
mod streams;
mod visit;

pub(crate) use base::Base;
pub(crate) use visit::{Door, Visit, door, split};
