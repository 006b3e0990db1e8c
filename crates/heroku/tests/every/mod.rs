//! All that is generated, one by one, and the description that it came from.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file is a crate of its own and uses a part of this"
)]

pub mod description;
#[rustfmt::skip]
pub mod generated;
pub mod model;
pub mod printed;
pub mod sample;
pub mod stage;

/// Fails with all of `failures`, if there are any.
pub fn report(failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
