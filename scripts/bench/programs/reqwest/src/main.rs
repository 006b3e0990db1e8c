//! Lists all apps, by hand on reqwest.

mod app;

use app::App;
use reqwest::Client;
use reqwest::header::{ACCEPT, HeaderValue, RANGE};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = std::env::var("HEROKU_API_KEY")?;
    let client = Client::new();
    let mut range = Some(HeaderValue::from_static("id ..; max=1000"));
    while let Some(wanted) = range {
        let response = client
            .get("https://api.heroku.com/apps")
            .header(ACCEPT, "application/vnd.heroku+json; version=3")
            .header(RANGE, wanted)
            .bearer_auth(&token)
            .send()
            .await?
            .error_for_status()?;
        range = response.headers().get("next-range").cloned();
        for app in response.json::<Vec<App>>().await? {
            println!("{}", app.name);
        }
    }
    Ok(())
}
