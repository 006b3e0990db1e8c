//! The other end of an attached run: a shell by TLS, which plays and never executes anything.

mod bounds;
mod commands;
mod conversation;
mod environment;
mod keyboard;
mod played;
mod printf;
mod session;
mod shell;
mod syntax;

pub(crate) use conversation::converse;
pub(crate) use played::play;
pub(crate) use session::Session;
