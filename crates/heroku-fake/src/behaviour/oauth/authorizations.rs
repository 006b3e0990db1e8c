//! Authorizations: what tokens an account has given out, and to whom.

use serde_json::Value;

use super::authorize::{Wish, authorize, check_scopes};
use super::own::{revoke_root, root};
use super::{Lifetime, expiry, give_access, open_authorization};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("DELETE /oauth/authorizations/{}", delete),
    ("GET /oauth/authorizations", list),
    ("GET /oauth/authorizations/{}", info),
    ("GET /teams/{}/oauth/authorizations", list_of_team),
    ("PATCH /oauth/authorizations/{}", update),
    ("POST /oauth/authorizations", create),
    (
        "POST /oauth/authorizations/{}/actions/regenerate-tokens",
        regenerate,
    ),
    ("POST /teams/{}/oauth/authorizations", create_for_team),
];

const TABLE: &str = "oauth-authorization";

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (scopes, lifetime) = (scopes(call)?, lifetime(call)?);
    let description = call
        .text("description")
        .unwrap_or("Long-lived user authorization");
    if let Some(client) = call.key("client") {
        let client = generic::find(world, "oauth-client", client, None);
        let client = client.ok_or_else(|| generic::unknown("client", "oauth-client"))?;
        let client = client.id().to_owned();
        let wish = Wish {
            client: &client,
            description,
            scopes: &scopes,
        };
        let (id, _) = authorize(world, &wish);
        return created(world, call, &id);
    }
    let id = open_authorization(world, description, &scopes);
    let skips = call.flag("skip_two_factor").unwrap_or_default();
    give_access(world, &id, lifetime, skips);
    created(world, call, &id)
}

fn create_for_team(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (scopes, lifetime) = (scopes(call)?, lifetime(call)?);
    let description = call.text("description").unwrap_or("Team authorization");
    let id = open_authorization(world, description, &scopes);
    let team = call.place("team").to_owned();
    world.store.change(TABLE, &id, |row| {
        row.note("team", team.as_str());
        row.owners.push(team);
    });
    give_access(world, &id, lifetime, false);
    created(world, call, &id)
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    root(world);
    let rows = world.store.rows(TABLE);
    let own = rows.filter(|row| row.noted("team").is_null());
    let told: Vec<Row> = own.map(|row| redacted(told(world, row))).collect();
    generic::list_of(world, call, told.iter().collect())
}

fn list_of_team(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = world.store.linked(TABLE, call.place("team"));
    let told: Vec<Row> = rows.map(|row| redacted(told(world, row))).collect();
    generic::list_of(world, call, told.iter().collect())
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    Ok(Reply::one(tell(world, call, &id)?))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    if let Some(client) = call.body.get("client") {
        check_client(world, client)?;
    }
    let now = world.now();
    world.store.change(TABLE, &id, |row| {
        row.set("updated_at", now);
        if let Some(description) = call.text("description") {
            row.set("description", description);
        }
    });
    Ok(Reply::one(tell(world, call, &id)?))
}

/// Refuses a client that does not exist, and one with a wrong secret.
fn check_client(world: &World, sent: &Value) -> Result<(), Refusal> {
    let Some(id) = sent.get("id").and_then(Value::as_str) else {
        return Ok(());
    };
    let client = world.store.row("oauth-client", id);
    let client = client.ok_or_else(|| generic::unknown("client.id", "oauth-client"))?;
    if sent.get("secret").and_then(Value::as_str) == Some(client.text("secret")) {
        return Ok(());
    }
    let message = "`client.secret` is not the secret of that client.";
    Err(Refusal::invalid_params(message))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let gone = tell(world, call, &id)?;
    revoke_root(world, &id);
    world.store.remove(TABLE, &id);
    Ok(Reply::one(gone))
}

fn regenerate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    if world.store.get(TABLE, &id)?.referred("client").is_some() {
        let message = "The authorization belongs to a client, which gets new tokens by its own.";
        return Err(Refusal::invalid_params(message));
    }
    revoke_root(world, &id);
    let old = world.store.linked_ids("oauth-token", &id);
    let kept = old
        .first()
        .and_then(|id| world.store.row("oauth-token", id));
    let skips = kept.is_some_and(|token| token.noted("skips_second_factor") == true);
    let lifetime = world.store.get(TABLE, &id)?.get("access_token");
    let lifetime = lifetime.get("expires_in").and_then(Value::as_i64);
    for token in old {
        world.store.remove("oauth-token", &token);
    }
    give_access(world, &id, lifetime, skips);
    Ok(Reply::one(tell(world, call, &id)?))
}

fn created(world: &World, call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    Ok(Reply::created(tell(world, call, id)?))
}

fn tell(world: &World, call: &Call<'_>, id: &str) -> Result<Value, Refusal> {
    let row = told(world, world.store.get(TABLE, id)?);
    Ok(View::new(&world.store, call).answer(call, &row))
}

/// The authorization with the seconds that its token and its code have left.
fn told(world: &World, row: &Row) -> Row {
    let mut told = row.clone();
    let token = row.referred("access_token");
    if let Some(token) = token.and_then(|id| world.store.row("oauth-token", id)) {
        told.fields["access_token"]["expires_in"] = expiry::left(world, token, expiry::ENDS);
    }
    if !row.get("grant").is_null() {
        told.fields["grant"]["expires_in"] = expiry::left(world, row, "grant_expires_at");
    }
    told
}

/// The authorization with ten asterisks in its tokens.
fn redacted(mut row: Row) -> Row {
    for field in ["access_token", "refresh_token"] {
        let token = row
            .fields
            .get_mut(field)
            .and_then(|token| token.get_mut("token"));
        if let Some(Value::String(token)) = token {
            let known = token
                .len()
                .checked_sub(4)
                .and_then(|end| Some((token.get(..9)?, token.get(end..)?)));
            if let Some((start, end)) = known.filter(|_| !token.contains('*')) {
                *token = format!("{start}**********{end}");
            }
        }
    }
    row
}

/// The scopes that the body asks for; all where it says nothing.
fn scopes(call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    let Some(sent) = call.body.get("scope").and_then(Value::as_array) else {
        return Ok(vec!["global".to_owned()]);
    };
    let texts = sent.iter().filter_map(Value::as_str);
    let scopes: Vec<String> = texts.map(str::to_owned).collect();
    check_scopes(&scopes)?;
    Ok(scopes)
}

/// How long the token is to live.
fn lifetime(call: &Call<'_>) -> Result<Lifetime, Refusal> {
    if call.body.get("expires_in").is_none_or(Value::is_null) {
        return Ok(None);
    }
    let seconds = call.number("expires_in").filter(|seconds| *seconds > 0);
    let message = "`expires_in` must be a number of seconds, more than 0.";
    seconds
        .map(Some)
        .ok_or_else(|| Refusal::invalid_params(message))
}
