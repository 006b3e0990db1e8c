//! Optional fields are setters; null on purpose is a word of its own.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::Client;
use heroku::account::AccountUpdate;
use heroku::app::{AppCreate, AppUpdate};

fn main() -> Result<(), heroku::Error> {
    let heroku = Client::builder().token("any-token-will-do").build()?;

    for request in [
        heroku.prepare(&AppCreate::new())?,
        heroku.prepare(
            &AppCreate::new()
                .name("my-app")
                .region("eu")
                .stack("heroku-24"),
        )?,
        heroku.prepare(&AppUpdate::new("my-app").maintenance(true))?,
        // Not setting the name leaves it as it is; clearing it sends null.
        heroku.prepare(&AccountUpdate::new().allow_tracking(false))?,
        heroku.prepare(&AccountUpdate::new().clear_name())?,
    ] {
        let body = String::from_utf8_lossy(request.body().as_bytes().unwrap_or_default());
        println!("{} {} {body}", request.method(), request.uri().path());
    }
    Ok(())
}
