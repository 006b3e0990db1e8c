//! Requests of the caller's own: where they may go, and what is set for them alone.

use heroku::transport::Body;
use heroku::{Client, Settings, Variant};
use http::Request;

use crate::facts::facts;
use crate::world::{World, app, status};

fn request(settings: Settings) -> Request<Body> {
    let request = Request::patch("/x").extension(settings);
    let request = request
        .header("x-note", "old")
        .header("accept", "text/plain");
    request.body(Body::empty()).expect("a request")
}

#[tokio::test(start_paused = true)]
async fn a_target_that_is_neither_a_path_nor_a_url_is_refused() {
    let world = World::new([app()]);
    let client: Client = world.client();
    for target in [
        "apps",
        "api.example.com:443",
        "api.example.com",
        "*",
        "ftp://api.example.com/apps",
    ] {
        let request = Request::get(target).body(()).expect("a request");
        let error = client.execute(request).await.expect_err("no target");
        assert_eq!(facts(&error), "Request, 0 tries", "{target}");
        let printed = error.to_string();
        assert!(printed.contains("starts with `/`"), "{printed}");
    }
    assert_eq!(world.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_path_or_a_url_is_sent() {
    let world = World::new([app()]);
    for target in ["/", "/apps?a=1", "https://api.example.com/apps"] {
        let request = Request::get(target).body(()).expect("a request");
        world.client().execute(request).await.expect("an answer");
    }
    assert_eq!(world.targets(), ["GET /", "GET /apps?a=1", "GET /apps"]);
}

#[tokio::test(start_paused = true)]
async fn all_settings_of_a_request_hold() {
    let world = World::new([app()]);
    let settings = Settings::new()
        .header("x-note", "one")
        .header("x-note", "two")
        .if_match("\"a\"")
        .variant(Variant::Sdk)
        .expand("plan");
    let request = request(settings);
    world.client().execute(request).await.expect("an answer");
    let asked = &world.asked()[0];
    let notes: Vec<_> = asked.headers.get_all("x-note").iter().collect();
    assert_eq!(notes, ["one", "two"]);
    let accepted: Vec<_> = asked.headers.get_all("accept").iter().collect();
    assert_eq!(accepted, [Variant::Sdk.accept()]);
    assert_eq!(asked.header("if-match"), Some("\"a\""));
    assert_eq!(asked.header("accept-expansion"), Some("plan"));
}

#[tokio::test(start_paused = true)]
async fn credentials_of_its_settings_replace_those_of_the_client() {
    let world = World::new([status(200)]);
    let settings = Settings::new().header("authorization", "Bearer other");
    let request = request(settings);
    world.client().execute(request).await.expect("an answer");
    let asked = &world.asked()[0];
    assert_eq!(asked.header("authorization"), Some("Bearer other"));
}

#[tokio::test(start_paused = true)]
async fn settings_that_cannot_be_sent_are_refused() {
    let world = World::new([app()]);
    for settings in [
        Settings::new().header("x-note", "two\nlines"),
        Settings::new().if_match("\n"),
    ] {
        let error = world.client().execute(request(settings)).await;
        assert_eq!(facts(&error.expect_err("no header")), "Request, 0 tries");
    }
    assert_eq!(world.count(), 0);
}
