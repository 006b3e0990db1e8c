//! The API's description, and what requests are checked against.

mod description;
mod pattern;
mod router;
mod validate;

pub(crate) use description::Schema;
pub(crate) use pattern::matches;
pub(crate) use router::Found;
pub(crate) use validate::{check_body, check_query, conforms, served_body};
