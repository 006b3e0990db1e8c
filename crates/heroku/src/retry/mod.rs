//! When a failed call is tried again, and when not.
//!
//! Whether a repeat is *safe* is not for a policy to say: the client repeats a call only if that
//! cannot do anything twice. The policy says whether it is *worth it*, and how long to wait.

mod after;
mod attempt;
mod backoff;
mod budget;

pub use attempt::{Attempt, RetryPolicy};
pub use backoff::Backoff;

pub(crate) use after::retry_after;
pub(crate) use attempt::is_transient;
pub(crate) use budget::RetryBudget;
