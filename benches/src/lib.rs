//! What the benchmarks share: a catalogue of apps, a server that has it, and clients by hand.

pub mod by_hand;
pub mod catalogue;
mod contender;
mod library;
pub mod paired;
pub mod server;
mod settings;
mod stage;
mod tally;
pub mod usage;
pub mod workload;

pub use contender::{BlockingContender, Contender, Failure};
pub use library::{BlockingLibrary, Library};
pub use settings::Settings;
pub use stage::{Cores, Programs, Stage};
pub use tally::Tally;
