//! Lists the apps of the first page, all that it can list, with `heroku_rs`.

use heroku_rs::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let heroku = HttpApiClient::create(&std::env::var("HEROKU_API_KEY")?)?;
    for app in heroku.request(&heroku_rs::endpoints::apps::AppList::new())? {
        println!("{}", app.name);
    }
    Ok(())
}
