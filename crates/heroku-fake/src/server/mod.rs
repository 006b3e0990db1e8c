//! The fake on a port of this machine: one port for all that Heroku serves.

mod carry;
mod connection;
mod line;
#[expect(clippy::module_inception, reason = "it is what the rest is there for")]
mod server;

pub use server::Server;
