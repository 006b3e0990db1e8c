//! Domains: the one that Heroku gives an app, and those that were added.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{acm, sni_endpoints};
use crate::behaviour::apps;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/domains", create),
    ("PATCH /apps/{}/domains/{}", update),
    ("DELETE /apps/{}/domains/{}", delete),
];

pub(super) const EVENTS: Events = &[("domain is known", succeed)];

/// An app has no more domains.
const MOST: usize = 1000;
/// How long it takes until a domain is known to the name servers.
const DELAY: SignedDuration = SignedDuration::from_secs(3);
/// Names below this one are Heroku's.
const HEROKUS: &str = "herokuapp.com";

/// Adds the domain that an app has from the beginning.
pub(in crate::behaviour) fn add_first(world: &mut World, app: &str) {
    let Some(hostname) = own_hostname(world, app) else {
        return;
    };
    let row = blank(world, app, "heroku", &hostname).with("status", "none");
    world.store.insert("domain", row);
}

/// Gives the domain that comes with an app the name that the app has now.
pub(in crate::behaviour) fn rename_first(world: &mut World, app: &str) {
    let first = first(world, app).map(|domain| domain.id().to_owned());
    let (now, hostname) = (world.now(), own_hostname(world, app));
    if let Some((first, hostname)) = first.zip(hostname) {
        world.store.change("domain", &first, |domain| {
            domain.set("hostname", hostname);
            domain.set("updated_at", now);
        });
    }
}

/// The custom domains of an app, by their ids.
pub(super) fn custom<'a>(world: &'a World, app: &str) -> impl Iterator<Item = &'a Row> {
    let domains = world.store.linked("domain", app);
    domains.filter(|domain| domain.text("kind") == "custom")
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.app();
    let hostname = call.text("hostname").unwrap_or_default();
    let hostname = hostname.to_ascii_lowercase();
    check(world, app, &hostname)?;
    let endpoint = sni_endpoints::named(world, call, app)?;
    let target = world.dns_target();
    let row = blank(world, app, "custom", &hostname)
        .with("cname", target)
        .with(
            "sni_endpoint",
            endpoint.as_deref().map_or(Value::Null, reference),
        )
        .with("status", "pending");
    let id = row.id().to_owned();
    world.store.insert("domain", row);
    sni_endpoints::count_domains(world, app);
    log(world, app, &format!("Add domain {hostname}"));
    acm::begin_for(world, app, &id);
    world.later(DELAY, "domain is known", json!({ "domain": id }));
    generic::created(world, call, &id)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (app, id) = (call.app(), generic::target(call)?);
    refuse_first(world, &id, "takes no `sni_endpoint`")?;
    let endpoint = sni_endpoints::named(world, call, app)?;
    let now = world.now();
    world.store.change("domain", &id, |domain| {
        domain.set(
            "sni_endpoint",
            endpoint.as_deref().map_or(Value::Null, reference),
        );
        domain.set("updated_at", now);
    });
    sni_endpoints::count_domains(world, app);
    generic::shown(world, call, &id)
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    refuse_first(world, &id, "cannot be removed")?;
    let hostname = world.store.get("domain", &id)?.text("hostname").to_owned();
    let gone = generic::delete(world, call)?;
    sni_endpoints::count_domains(world, call.app());
    log(world, call.app(), &format!("Remove domain {hostname}"));
    Ok(gone)
}

/// Logs what was done by who asks.
fn log(world: &mut World, app: &str, what: &str) {
    let by = world.my_account().text("email").to_owned();
    world.log(app, "app", "api", format!("{what} by user {by}"));
}

/// A domain's name has reached the name servers.
fn succeed(world: &mut World, about: &Value) {
    let id = about["domain"].as_str().unwrap_or_default();
    let now = world.now();
    world.store.change("domain", id, |domain| {
        domain.set("status", "succeeded");
        domain.set("updated_at", now);
    });
}

fn blank(world: &mut World, app: &str, kind: &str, hostname: &str) -> Row {
    generic::blank_row(world, "domain")
        .owned_by(app)
        .with_reference("app", app)
        .with("hostname", hostname)
        .with("kind", kind)
}

/// The domain that comes with an app.
fn first<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    let mut domains = world.store.linked("domain", app);
    domains.find(|domain| domain.text("kind") == "heroku")
}

fn own_hostname(world: &World, app: &str) -> Option<String> {
    let app = world.store.row("app", app)?;
    Some(apps::hostname(app).to_owned())
}

/// Refuses what is done to the domain that comes with an app.
fn refuse_first(world: &World, id: &str, what: &str) -> Result<(), Refusal> {
    if world.store.get("domain", id)?.text("kind") == "heroku" {
        let message = format!("The domain that comes with an app {what}.");
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

/// Refuses a host name that no app can have, or not this one.
fn check(world: &World, app: &str, hostname: &str) -> Result<(), Refusal> {
    let refuse = |what: &str| Err(Refusal::invalid_params(format!("`hostname` {what}.")));
    if !is_hostname(hostname) {
        return refuse("must be the name of a host, as in www.example.com or *.example.com");
    }
    if hostname == HEROKUS || hostname.ends_with(&format!(".{HEROKUS}")) {
        return refuse(&format!("must not be below {HEROKUS}, which is Heroku's"));
    }
    let mut all = world.store.rows("domain");
    if all.any(|domain| domain.text("hostname") == hostname) {
        return refuse("already belongs to an app; remove it there first");
    }
    if world.store.linked("domain", app).count() >= MOST {
        return refuse(&format!(
            "is one too many: an app has {MOST} domains at most"
        ));
    }
    Ok(())
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
