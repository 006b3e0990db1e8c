//! From the schema to formatted Rust, and how the time grows with the schema.

use std::io;

use heroku_benches::{micro, tasks};

fn main() -> io::Result<()> {
    micro::run(tasks::generator::TASKS)
}
