//! Lists all apps, with `heroku`.

use heroku::{Client, Error, app::AppList};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let heroku = Client::from_env()?;
    #[cfg(feature = "second")]
    heroku
        .send(heroku::add_on::AddOnCreate::new("example", "example-plan"))
        .await?;
    let mut apps = heroku.list(AppList::new());
    while let Some(app) = apps.next().await {
        let app = app?;
        println!("{}", app.name);
    }
    Ok(())
}
