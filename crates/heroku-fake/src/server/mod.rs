//! The fake on a port of this machine: one port for all that Heroku serves.

mod body;
mod carry;
mod connection;
mod first_line;
mod http;
mod line;
mod prefixed;
#[expect(clippy::module_inception, reason = "it is what the rest is there for")]
mod server;

pub use server::Server;
