//! A fake with something in it, to be looked at in a browser, until the standard input ends.
#![expect(clippy::print_stdout, reason = "it tells where it is")]

use std::error::Error;
use std::io::Read;

use bytes::Bytes;
use heroku_fake::{Fake, Fault};
use http::Request;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    for name in ["web-shop", "mail-robot"] {
        send(&fake, "POST", "/apps", &json!({ "name": name }))?;
    }
    let vars = json!({ "DATABASE_URL": "postgres://not-to-be-seen", "LOG_LEVEL": "debug" });
    send(&fake, "PATCH", "/apps/web-shop/config-vars", &vars)?;
    let web = json!({ "updates": [{ "type": "web", "quantity": 2, "size": "standard-1x" }] });
    send(&fake, "PATCH", "/apps/web-shop/formation", &web)?;
    let addon = json!({ "plan": "heroku-postgresql:essential-0" });
    send(&fake, "POST", "/apps/web-shop/addons", &addon)?;
    send(&fake, "GET", "/apps/web-shop/releases", &json!({}))?;
    // What would run if the page took it for HTML.
    let hostile =
        "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>";
    send(
        &fake,
        "POST",
        "/apps",
        &json!({ "name": hostile, hostile: 1 }),
    )?;
    fake.inject(Fault::on("AppList").first(1).status(503))?;
    send(&fake, "GET", "/apps", &json!({}))?;

    let server = fake.serve()?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn send(fake: &Fake, method: &str, path: &str, body: &Value) -> Result<(), http::Error> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("Accept", "application/vnd.heroku+json; version=3")
        .header("Authorization", "Bearer any-token")
        .body(Bytes::from(body.to_string()))?;
    // What is refused is to be seen in the window as well.
    let _ = fake.handle(request);
    Ok(())
}
