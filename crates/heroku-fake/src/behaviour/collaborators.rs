//! Collaborators: who has access to an app.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Collaborator, World};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/collaborators", list),
    ("POST /apps/{}/collaborators", create),
    ("GET /apps/{}/collaborators/{}", info),
    ("DELETE /apps/{}/collaborators/{}", delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::list(
        app.collaborators
            .iter()
            .map(|collaborator| show(app, collaborator)),
    ))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(
        app,
        &app.collaborators[position(app, call.argument(1))?],
    )))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let key = call.text("user").unwrap_or_default();
    let person = world.account.person(key, &mut world.ids);
    let person = person.ok_or_else(|| {
        Refusal::invalid_params("`user` is neither an email address nor a known id.")
    })?;
    if app
        .collaborators
        .iter()
        .any(|known| known.person.id == person.id)
    {
        return Err(Refusal::invalid_params(
            "`user` already has access to the app.",
        ));
    }
    let collaborator = Collaborator {
        id: world.ids.uuid(),
        person,
        role: Some("collaborator"),
        created_at: world.clock.now(),
    };
    let shown = show(app, &collaborator);
    app.collaborators.push(collaborator);
    Ok(Reply::created(shown))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let position = position(app, call.argument(1))?;
    if app.collaborators[position].role == Some("owner") {
        return Err(Refusal::invalid_params(
            "The owner of an app cannot lose access to it.",
        ));
    }
    let gone = app.collaborators.remove(position);
    Ok(Reply::one(show(app, &gone)))
}

/// A collaborator by their id, or by the id or email address of their account.
fn position(app: &App, key: &str) -> Result<usize, Refusal> {
    let found = app.collaborators.iter().position(|collaborator| {
        let person = &collaborator.person;
        collaborator.id == key || person.id == key || person.email.eq_ignore_ascii_case(key)
    });
    found.ok_or_else(|| Refusal::not_found("collaborator"))
}

fn show(app: &App, collaborator: &Collaborator) -> Value {
    let person = &collaborator.person;
    let created_at = collaborator.created_at.to_string();
    json!({
        "app": app.stub(),
        "created_at": created_at,
        "id": collaborator.id,
        "permissions": [],
        "role": collaborator.role,
        "updated_at": created_at,
        "user": { "email": person.email, "federated": false, "id": person.id },
    })
}
