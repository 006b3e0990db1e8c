//! The API's description, and what requests are checked against.

mod check;
mod conform;
mod description;
mod format;
mod pattern;
mod router;
mod served;
mod tables;
mod validate;

pub(crate) use check::check_answer;
pub(crate) use description::{Entry, Schema};
pub(crate) use pattern::matches;
pub(crate) use router::Found;
pub(crate) use served::served_body;
pub(crate) use tables::{
    PEOPLE, SUBJECTS, fields, object, table_of, table_of_action, table_of_field, table_of_object,
};
pub(crate) use validate::{check_body, check_field, check_query, conforms};
