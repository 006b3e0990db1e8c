//! Add-ons of the app `my-app`.

use std::time::Duration;

use heroku_fake::Fake;
use serde_json::{Value, json};

use super::{get, post, send_with, with_app};

/// A fake with the apps `my-app` and `other`.
pub(crate) fn with_apps() -> Fake {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    fake
}

/// A fake with the app `my-app` of the team `my-team`.
pub(crate) fn with_team_app() -> Fake {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "my-team" })).expect(201);
    let app = json!({ "name": "my-app", "team": "my-team" });
    post(&fake, "/teams/apps", app).expect(201);
    fake
}

/// Adds an add-on of a plan to the app `my-app`.
pub(crate) fn add(fake: &Fake, plan: &str) -> Value {
    post(fake, "/apps/my-app/addons", json!({ "plan": plan })).expect(201)
}

/// Adds an add-on of a plan to the app `my-app`, and waits until it can be used.
pub(crate) fn add_ready(fake: &Fake, plan: &str) -> Value {
    let addon = add(fake, plan);
    for _ in 0..6 {
        get(fake, "/account").expect(200);
    }
    addon
}

/// Lets the time pass that slow providers take.
pub(crate) fn wait(fake: &Fake) {
    fake.advance(Duration::from_secs(10));
}

/// Where an add-on of the app `my-app` is.
pub(crate) fn path(addon: &Value) -> String {
    let name = addon["name"].as_str().expect("a name");
    format!("/apps/my-app/addons/{name}")
}

/// The latest release of an app.
pub(crate) fn last_release(fake: &Fake, app: &str) -> Value {
    let path = format!("/apps/{app}/releases");
    let newest = [("range", "version ..; order=desc, max=1")];
    send_with(fake, "GET", &path, &newest, "").body[0].clone()
}
