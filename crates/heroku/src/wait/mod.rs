//! Waiting for what takes its time: builds, releases, add-ons and the like.

mod log;
mod outcome;
mod progress;
mod wait_for;
mod watch;

pub use outcome::{Failure, Outcome};
pub use progress::{Progress, State};
pub use wait_for::WaitFor;

pub(crate) use log::{Log, last_lines};
pub(crate) use wait_for::check;
pub(crate) use watch::{Step, Watch, poll};
