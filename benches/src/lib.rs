//! What the benchmarks share: a catalogue of apps, a server that has it, and clients by hand.
//!
//! It takes a Unix to tell processor time, and Linux to tell memory and to keep a process to a
//! core.

mod at_once;
pub mod by_hand;
pub mod catalogue;
mod contender;
mod library;
mod listener;
pub mod micro;
pub mod paired;
mod ratio;
pub mod schema;
pub mod server;
mod settings;
mod stage;
mod tally;
pub mod tasks;
pub mod usage;
pub mod workload;

pub use contender::{BlockingContender, Contender, Failure};
pub use library::{BlockingLibrary, Library, UnreadLibrary};
pub use settings::Settings;
pub use stage::{Cores, Placement, Programs, Stage};
pub use tally::Tally;
