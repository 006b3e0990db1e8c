//! OAuth clients: programs that ask users for access.

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(in crate::behaviour) const RULES: Rules = &[
    ("PATCH /oauth/clients/{}", update),
    ("POST /oauth/clients", create),
    ("POST /oauth/clients/{}/actions/rotate-credentials", rotate),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_address(call)?;
    let secret = world.ids.uuid();
    let row = generic::draft(world, call)?;
    let row = row.with("secret", secret).with("ignores_delinquent", false);
    let id = row.id().to_owned();
    world.store.insert("oauth-client", row);
    world.issue(&id);
    generic::created(world, call, &id)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_address(call)?;
    generic::update(world, call)
}

fn rotate(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let (secret, now) = (world.ids.uuid(), world.now());
    world.store.change("oauth-client", &id, |client| {
        client.set("secret", secret);
        client.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}

/// Refuses an address that users must not be sent to with a code: it is to be encrypted, unless it
/// is on the machine of the user.
fn check_address(call: &Call<'_>) -> Result<(), Refusal> {
    let Some(address) = call.text("redirect_uri") else {
        return Ok(());
    };
    let uri = address.parse::<http::Uri>().ok();
    let is_safe = uri.is_some_and(|uri| match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => ["localhost", "127.0.0.1", "[::1]"].contains(&host),
        _ => false,
    });
    if is_safe && !address.contains('#') {
        return Ok(());
    }
    let message = "`redirect_uri` must be an https URL, or an http one of localhost, \
                   without a fragment.";
    Err(Refusal::invalid_params(message))
}
