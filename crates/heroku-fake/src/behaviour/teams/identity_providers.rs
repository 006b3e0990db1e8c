//! Identity providers of teams and enterprise accounts, and their certificates.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /teams/{}/identity-providers", create_for_team),
    ("PATCH /teams/{}/identity-providers/{}", update),
    ("DELETE /teams/{}/identity-providers/{}", delete),
    ("POST /identity-providers", create),
    ("PATCH /identity-providers/{}", update),
    ("POST /identity-providers/{}/migrate", migrate),
    ("POST /identity-providers/{}/certificates", add_certificate),
    (
        "PATCH /identity-providers/{}/certificates/{}",
        update_certificate,
    ),
    (
        "DELETE /identity-providers/{}/certificates/{}",
        delete_certificate,
    ),
];

/// The table of identity providers, and that of their certificates.
const PROVIDERS: &str = "identity-provider";
const CERTIFICATES: &str = "identity-provider-certificate";
/// How long certificates are good; what they say themselves is not read.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 365);

fn create_for_team(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team").to_owned();
    let id = add(world, call, "team", &team)?;
    generic::created(world, call, &id)
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.body.get("owner").cloned().unwrap_or_default();
    let kind = match owner["type"].as_str() {
        Some("enterprise-account") => "enterprise-account",
        _ => "team",
    };
    let known = world.known(kind, owner["id"].as_str().unwrap_or_default());
    let known = known.ok_or_else(|| generic::unknown("owner", kind))?;
    let known = known.id().to_owned();
    let id = add(world, call, kind, &known)?;
    generic::created(world, call, &id)
}

/// Adds the provider that the body describes to a team or an enterprise account.
fn add(world: &mut World, call: &Call<'_>, kind: &str, owner: &str) -> Result<String, Refusal> {
    if kind == "team" {
        roles::need_admin(world, owner)?;
    }
    let mut taken = world.store.linked(PROVIDERS, owner);
    if taken.any(|row| row.get("entity_id").as_str() == call.text("entity_id")) {
        return Err(Refusal::invalid_params(
            "`entity_id` is that of another identity provider already.",
        ));
    }
    drop(taken);
    let name = world.store.get(kind, owner)?.text("name").to_owned();
    let mut row = generic::blank_row(world, PROVIDERS)
        .owned_by(owner)
        .with("name", format!("{name}-idp-{}", world.ids.count()))
        .with("certificate", Value::Null)
        .with("certificates", json!([]))
        .with("enabled", call.flag("enabled").unwrap_or(true))
        .with("owner", json!({ "id": owner, "name": name, "type": kind }));
    if kind == "team" {
        row.set("organization", reference(owner));
    }
    for field in ["entity_id", "slo_target_url", "sso_target_url"] {
        row.set(field, call.text(field).unwrap_or_default());
    }
    let id = row.id().to_owned();
    world.store.insert(PROVIDERS, row);
    set_certificates(world, call, &id)?;
    world.store.change(kind, owner, |row| {
        row.set("identity_provider", reference(&id));
    });
    Ok(id)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    check_owner(world, &id)?;
    let now = world.now();
    world.store.change(PROVIDERS, &id, |row| {
        row.set("updated_at", now);
        for field in ["entity_id", "slo_target_url", "sso_target_url"] {
            if let Some(text) = call.text(field) {
                row.set(field, text);
            }
        }
        if let Some(enabled) = call.flag("enabled") {
            row.set("enabled", enabled);
        }
    });
    set_certificates(world, call, &id)?;
    generic::shown(world, call, &id)
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_owner(world, &generic::target(call)?)?;
    generic::delete(world, call)
}

/// Refuses to change the provider of a team to those who do not administer it.
fn check_owner(world: &World, provider: &str) -> Result<(), Refusal> {
    let owner = world.store.get(PROVIDERS, provider)?.get("owner");
    match (owner["type"].as_str(), owner["id"].as_str()) {
        (Some("team"), Some(team)) => roles::need_admin(world, team),
        _ => Ok(()),
    }
}

/// Moves the provider of a team to the enterprise account of the team.
fn migrate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    check_owner(world, &id)?;
    let owner = world.store.get(PROVIDERS, &id)?.referred("owner");
    let team = owner.and_then(|owner| world.store.row("team", owner));
    let enterprise = team.and_then(|team| team.referred("enterprise_account"));
    let enterprise = enterprise.and_then(|id| world.store.row("enterprise-account", id));
    let Some(enterprise) = enterprise.cloned() else {
        return Err(Refusal::invalid_params(
            "Only the identity provider of a team in an enterprise account can be migrated.",
        ));
    };
    let now = world.now();
    world.store.change(PROVIDERS, &id, |row| {
        row.owners = vec![enterprise.id().to_owned()];
        row.set("organization", Value::Null);
        row.set("updated_at", now);
        row.set(
            "owner",
            json!({
                "id": enterprise.id(),
                "name": enterprise.text("name"),
                "type": "enterprise-account",
            }),
        );
    });
    world
        .store
        .change("enterprise-account", enterprise.id(), |row| {
            row.set("identity_provider", reference(&id));
        });
    generic::shown(world, call, &id)
}

/// Keeps the certificates in the body: one in `certificate` takes the place of all, those in
/// `certificates` are added, or change the ones with their ids.
fn set_certificates(world: &mut World, call: &Call<'_>, provider: &str) -> Result<(), Refusal> {
    if let Some(body) = call.text("certificate") {
        check_certificate("certificate", body)?;
        for id in world.store.linked_ids(CERTIFICATES, provider) {
            world.store.remove(CERTIFICATES, &id);
        }
        insert_certificate(world, provider, body, &Value::Null);
    }
    let sent = call.body.get("certificates").and_then(Value::as_array);
    for certificate in sent.into_iter().flatten() {
        let id = certificate["id"].as_str().unwrap_or_default();
        let known = world.store.row(CERTIFICATES, id);
        if known.is_some_and(|row| row.belongs_to(provider)) {
            if let Some(name) = certificate.get("name") {
                world
                    .store
                    .change(CERTIFICATES, id, |row| row.set("name", name.clone()));
            }
        } else if let Some(body) = certificate["body"].as_str() {
            check_certificate("certificates", body)?;
            insert_certificate(world, provider, body, &certificate["name"]);
        }
    }
    settle(world, provider);
    Ok(())
}

fn check_certificate(field: &str, body: &str) -> Result<(), Refusal> {
    if body.trim().is_empty() {
        return Err(Refusal::invalid_params(format!(
            "`{field}` must be a certificate in PEM form."
        )));
    }
    Ok(())
}

fn insert_certificate(world: &mut World, provider: &str, body: &str, name: &Value) -> String {
    let expires = world.clock.now().saturating_add(LIFETIME);
    let row = generic::blank_row(world, CERTIFICATES)
        .owned_by(provider)
        .with("body", body)
        .with("expires_at", expires.unwrap_or(Timestamp::MAX).to_string())
        .with("identity_provider_id", provider)
        .with("name", name.clone());
    let id = row.id().to_owned();
    world.store.insert(CERTIFICATES, row);
    id
}

/// Lets a provider tell its certificates, of which the newest is the one that counts.
fn settle(world: &mut World, provider: &str) {
    let rows = world.store.linked(CERTIFICATES, provider);
    let mut rows: Vec<Row> = rows.cloned().collect();
    rows.sort_by(|one, other| one.text("created_at").cmp(other.text("created_at")));
    let newest = rows
        .last()
        .map_or(Value::Null, |row| row.get("body").clone());
    let all: Value = rows
        .into_iter()
        .map(|row| Value::Object(row.fields))
        .collect();
    world.store.change(PROVIDERS, provider, |row| {
        row.set("certificate", newest);
        row.set("certificates", all);
    });
}

fn add_certificate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let provider = call.place(PROVIDERS).to_owned();
    check_owner(world, &provider)?;
    let body = call.text("body").unwrap_or_default();
    check_certificate("body", body)?;
    let name = call.body.get("name").cloned().unwrap_or_default();
    let id = insert_certificate(world, &provider, body, &name);
    settle(world, &provider);
    generic::created(world, call, &id)
}

fn update_certificate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let provider = call.place(PROVIDERS).to_owned();
    check_owner(world, &provider)?;
    let reply = generic::update(world, call)?;
    settle(world, &provider);
    Ok(reply)
}

fn delete_certificate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let provider = call.place(PROVIDERS).to_owned();
    check_owner(world, &provider)?;
    if world.store.linked(CERTIFICATES, &provider).count() < 2 {
        return Err(Refusal::invalid_params(
            "An identity provider needs a certificate: add another one first.",
        ));
    }
    let gone = generic::delete(world, call)?;
    settle(world, &provider);
    Ok(gone)
}
