//! Answers for the actions that have no rules yet: examples made from the description.

mod context;
mod reply;
mod value;

pub(crate) use reply::reply;
