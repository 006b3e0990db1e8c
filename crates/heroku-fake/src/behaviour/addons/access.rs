//! The ways into an add-on: signing in at its provider, and sending it telemetry.

use jiff::SignedDuration;
use serde_json::json;

use super::expose;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

pub(in crate::behaviour) const RULES: Rules = &[
    ("GET /addons/{}/sso", sign_in),
    ("GET /apps/{}/addons/{}/sso", sign_in),
    (
        "GET /addon-attachments/{}/telemetry-ingress-info",
        telemetry_ingress,
    ),
];

/// How long a token for telemetry is good.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Where people open an add-on from an app.
pub(super) fn web_url(app: &str, addon: &str) -> String {
    format!("https://addons-sso.heroku.com/apps/{app}/addons/{addon}")
}

/// What a browser sends to the provider to be signed in.
fn sign_in(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let addon = world.store.get("add-on", call.place("add-on"))?.clone();
    let owner = addon.referred("app").unwrap_or_default();
    let owner = world.store.get("app", owner)?.text("name").to_owned();
    let attached = world.store.row("app", call.app());
    let attached = attached.map_or(owner.clone(), |app| app.text("name").to_owned());
    let (token, now) = (world.ids.uuid(), world.clock.now().as_second());
    let navigation = format!("{}:{}", addon.text("name"), attached);
    Ok(Reply::one(json!({
        "method": "post",
        "action": addon.get("web_url"),
        "params": {
            "email": world.my_account().get("email"),
            "user_id": world.me,
            "owning_app": owner,
            "attached_app": attached,
            "timestamp": now,
            "nav-data": navigation,
            "id": addon.get("provider_id"),
            "token": token,
            "resource_id": addon.id(),
            "resource_token": token,
        },
    })))
}

/// Where an app sends its telemetry for an add-on, and with which token.
fn telemetry_ingress(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let attachment = call.place("add-on-attachment");
    let attachment = world.store.get("add-on-attachment", attachment)?.clone();
    let (addon, _) = expose::ends(&attachment);
    if world.store.get("add-on", addon)?.text("state") != "provisioned" {
        return Err(Refusal::conflict("The add-on is not provisioned."));
    }
    let ends = world.clock.now().saturating_add(HOUR);
    let ends = ends.unwrap_or(jiff::Timestamp::MAX).to_string();
    Ok(Reply::one(json!({
        "id_token": world.ids.uuid(),
        "token_type": "Bearer",
        "transports": {
            "http": format!("https://telemetry.example.com/{addon}"),
            "logpex": format!("https://logplex.example.com/{addon}"),
        },
        "expires_at": ends,
    })))
}
