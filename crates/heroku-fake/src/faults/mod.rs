//! Faults on demand: what goes wrong, where and when.

mod book;
mod check;
mod drift;
mod drift_check;
mod effects;
mod error;
mod fault;
mod header;
mod injected;
mod occasion;
mod place;
mod reach;
mod read;
mod refusal;
mod shadow;
mod show;
mod strike;
mod void;

pub(crate) use book::{Faults, Target};
pub use error::FaultError;
pub use fault::Fault;
pub use injected::{FaultId, InjectedFault};
pub(crate) use strike::Strike;
