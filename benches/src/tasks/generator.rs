//! From the schema to formatted Rust.

use std::hint::black_box;

use super::task::{Repeat, Task, Way, repeat};
use crate::schema::{self, TenFold};

/// The schema as it is, beside reading its JSON and no more; and how the time grows with it.
pub const TASKS: &[Task] = &[
    Task {
        name: "generator/schema",
        ways: &[Way::new("heroku", as_it_is)],
        reference: Way::new("JSON only", json_only),
        repeats: 1,
    },
    Task {
        name: "generator/growth",
        ways: &[Way::new("ten times as large", ten_times)],
        reference: Way::new("as it is", as_it_is),
        repeats: 1,
    },
];

fn as_it_is() -> Repeat {
    let folder = schema::folder();
    repeat(move || schema::source(black_box(&folder)))
}

fn ten_times() -> Repeat {
    let large = TenFold::write().expect("room for ten schemas");
    repeat(move || schema::source(black_box(large.folder())))
}

fn json_only() -> Repeat {
    let folder = schema::folder();
    repeat(move || schema::values(black_box(&folder)))
}
