//! The other end of an attached run: a shell by TLS, which plays and never executes anything.

mod attachments;
mod commands;
mod conversation;
mod environment;
mod keyboard;
mod printf;
mod shell;
mod syntax;

pub(crate) use attachments::{Attachments, Session};
pub(crate) use conversation::converse;
