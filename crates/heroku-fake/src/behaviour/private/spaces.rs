//! Private spaces: their life, their members, and the apps in them.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World, digest, reference};

pub(super) const RULES: Rules = &[
    ("POST /spaces", create),
    ("DELETE /spaces/{}", delete),
    ("POST /spaces/{}/transfer", transfer),
    ("GET /spaces/{}/topology", |world, call| {
        Ok(topology(world, call))
    }),
    ("GET /spaces/{}/members", members),
    ("GET /spaces/{}/members/{}", member),
    ("PATCH /spaces/{}/members/{}", update_member),
    ("GET /spaces/{}/dynos", |world, call| Ok(dynos(world, call))),
];

pub(super) const EVENTS: Events = &[("a space is allocated", allocated)];

/// How long it takes to allocate a space.
const TAKES: SignedDuration = SignedDuration::from_secs(5);
const CIDR: &str = "10.0.0.0/16";
const DATA_CIDR: &str = "10.1.0.0/16";

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let generation = call.key("generation").unwrap_or("cedar");
    let generation = world.known("generation", generation);
    let generation = generation.ok_or_else(|| generic::unknown("generation", "generation"))?;
    let generation = json!({ "id": generation.id(), "name": generation.text("name") });
    let region = region(world, call)?;
    for field in ["cidr", "data_cidr"] {
        if call.text(field).is_some_and(|text| !is_cidr(text)) {
            let message = format!("`{field}` must be a block of addresses, as in {CIDR}.");
            return Err(Refusal::invalid_params(message));
        }
    }
    let row = generic::draft(world, call)?;
    let team = row.referred("team").unwrap_or_default().to_owned();
    let row = row
        .with("cidr", call.text("cidr").unwrap_or(CIDR))
        .with("data_cidr", call.text("data_cidr").unwrap_or(DATA_CIDR))
        .with(
            "features",
            call.body
                .get("features")
                .cloned()
                .unwrap_or_else(|| json!([])),
        )
        .with("generation", generation)
        .with("organization", reference(&team))
        .with_reference("region", &region)
        .with("shield", call.flag("shield").unwrap_or(false))
        .with("state", "allocating");
    let id = row.id().to_owned();
    world.store.insert("space", row);
    world.later(TAKES, EVENTS[0].0, id.as_str());
    generic::created(world, call, &id)
}

/// The region that is asked for, which must have room for spaces; the first that has otherwise.
fn region(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    let Some(key) = call.key("region") else {
        let regions = world.store.named("region", "virginia");
        let mut capable = regions.chain(world.store.rows("region"));
        let first = capable.find(|region| region.flag("private_capable"));
        return Ok(first.map(Row::id).unwrap_or_default().to_owned());
    };
    let region = world.known("region", key);
    let region = region.ok_or_else(|| generic::unknown("region", "region"))?;
    if region.flag("private_capable") {
        return Ok(region.id().to_owned());
    }
    let message = "`region` has no private spaces; GET /regions tells which have.";
    Err(Refusal::invalid_params(message))
}

/// Whether a text is a block of IPv4 addresses, as in `10.0.0.0/16`.
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    address.parse::<std::net::Ipv4Addr>().is_ok()
        && length.parse::<u8>().is_ok_and(|length| length <= 32)
}

fn allocated(world: &mut World, about: &Value) {
    let now = world.now();
    let id = about.as_str().unwrap_or_default();
    world.store.change("space", id, |space| {
        space.set("state", "allocated");
        space.set("updated_at", now);
    });
}

/// The apps of a space.
fn apps<'a>(world: &'a World, space: &'a str) -> impl Iterator<Item = &'a Row> {
    let apps = world.store.linked("app", space);
    apps.filter(move |app| app.referred("space") == Some(space))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    if apps(world, &id).next().is_some() {
        let message = "The space has apps; delete or move them first.";
        return Err(Refusal::invalid_params(message));
    }
    world
        .store
        .change("space", &id, |space| space.set("state", "deleting"));
    generic::delete(world, call)
}

fn transfer(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call
        .target
        .unwrap_or_else(|| call.place("space"))
        .to_owned();
    let key = call.key("new_owner").unwrap_or_default();
    let team = world.known("team", key);
    let team = team.ok_or_else(|| generic::unknown("new_owner", "team"))?;
    let (team, now) = (team.id().to_owned(), world.now());
    world.store.change("space", &id, |space| {
        space
            .owners
            .retain(|owner| space.fields["team"]["id"] != owner.as_str());
        space.owners.push(team.clone());
        space.set("organization", reference(&team));
        space.set("team", reference(&team));
        space.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}

/// The apps of a space with their domains and dynos.
fn topology(world: &World, call: &Call<'_>) -> Reply {
    let space = call.place("space");
    let told: Vec<Value> = apps(world, space)
        .map(|app| {
            let domains = world.store.linked("domain", app.id());
            let domains: Vec<&Value> = domains.map(|domain| domain.get("hostname")).collect();
            let formations = formations(world, app.id());
            json!({
                "id": app.id(),
                "domains": domains,
                "formation": formations,
                "formations": formations,
            })
        })
        .collect();
    Reply::one(json!({ "version": 1, "apps": told }))
}

/// The process types of an app with where their dynos run.
fn formations(world: &World, app: &str) -> Vec<Value> {
    let mut dynos: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for dyno in world.store.linked("dyno", app) {
        dynos.entry(dyno.text("type")).or_default().push(dyno);
    }
    let formations = world.store.linked("formation", app);
    let of = |formation: &Row| {
        dynos
            .get(formation.text("type"))
            .cloned()
            .unwrap_or_default()
    };
    formations
        .map(|formation| {
            let dynos = of(formation).into_iter().enumerate();
            let dynos = dynos.map(|(index, dyno)| place_of(dyno, index + 1));
            json!({
                "id": formation.id(),
                "process_type": formation.get("type"),
                "dynos": dynos.collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// Where a dyno runs in its space.
fn place_of(dyno: &Row, number: usize) -> Value {
    let [a, b, ..] = digest(dyno.id().as_bytes()).to_be_bytes();
    let host = format!("{number}.{}.app.localspace", dyno.text("type"));
    json!({
        "id": dyno.id(),
        "number": number,
        "private_ip": format!("10.0.{a}.{b}"),
        "hostname": host,
    })
}

/// The dynos of the apps of a space.
fn dynos(world: &World, call: &Call<'_>) -> Reply {
    let view = View::new(&world.store, call);
    let told = apps(world, call.place("space")).map(|app| {
        let dynos = world.store.linked("dyno", app.id());
        let dynos: Vec<Value> = dynos.map(|dyno| view.resource("dyno", dyno)).collect();
        json!({ "app_id": app.id(), "app_name": app.get("name"), "dynos": dynos })
    });
    Reply::list(told)
}

/// The members of the space's team, each with what they may do in the space.
fn people(world: &World, space: &str) -> Vec<String> {
    let team = world
        .store
        .row("space", space)
        .and_then(|space| space.referred("team"));
    let members = team
        .into_iter()
        .flat_map(|team| world.store.linked("team-member", team));
    let mut people: Vec<String> = members
        .filter_map(|member| member.referred("user").map(str::to_owned))
        .collect();
    if people.is_empty() {
        people.push(world.me.clone());
    }
    people
}

/// The access of a person to a space, which comes to be when it is first asked for.
fn access(world: &mut World, space: &str, person: &str) -> String {
    let known = world.store.linked("space-app-access", space);
    let mut known = known.filter(|row| row.referred("user") == Some(person));
    if let Some(row) = known.next() {
        return row.id().to_owned();
    }
    drop(known);
    let row = generic::blank_row(world, "space-app-access")
        .owned_by(space)
        .with_reference("space", space)
        .with_reference("user", person)
        .with("permissions", json!([]));
    let id = row.id().to_owned();
    world.store.insert("space-app-access", row);
    id
}

fn members(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = call.place("space");
    for person in people(world, space) {
        access(world, space, &person);
    }
    generic::list(world, call)
}

/// The access of the person in the path, who must be a member.
fn named(world: &mut World, call: &Call<'_>) -> Result<String, Refusal> {
    let space = call.place("space");
    let person = generic::find(world, "account", call.argument(1), None);
    let person = person.map(|row| row.id().to_owned());
    match person.filter(|person| people(world, space).contains(person)) {
        Some(person) => Ok(access(world, space, &person)),
        None => Err(Refusal::not_found("user")),
    }
}

fn member(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = named(world, call)?;
    generic::shown(world, call, &id)
}

fn update_member(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = named(world, call)?;
    let sent = call.body.get("permissions").and_then(Value::as_array);
    let mut permissions = Vec::new();
    for (index, permission) in sent.into_iter().flatten().enumerate() {
        let name = permission.get("name").and_then(Value::as_str);
        if name != Some("create_apps") {
            let message = format!("`permissions[{index}].name` must be create_apps.");
            return Err(Refusal::invalid_params(message));
        }
        let description = "Make apps in the space.";
        permissions.push(json!({ "name": name, "description": description }));
    }
    let now = world.now();
    world.store.change("space-app-access", &id, |row| {
        row.set("permissions", permissions);
        row.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}
