//! The rate budget: what is left of the calls that Heroku allows, and how a client spends it.

mod budget;
mod level;
mod policy;
mod registry;

pub use policy::{Rate, RatePolicy};

pub(crate) use budget::{Permit, RateBudget, Refused};
pub(crate) use registry::{Owner, budget_of};
