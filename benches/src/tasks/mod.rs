//! What is measured without a network: each task with all ways to do it.

pub mod call;
pub mod decode;
pub mod generator;
pub mod redaction;
pub mod request;
mod task;

pub use task::{Repeat, Task, Way};
