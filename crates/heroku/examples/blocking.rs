//! The same words without async.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::app::{AppCreate, AppInfo, AppList};
use heroku::{Client, Error};
use heroku_fake::Fake;

fn main() -> Result<(), Error> {
    let builder = Client::builder()
        .transport(Fake::new())
        .token("any-token-will-do");
    let heroku = builder.build_blocking()?;

    heroku.send(AppCreate::new().name("my-app"))?;
    let answer = heroku.exchange(AppInfo::new("my-app"))?;
    println!("{} ({})", answer.value().name, answer.status());
    for app in heroku.list(AppList::new()) {
        println!("{}", app?.name);
    }
    Ok(())
}
