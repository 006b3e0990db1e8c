//! The main job, from a first app to its end.
//!
//! `cargo run --example quickstart` needs no account: it runs on the embedded fake Heroku.
//! With `-- --real` and `HEROKU_API_KEY`, it runs the half that only reads against Heroku.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::account::AccountInfo;
use heroku::app::{AppCreate, AppDelete, AppList};
use heroku::config_var::{ConfigVarInfoForApp, ConfigVarUpdate};
use heroku::formation::{FormationBatchUpdate, FormationScale};
use heroku::release::{ReleaseList, ReleaseRollback};
use heroku::{Client, Error, ListRange, Secret};
use heroku_fake::Fake;

#[tokio::main]
async fn main() -> Result<(), Error> {
    if std::env::args().any(|argument| argument == "--real") {
        return read_only(&Client::from_env()?).await;
    }
    let fake = Fake::new();
    let heroku = Client::builder()
        .transport(fake)
        .token("any-token-will-do")
        .build()?;

    // An app with a name of Heroku's choice, and one with a name of ours.
    let app = heroku.send(AppCreate::new()).await?;
    println!("Created {}", app.name);
    let app = heroku
        .send(AppCreate::new().name("my-app").region("eu"))
        .await?;
    println!("Created {} in {}", app.name, app.region.name);

    // The same name again: an error that tells what Heroku said.
    if let Err(error) = heroku.send(AppCreate::new().name("my-app")).await {
        let said = error
            .api()
            .map(|api| (api.id.as_str(), api.message.as_str()));
        println!("Refused: {error}\n  id and message: {said:?}");
    }

    // Config vars: set two, unset one. Values are secrets, so printing them takes a word.
    let set = ConfigVarUpdate::new("my-app")
        .set("GREETING", "hello")
        .set("DEBUG", "1");
    heroku.send(set).await?;
    let vars = heroku
        .send(ConfigVarUpdate::new("my-app").unset("DEBUG"))
        .await?;
    println!("Config vars: {vars:?}");
    let greeting = vars["GREETING"].as_ref().map_or("", Secret::expose);
    println!("GREETING is {greeting:?}");

    // Scale.
    let scale = FormationBatchUpdate::new("my-app", [FormationScale::new("web").quantity(2)]);
    for formation in heroku.send(scale).await? {
        println!(
            "Scaled {} to {} dynos of {}",
            formation.type_, formation.quantity, formation.size
        );
    }

    // A list walks all its pages by itself.
    for number in 1..=448 {
        heroku
            .send(AppCreate::new().name(format!("app-{number:03}")))
            .await?;
    }
    let mut apps = heroku.list(AppList::new().range(ListRange::by("name")));
    let mut count = 0;
    while let Some(app) = apps.next().await {
        app?;
        count += 1;
    }
    println!("Listed {count} apps");

    // Releases, and back to the first one that had both config vars.
    let mut releases = heroku.list(ReleaseList::new("my-app").range(ListRange::by("version")));
    while let Some(release) = releases.next().await {
        let release = release?;
        println!(
            "v{} {}",
            release.version,
            release.description.unwrap_or_default()
        );
    }
    let release = heroku.send(ReleaseRollback::new("my-app", "2")).await?;
    println!("Rolled back, which made v{}", release.version);
    let vars = heroku.send(ConfigVarInfoForApp::new("my-app")).await?;
    println!("DEBUG is back: {}", vars.contains_key("DEBUG"));

    let app = heroku.send(AppDelete::new("my-app")).await?;
    println!("Deleted {}", app.name);
    Ok(())
}

/// What can be shown of a real account without changing anything.
async fn read_only(heroku: &Client) -> Result<(), Error> {
    let answer = heroku.exchange(AccountInfo::new()).await?;
    println!("Hello, {}", answer.value().email);
    println!("Calls left: {:?}", answer.rate_remaining());
    let mut apps = heroku.list(AppList::new()).max(10);
    while let Some(app) = apps.next().await {
        let app = app?;
        println!("{} in {}", app.name, app.region.name);
    }
    Ok(())
}
