//! Domains: the one that Heroku gives an app, and those that were added.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Domain, Ids, SniEndpoint, World, fixed_id, is_uuid};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/domains", list),
    ("POST /apps/{}/domains", create),
    ("GET /apps/{}/domains/{}", info),
    ("PATCH /apps/{}/domains/{}", update),
    ("DELETE /apps/{}/domains/{}", delete),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::list(
        app.domains.iter().map(|domain| show(app, domain)),
    ))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(
        app,
        &app.domains[position(app, call.argument(1))?],
    )))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    world.apps.find(call.argument(0))?;
    let hostname = call
        .text("hostname")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !is_hostname(&hostname) {
        return Err(Refusal::invalid_params(
            "`hostname` is not the name of a host.",
        ));
    }
    let known = |app: &App| app.domains.iter().any(|domain| domain.hostname == hostname);
    if world.apps.iter().any(known) {
        return Err(Refusal::invalid_params(
            "`hostname` already belongs to an app.",
        ));
    }
    let mut domain = Domain::custom(hostname, &mut world.ids, world.clock.now());
    domain.sni_endpoint = endpoint(call, &mut world.ids);
    let app = world.apps.find_mut(call.argument(0))?;
    let shown = show(app, &domain);
    app.domains.push(domain);
    Ok(Reply::created(shown))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let endpoint = endpoint(call, &mut world.ids);
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    let position = position(app, call.argument(1))?;
    let domain = &mut app.domains[position];
    domain.sni_endpoint = endpoint;
    domain.updated_at = now;
    Ok(Reply::one(show(app, &app.domains[position])))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let position = position(app, call.argument(1))?;
    if app.domains[position].cname.is_none() {
        return Err(Refusal::invalid_params(
            "The domain that comes with an app cannot be removed.",
        ));
    }
    let gone = app.domains.remove(position);
    Ok(Reply::one(show(app, &gone)))
}

/// SNI endpoints have no state yet: whatever is named exists.
fn endpoint(call: &Call<'_>, ids: &mut Ids) -> Option<SniEndpoint> {
    let key = call.text("sni_endpoint")?;
    Some(if is_uuid(key) {
        SniEndpoint {
            id: key.to_owned(),
            name: format!("endpoint-{}", 10 + ids.below(90)),
        }
    } else {
        SniEndpoint {
            id: fixed_id(&format!("sni-endpoint/{key}")),
            name: key.to_owned(),
        }
    })
}

fn position(app: &App, key: &str) -> Result<usize, Refusal> {
    let found = app
        .domains
        .iter()
        .position(|domain| domain.id == key || domain.hostname.eq_ignore_ascii_case(key));
    found.ok_or_else(|| Refusal::not_found("domain"))
}

/// Labels of letters, digits and dashes; the first may be a wildcard. Other scripts come encoded
/// or as they are.
fn is_hostname(text: &str) -> bool {
    let rest = text.strip_prefix("*.").unwrap_or(text);
    let fits =
        |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels = || rest.split('.');
    text.len() <= 253
        && labels().count() > 1
        && labels().all(|label| is_label(label) && label.chars().all(fits))
}

fn show(app: &App, domain: &Domain) -> Value {
    let custom = domain.cname.is_some();
    let endpoint = domain.sni_endpoint.as_ref();
    json!({
        "acm_status": null,
        "acm_status_reason": null,
        "app": app.stub(),
        "cname": domain.cname,
        "created_at": domain.created_at.to_string(),
        "hostname": domain.hostname,
        "id": domain.id,
        "kind": if custom { "custom" } else { "heroku" },
        "sni_endpoint": endpoint.map(|known| json!({ "id": known.id, "name": known.name })),
        "status": if custom { "succeeded" } else { "none" },
        "updated_at": domain.updated_at.to_string(),
    })
}
