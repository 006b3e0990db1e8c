//! What the description alone is enough for: create, read, list, update, delete.

mod answer;
pub(crate) mod blank;
mod create;
mod find;
mod references;

pub(crate) use answer::{
    answer, change, created, delete, info, list, list_of, only, rows, shown, shown_row, tell,
    update,
};
pub(crate) use create::{blank_row, draft, refuse_duplicates};
pub(crate) use find::{Named, find, named, target};
pub(crate) use references::{resolve, unknown};
