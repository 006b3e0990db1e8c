//! Finds add-ons and attachments by what people call them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{attachments, expose, lists};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::show::View;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("POST /actions/addons/resolve", addons),
    ("POST /actions/addon-attachments/resolve", found_attachments),
];

/// What stands between an app and one of its attachments.
const WITHIN: &str = "::";

fn addons(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (app, key) = question(world, call, "addon")?;
    let mut found = attached(world, app.as_deref(), key);
    if found.is_empty() {
        found = by_name(world, app.as_deref(), key);
    }
    found.retain(|addon| is_of_service(world, call, addon));
    let ids: BTreeSet<&str> = found.iter().map(Row::id).collect();
    one_of("addon", "add-on", ids.len(), || {
        found.iter().map(|row| row.text("name")).collect()
    })?;
    let view = View::new(&world.store, call);
    let told = found.iter().map(|row| view.answer(call, row));
    Ok(Reply::one(told.collect()))
}

fn found_attachments(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (app, key) = question(world, call, "addon_attachment")?;
    let mut found = attachments_of(world, app.as_deref(), key);
    found.retain(|attachment| {
        let addon = world.store.row("add-on", expose::ends(attachment).0);
        addon.is_some_and(|addon| is_of_service(world, call, addon))
    });
    let kind = "add-on attachment";
    one_of("addon_attachment", kind, found.len(), || {
        let apps = found.iter().map(|row| expose::ends(row).1);
        let apps = apps.filter_map(|app| world.store.row("app", app));
        apps.map(|app| app.text("name")).collect()
    })?;
    let told = found.iter();
    let told = told.map(|row| attachments::tell(world, call, row));
    Ok(Reply::one(told.collect()))
}

/// The id of the app that is asked about, if there is one, and what is looked for.
fn question<'a>(
    world: &World,
    call: &'a Call<'_>,
    field: &str,
) -> Result<(Option<String>, &'a str), Refusal> {
    let key = call.text(field).unwrap_or_default();
    let (app, key) = match key.split_once(WITHIN) {
        Some((app, key)) => (Some(app), key),
        None => (call.text("app"), key),
    };
    let app = app.map(|app| {
        let known = world.known("app", app);
        known.ok_or_else(|| Refusal::not_found("app"))
    });
    let app = app.transpose()?.map(|app| app.id().to_owned());
    Ok((app, key))
}

/// The attachments that a key means: by their ids, or by their names, of one app or of all.
fn attachments_of<'a>(world: &'a World, app: Option<&str>, key: &str) -> Vec<&'a Row> {
    let rows: Vec<&Row> = match app {
        Some(app) => world.store.linked("add-on-attachment", app).collect(),
        None => world.store.rows("add-on-attachment").collect(),
    };
    let fits = |row: &&Row| row.id() == key || row.text("name").eq_ignore_ascii_case(key);
    rows.into_iter().filter(fits).collect()
}

/// The add-ons behind the attachments of an app that a key means, with the parts of them that
/// these are for.
fn attached(world: &World, app: Option<&str>, key: &str) -> Vec<Row> {
    let Some(app) = app else {
        return Vec::new();
    };
    let attachments = attachments_of(world, Some(app), key).into_iter();
    let addons = attachments.filter_map(|attachment| {
        let addon = world.store.row("add-on", expose::ends(attachment).0)?;
        let namespace = attachment.get("namespace").clone();
        Some(addon.clone().with("namespace", namespace))
    });
    addons.collect()
}

/// The add-ons that a key names by id or name, or else by the service or the plan.
fn by_name(world: &World, app: Option<&str>, key: &str) -> Vec<Row> {
    let rows = match app {
        Some(app) => lists::of_app(world, app),
        None => world.store.rows("add-on").collect(),
    };
    let pick = |fits: &dyn Fn(&Row) -> bool| -> Vec<Row> {
        let found = rows.iter().filter(|row| fits(row));
        found
            .map(|row| (*row).clone().with("namespace", Value::Null))
            .collect()
    };
    let named = pick(&|row| row.id() == key || row.text("name") == key);
    if !named.is_empty() {
        return named;
    }
    pick(&|row| {
        let service = world.known("add-on-service", key).map(Row::id);
        let plan = world.known("plan", key).map(Row::id);
        let is = |field: &str, id: Option<&str>| id.is_some() && row.referred(field) == id;
        is("addon_service", service) || is("plan", plan)
    })
}

/// Whether an add-on is of the service that the body asks for, if it does.
fn is_of_service(world: &World, call: &Call<'_>, addon: &Row) -> bool {
    let service = addon.referred("addon_service");
    let service = service.and_then(|id| world.store.row("add-on-service", id));
    call.key("addon_service").is_none_or(|key| {
        service.is_some_and(|service| service.id() == key || service.text("name") == key)
    })
}

/// Refuses what was looked for if it is nowhere, or if it may mean several things.
fn one_of<'a>(
    field: &str,
    kind: &str,
    count: usize,
    names: impl FnOnce() -> Vec<&'a str>,
) -> Result<(), Refusal> {
    match count {
        0 => Err(Refusal::not_found(kind)),
        1 => Ok(()),
        _ => {
            let names = names().join(", ");
            let message = format!("`{field}` may mean several, be more precise: {names}.");
            Err(Refusal::unprocessable("multiple_matches", message))
        }
    }
}
