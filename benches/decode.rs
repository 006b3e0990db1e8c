//! Decoding one app, and a page of a thousand, beside structs that derive it.

use std::io;

use heroku_benches::{micro, tasks};

fn main() -> io::Result<()> {
    micro::run(tasks::decode::TASKS)
}
