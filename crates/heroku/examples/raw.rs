//! The raw door: any verb on any path, JSON or streams.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::{Client, Raw};
use heroku_fake::Fake;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let heroku = Client::builder()
        .transport(Fake::new())
        .token("any-token-will-do")
        .build()?;

    let app = heroku
        .send(Raw::post("/apps").json(&json!({ "name": "my-app" })))
        .await?;
    println!("JSON of any shape: {}", app["web_url"]);
    let regions = heroku
        .send(Raw::get("/regions").decode::<Vec<serde_json::Value>>())
        .await?;
    println!("A type of one's own: {} regions", regions.len());
    heroku
        .send(
            Raw::patch("/apps/my-app")
                .json(&json!({ "maintenance": true }))
                .discard(),
        )
        .await?;

    let request = heroku::http::Request::get("/apps/my-app").body(())?;
    let answer = heroku.execute(request).await?;
    let count = answer.into_body().write_to(&mut std::io::stdout()).await?;
    println!("\n{count} bytes straight to a writer");
    Ok(())
}
