//! A call with the debug dump and the log, beside one without.

use std::io;

use heroku_benches::{micro, tasks};

fn main() -> io::Result<()> {
    micro::run(tasks::redaction::TASKS)
}
