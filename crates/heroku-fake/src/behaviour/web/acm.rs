//! Certificates that Heroku gets and renews by itself (ACM).

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{domains, sni_endpoints};
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/acm", enable),
    ("DELETE /apps/{}/acm", disable),
    ("PATCH /apps/{}/acm", refresh),
];

pub(super) const EVENTS: Events = &[("certificates are issued", issue)];

/// How long it takes until certificates are there.
const DELAY: SignedDuration = SignedDuration::from_secs(3);
/// How long a certificate is good.
const LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Who signs the certificates.
const ISSUER: &str = "/C=US/O=Let's Encrypt/CN=R11";
/// What stands for a certificate that somebody else has signed.
const CHAIN: &str = include_str!("acm.pem");

fn enable(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    set(world, &id, true);
    begin(world, &id);
    generic::shown(world, call, &id)
}

fn disable(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    set(world, &id, false);
    for domain in custom(world, &id) {
        mark(world, &domain, Value::Null);
    }
    for endpoint in made(world, &id) {
        world.store.remove("sni-endpoint", &endpoint);
    }
    generic::shown(world, call, &id)
}

/// Looks at the domains again.
fn refresh(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    if !world.store.get("app", &id)?.flag("acm") {
        let message = "The app has no ACM that could be refreshed: enable it first.";
        return Err(Refusal::invalid_params(message));
    }
    begin(world, &id);
    generic::shown(world, call, &id)
}

/// Starts to get a certificate for a new domain, where the app has ACM.
pub(super) fn begin_for(world: &mut World, app: &str, domain: &str) {
    if world
        .store
        .row("app", app)
        .is_some_and(|app| app.flag("acm"))
    {
        mark(world, domain, json!("pending"));
        world.later(DELAY, "certificates are issued", json!({ "app": app }));
    }
}

fn begin(world: &mut World, app: &str) {
    for domain in custom(world, app) {
        mark(world, &domain, json!("pending"));
    }
    world.later(DELAY, "certificates are issued", json!({ "app": app }));
}

/// The certificates of an app are there: one endpoint serves them for all its domains.
fn issue(world: &mut World, about: &Value) {
    let app = about["app"].as_str().unwrap_or_default();
    if !world
        .store
        .row("app", app)
        .is_some_and(|app| app.flag("acm"))
    {
        return;
    }
    let domains = custom(world, app);
    if domains.is_empty() {
        return;
    }
    let endpoint = made(world, app).into_iter().next();
    let endpoint = endpoint.unwrap_or_else(|| sni_endpoints::add(world, app, CHAIN));
    let (now, certificate) = (world.now(), certificate(world, app));
    world.store.change("sni-endpoint", &endpoint, |row| {
        row.set("ssl_cert", certificate);
        row.set("updated_at", now);
        row.note("acm", true);
    });
    for domain in domains {
        mark(world, &domain, json!("cert issued"));
        world.store.change("domain", &domain, |row| {
            if row.get("sni_endpoint").is_null() {
                row.set("sni_endpoint", reference(&endpoint));
            }
        });
    }
    sni_endpoints::count_domains(world, app);
    world.log(app, "heroku", "acm", "Certificate issued for all domains");
}

/// What is told of the certificate for all domains of an app.
fn certificate(world: &mut World, app: &str) -> Value {
    let hostnames: Vec<String> = domains::custom(world, app)
        .map(|domain| domain.text("hostname").to_owned())
        .collect();
    let now = world.clock.now();
    let expires_at = now.saturating_add(LIFE).unwrap_or(now);
    json!({
        "acm": true,
        "ca_signed?": true,
        "cert_domains": hostnames,
        "expires_at": expires_at.to_string(),
        "id": world.ids.uuid(),
        "issuer": ISSUER,
        "self_signed?": false,
        "starts_at": world.now(),
        "subject": format!("/CN={}", hostnames.first().map_or("", String::as_str)),
    })
}

fn set(world: &mut World, app: &str, acm: bool) {
    let now = world.now();
    world.store.change("app", app, |app| {
        app.set("acm", acm);
        app.set("updated_at", now);
    });
}

fn mark(world: &mut World, domain: &str, status: Value) {
    let now = world.now();
    world.store.change("domain", domain, |domain| {
        domain.set("acm_status", status);
        domain.set("updated_at", now);
    });
}

fn custom(world: &World, app: &str) -> Vec<String> {
    let domains = domains::custom(world, app);
    domains.map(|domain| domain.id().to_owned()).collect()
}

/// The ids of the endpoints that ACM made for an app.
fn made(world: &World, app: &str) -> Vec<String> {
    let endpoints = world.store.linked("sni-endpoint", app);
    let made = endpoints.filter(|endpoint| *endpoint.noted("acm") == json!(true));
    made.map(Row::id).map(str::to_owned).collect()
}
