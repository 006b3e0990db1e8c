//! The same client without async: it waits.
//!
//! ```no_run
//! use heroku::{app::AppInfo, blocking::Client};
//!
//! # fn main() -> Result<(), heroku::Error> {
//! let heroku = Client::from_env()?;
//! let app = heroku.send(AppInfo::new("example-app"))?;
//! println!("{}", app.name);
//! # Ok(())
//! # }
//! ```

mod body;
mod client;
mod driven;
mod list;
mod logs;
mod output;
mod pages;
mod runtime;
mod wait_for;

pub use body::Body;
pub use client::Client;
pub use list::List;
pub use logs::Logs;
pub use output::Output;
pub use pages::{Pages, UnreadPages};
pub use wait_for::WaitFor;

pub(crate) use runtime::Runtime;
