//! The login of the command line by a browser.
//!
//! It begins without credentials, so that all who log in like this are the one user of a world
//! that requests without a token share.

use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::find::body;
use super::form::Form;
use super::html::{self, escape, page, problem, question};
use crate::behaviour::oauth::{give_access, open_authorization, open_session};
use crate::doors::Visit;
use crate::outcome::Content;
use crate::world::{Row, World};

/// Logins that have begun; no resource of the API.
const TABLE: &str = "browser-login";
/// How long the token of a login lives, in seconds: thirty days.
const LIVES: i64 = 30 * 24 * 60 * 60;

/// Begins a login: tells where the browser goes, and where the program waits.
pub(super) fn begin(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let sent: Value = serde_json::from_slice(visit.request.body()).unwrap_or_default();
    let description = sent["description"].as_str().unwrap_or("Login by a browser");
    let (id, token) = (world.ids.uuid(), world.ids.uuid());
    world.issue(&id);
    let row = Row::new(id.as_str())
        .with("description", description)
        .with_note("token", token.as_str());
    world.store.insert(TABLE, row);
    let told = json!({
        "browser_url": format!("/auth/browser/{id}"),
        "cli_url": format!("/auth/cli/{id}"),
        "token": token,
    });
    html::json(StatusCode::CREATED, &told)
}

/// Asks the user. A query with `approve=1` or `approve=0` is the user's answer already, for tests
/// without a browser.
pub(super) fn ask(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let Some(login) = login(world, visit) else {
        return unknown();
    };
    match Form::read(visit.request.uri().query().unwrap_or_default()).get("approve") {
        "1" => settle(world, &login, true),
        "0" => settle(world, &login, false),
        _ => {
            let what = escape(login.text("description"));
            let email = escape(world.my_account().text("email"));
            let form = question(&[], "Log in", "Cancel");
            let content = format!("<p>{what}, as {email}.</p>\n{form}");
            page(StatusCode::OK, "Log in to the command line?", &content)
        }
    }
}

/// Takes the user's answer.
pub(super) fn decide(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let yes = body(visit.request).get("decision") == "yes";
    match login(world, visit) {
        Some(login) => settle(world, &login, yes),
        None => unknown(),
    }
}

/// Gives the program the token, once the user has said yes; it is kept waiting until then.
///
/// Who asks without a connection cannot be kept waiting, and gets an empty answer.
pub(super) fn wait(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let Some(login) = login(world, visit) else {
        return refuse(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such login.",
        );
    };
    let bearer = crate::exchange::token(visit.request.headers());
    if login.noted("token").as_str() != bearer.as_deref() {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "That is not the token of the login.",
        );
    }
    match login.noted("answer") {
        Value::Null => {
            let pieces = world.waiting.add(visit.secret);
            html::json(StatusCode::OK, &Value::Null).map(|_| Content::Stream(pieces))
        }
        answer => html::json(StatusCode::OK, answer),
    }
}

/// Notes what the user said, and what the program is to learn of it. The first answer counts.
fn settle(world: &mut World, login: &Row, yes: bool) -> Response<Content> {
    if login.noted("answer").is_null() {
        let answer = if yes {
            json!({ "access_token": access(world, login.text("description")) })
        } else {
            json!({ "error": "The user has said no." })
        };
        world.waiting.tell(login.id(), &answer.to_string());
        world
            .store
            .change(TABLE, login.id(), |login| login.note("answer", answer));
    }
    let title = if yes { "Logged in" } else { "Not logged in" };
    page(StatusCode::OK, title, "<p>You can close this page.</p>")
}

/// A token for everything, which ends with its session.
fn access(world: &mut World, description: &str) -> Value {
    let session = open_session(world, description, Some(LIVES));
    let authorization = open_authorization(world, description, &["global".to_owned()]);
    world
        .store
        .change("oauth-authorization", &authorization, |row| {
            row.owners.push(session.clone());
            row.set("session", crate::world::reference(&session));
        });
    let token = give_access(world, &authorization, Some(LIVES), false);
    let token = world.store.row("oauth-token", &token);
    token.map_or(Value::Null, |row| row.get("access_token")["token"].clone())
}

/// The login that the path names.
fn login(world: &World, visit: &Visit<'_>) -> Option<Row> {
    world.store.row(TABLE, visit.secret).cloned()
}

/// What a browser is told that has lost its way.
fn unknown() -> Response<Content> {
    problem(
        StatusCode::NOT_FOUND,
        "There is no such login, or it is over.",
    )
}

/// What a program is told that may not go on.
fn refuse(status: StatusCode, id: &str, message: &str) -> Response<Content> {
    html::json(status, &json!({ "id": id, "message": message }))
}
