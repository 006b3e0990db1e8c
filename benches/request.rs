//! Building a request, beside one by hand.

use std::io;

use heroku_benches::{micro, tasks};

fn main() -> io::Result<()> {
    micro::run(tasks::request::TASKS)
}
