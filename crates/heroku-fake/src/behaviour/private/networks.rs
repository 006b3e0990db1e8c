//! The networks of spaces: addresses, rules, peerings, VPN connections, hosts.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::spaces::is_cidr;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /spaces/{}/nat", nat),
    ("GET /spaces/{}/inbound-ruleset", current_rules),
    ("PUT /spaces/{}/inbound-ruleset", set_rules),
    ("GET /spaces/{}/peering-info", peering_info),
    ("POST /spaces/{}/peerings", create_peering),
    ("GET /spaces/{}/peerings/{}", info_of_peering),
    ("POST /spaces/{}/peerings/{}/actions/accept", accept_peering),
    ("DELETE /spaces/{}/peerings/{}", delete_peering),
    ("POST /spaces/{}/vpn-connections", create_vpn),
    ("PATCH /spaces/{}/vpn-connections/{}", update_vpn),
    ("DELETE /spaces/{}/vpn-connections/{}", delete_vpn),
    ("GET /spaces/{}/hosts", hosts),
];

pub(super) const EVENTS: Events = &[
    ("a peering is active", peering_active),
    ("a VPN connection is active", vpn_active),
    ("a VPN connection is gone", vpn_gone),
];

/// How long a connection takes to come up or to go.
const TAKES: SignedDuration = SignedDuration::from_secs(4);
/// The most rules that a space can have.
const MOST_RULES: usize = 40;

/// The space's region as the provider of the platform calls it.
fn provider_region(world: &World, space: &str) -> String {
    let region = world
        .store
        .row("space", space)
        .and_then(|space| space.referred("region"));
    let region = region.and_then(|id| world.store.row("region", id));
    let name = region.and_then(|region| region.get("provider")["region"].as_str());
    name.unwrap_or("us-east-1").to_owned()
}

fn nat(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::only(world, call);
    world.store.change("space-nat", &id, |nat| {
        nat.set("state", "enabled");
        nat.set(
            "sources",
            json!([
                "203.0.113.10",
                "203.0.113.11",
                "203.0.113.12",
                "203.0.113.13"
            ]),
        );
    });
    generic::shown(world, call, &id)
}

/// The rules that hold: the latest, or those that let in everybody.
fn current_rules(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = call.place("space");
    let newest = |row: &&Row| row.text("created_at").to_owned();
    let latest = world
        .store
        .linked("inbound-ruleset", space)
        .max_by_key(newest);
    let id = match latest.map(|row| row.id().to_owned()) {
        Some(id) => id,
        None => add_rules(
            world,
            space,
            json!([{ "action": "allow", "source": "0.0.0.0/0" }]),
        ),
    };
    generic::shown(world, call, &id)
}

fn set_rules(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rules = call.body.get("rules").cloned().unwrap_or_else(|| json!([]));
    let listed = rules.as_array().map(Vec::as_slice).unwrap_or_default();
    if listed.len() > MOST_RULES {
        let message = format!("`rules` holds more than {MOST_RULES} rules.");
        return Err(Refusal::invalid_params(message));
    }
    for (index, rule) in listed.iter().enumerate() {
        if !rule["source"].as_str().is_some_and(is_cidr) {
            let at = format!("rules[{index}].source");
            let message = format!("`{at}` must be a block of addresses, as in 192.0.2.0/24.");
            return Err(Refusal::invalid_params(message));
        }
    }
    let id = add_rules(world, call.place("space"), rules);
    generic::shown(world, call, &id)
}

fn add_rules(world: &mut World, space: &str, rules: Value) -> String {
    let email = world.my_account().text("email").to_owned();
    let row = generic::blank_row(world, "inbound-ruleset")
        .owned_by(space)
        .with("applied", true)
        .with("created_by", email)
        .with("default_action", "deny")
        .with("rules", rules)
        .with_reference("space", space)
        .with("version", "1");
    let id = row.id().to_owned();
    world.store.insert("inbound-ruleset", row);
    id
}

fn peering_info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = world.store.get("space", call.place("space"))?;
    Ok(Reply::one(json!({
        "aws_account_id": "012345678910",
        "aws_region": provider_region(world, space.id()),
        "dyno_cidr_blocks": [space.get("cidr")],
        "space_cidr_blocks": [space.get("data_cidr")],
        "unavailable_cidr_blocks": [space.get("cidr"), space.get("data_cidr")],
        "vpc_cidr": space.get("cidr"),
        "vpc_id": format!("vpc-{}", &space.id()[..8]),
    })))
}

fn create_peering(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (space, key) = (call.place("space"), call.text("pcx_id").unwrap_or_default());
    if peering(world, space, key).is_ok() {
        return Err(Refusal::invalid_params(
            "`pcx_id` is a peering of the space already.",
        ));
    }
    let (region, expires) = (provider_region(world, space), world.clock.now());
    let expires = expires.saturating_add(SignedDuration::from_hours(24 * 7));
    let expires = expires.unwrap_or(world.clock.now()).to_string();
    let row = generic::blank_row(world, "peering")
        .owned_by(space)
        .with("aws_account_id", "012345678910")
        .with("aws_region", region)
        .with("aws_vpc_id", "vpc-0a1b2c3d")
        .with("cidr_block", "172.31.0.0/16")
        .with("cidr_blocks", json!(["172.31.0.0/16"]))
        .with("expires", expires)
        .with("pcx_id", key)
        .with("status", "pending-acceptance")
        .with("type", "customer-managed");
    let id = row.id().to_owned();
    world.store.insert("peering", row);
    let reply = generic::created(world, call, &id)?;
    Ok(reply.with_status(http::StatusCode::ACCEPTED))
}

/// The id of the row of a peering that a path names.
fn peering(world: &World, space: &str, key: &str) -> Result<String, Refusal> {
    let mut peerings = world.store.linked("peering", space);
    let found = peerings.find(|row| row.text("pcx_id") == key);
    let found = found.ok_or_else(|| Refusal::not_found("peering"))?;
    Ok(found.id().to_owned())
}

fn info_of_peering(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = peering(world, call.place("space"), call.argument(1))?;
    generic::shown(world, call, &id)
}

/// Accepts a peering that was asked for, by us or from the other side.
fn accept_peering(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = peering(world, call.place("space"), call.argument(1))?;
    if world.store.get("peering", &id)?.text("status") != "pending-acceptance" {
        return Err(Refusal::conflict(
            "The peering does not wait to be accepted.",
        ));
    }
    world
        .store
        .change("peering", &id, |row| row.set("status", "provisioning"));
    world.later(TAKES, EVENTS[0].0, id.as_str());
    let reply = generic::shown(world, call, &id)?;
    Ok(reply.with_status(http::StatusCode::ACCEPTED))
}

fn peering_active(world: &mut World, about: &Value) {
    let id = about.as_str().unwrap_or_default();
    world
        .store
        .change("peering", id, |row| row.set("status", "active"));
}

fn delete_peering(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = peering(world, call.place("space"), call.argument(1))?;
    world
        .store
        .change("peering", &id, |row| row.set("status", "deleted"));
    let reply = generic::shown(world, call, &id)?;
    world.store.remove("peering", &id);
    Ok(reply.with_status(http::StatusCode::ACCEPTED))
}

fn create_vpn(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = world
        .store
        .get("space", call.place("space"))?
        .get("cidr")
        .clone();
    if call
        .text("public_ip")
        .is_none_or(|ip| ip.parse::<std::net::Ipv4Addr>().is_err())
    {
        let message = "`public_ip` must be an IPv4 address, as in 192.0.2.1.";
        return Err(Refusal::invalid_params(message));
    }
    check_routes(call)?;
    let tunnel = |world: &mut World, last: u8| {
        json!({
            "customer_ip": call.text("public_ip"),
            "ip": format!("203.0.113.{last}"),
            "last_status_change": world.now(),
            "pre_shared_key": format!("fake-{}", world.ids.twelve_digits()),
            "status": "DOWN",
            "status_message": "",
        })
    };
    let tunnels = [tunnel(world, 21), tunnel(world, 22)];
    let row = generic::draft(world, call)?
        .with("ike_version", 1)
        .with("space_cidr_block", space)
        .with("status", "provisioning")
        .with("status_message", "")
        .with("tunnels", tunnels.to_vec());
    let id = row.id().to_owned();
    world.store.insert("vpn-connection", row);
    world.later(TAKES, EVENTS[1].0, id.as_str());
    generic::created(world, call, &id)
}

fn check_routes(call: &Call<'_>) -> Result<(), Refusal> {
    let routes = call.body.get("routable_cidrs").and_then(Value::as_array);
    for (index, route) in routes.into_iter().flatten().enumerate() {
        if !route.as_str().is_some_and(is_cidr) {
            let at = format!("routable_cidrs[{index}]");
            let message = format!("`{at}` must be a block of addresses, as in 192.0.2.0/24.");
            return Err(Refusal::invalid_params(message));
        }
    }
    Ok(())
}

fn vpn_active(world: &mut World, about: &Value) {
    let now = world.now();
    let id = about.as_str().unwrap_or_default();
    world.store.change("vpn-connection", id, |row| {
        row.set("status", "active");
        let mut tunnels = row.get("tunnels").clone();
        for tunnel in tunnels.as_array_mut().into_iter().flatten() {
            tunnel["status"] = "UP".into();
            tunnel["last_status_change"] = now.as_str().into();
        }
        row.set("tunnels", tunnels);
    });
}

fn update_vpn(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_routes(call)?;
    generic::update(world, call)
}

/// Takes a connection down, which is gone after a while.
fn delete_vpn(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    world.store.change("vpn-connection", &id, |row| {
        row.set("status", "deprovisioning");
    });
    world.later(TAKES, EVENTS[2].0, id.as_str());
    let reply = generic::shown(world, call, &id)?;
    Ok(reply.with_status(http::StatusCode::ACCEPTED))
}

fn vpn_gone(world: &mut World, about: &Value) {
    world
        .store
        .remove("vpn-connection", about.as_str().unwrap_or_default());
}

/// The hosts of a shield space; one is always there once it is allocated.
fn hosts(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = world.store.get("space", call.place("space"))?;
    let host = json!({
        "allocated_at": space.get("created_at"),
        "available_capacity_percentage": 75.0,
        "host_id": format!("h-{}", &space.id()[..8]),
        "released_at": space.get("created_at"),
        "state": "available",
    });
    let hosts = (space.text("state") == "allocated").then_some(host);
    Ok(Reply::list(hosts))
}
