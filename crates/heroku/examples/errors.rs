//! What an error tells.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::app::{AppCreate, AppInfo};
use heroku::{Client, Error};
use heroku_fake::Fake;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let heroku = Client::builder()
        .transport(Fake::new())
        .token("any-token-will-do")
        .build()?;

    match heroku.send(AppInfo::new("no-such-app")).await {
        Ok(app) => println!("There it is: {}", app.name),
        Err(error) if error.is_not_found() => println!("Not there: {error}"),
        Err(error) => return Err(error),
    }

    let bad_name = heroku.send(AppCreate::new().name("No Good Name")).await;
    let bad_path = heroku.send(AppInfo::new("..")).await;
    for error in [bad_name.err(), bad_path.err()].into_iter().flatten() {
        println!("{error}");
        println!("  kind: {:?}, status: {:?}", error.kind(), error.status());
        println!("  may have been sent: {}", error.may_have_been_sent());
        if let Some(said) = error.api() {
            println!("  Heroku said {}: {}", said.id, said.message);
        }
    }
    Ok(())
}
