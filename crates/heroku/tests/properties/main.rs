//! What holds for whatever comes: ranges, error bodies, and answers that keep no promise.

#[path = "../every/mod.rs"]
mod every;

mod error_bodies;
mod grammar;
mod leniency;
mod places;
mod ranges;

use proptest::prelude::ProptestConfig;

/// So many cases, and no file for those that fail: each becomes a test.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}
