//! Apps of teams, and of organizations as teams were called before.

use heroku_schema::Type;
use serde_json::{Value, json};

use super::apps;
use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Place, World};

pub(super) const RULES: Rules = &[
    ("POST /teams/apps", create),
    ("GET /teams/apps/{}", info),
    ("PATCH /teams/apps/{}", update),
    ("GET /teams/{}/apps", |world, call| {
        Ok(list(world, call, |team| team.is(call.argument(0))))
    }),
    ("POST /organizations/apps", create),
    ("GET /organizations/apps", |world, call| {
        Ok(list(world, call, |_| true))
    }),
    ("GET /organizations/apps/{}", info),
    ("PATCH /organizations/apps/{}", update),
    ("GET /organizations/{}/apps", |world, call| {
        Ok(list(world, call, |team| team.is(call.argument(0))))
    }),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = apps::insert(world, call)?;
    let app = world.apps.find_mut(&id)?;
    let team = call.text("team").or_else(|| call.text("organization"));
    let team = team.filter(|_| call.flag("personal") != Some(true));
    app.team = team.map(|key| Place::named("team", key));
    app.space = call.text("space").map(|key| Place::named("space", key));
    app.internal_routing = call.flag("internal_routing");
    app.locked = call.flag("locked").unwrap_or(false);
    let app = world.apps.find(&id)?;
    Ok(Reply::created(show(world, app, call)))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(world, app, call)))
}

/// Locks or unlocks an app, or gives it to an account or a team.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let owner = call.text("owner").map(|key| {
        let known = world.account.is_me(key) || key.contains('@');
        let person = known.then(|| world.account.person(key, &mut world.ids));
        (person.flatten(), key)
    });
    let me = world.account.me.id.clone();
    let app = world.apps.find_mut(call.argument(0))?;
    app.locked = call.flag("locked").unwrap_or(app.locked);
    app.updated_at = now;
    match owner {
        Some((Some(person), _)) => {
            app.team = None;
            app.given_to = Some(person).filter(|person| person.id != me);
        }
        Some((None, key)) => {
            app.team = Some(Place::named("team", key));
            app.given_to = None;
        }
        None => {}
    }
    info(world, call)
}

/// The apps of those teams that are wanted.
fn list(world: &World, call: &Call<'_>, wanted: impl Fn(&Place) -> bool) -> Reply {
    let apps = world.apps.iter();
    let apps = apps.filter(|app| app.team.as_ref().is_some_and(&wanted));
    Reply::list(apps.map(|app| show(world, app, call)))
}

/// The app, with those fields that apps of teams have in the version that is asked for.
fn show(world: &World, app: &App, call: &Call<'_>) -> Value {
    let mut shown = app.show(&world.account, call.version);
    let team = app.team.as_ref().map(|team| json!({ "name": team.name }));
    shown["joined"] = true.into();
    shown["locked"] = app.locked.into();
    shown["organization"] = team.clone().into();
    shown["team"] = team.into();
    if let (Value::Object(fields), Some(Type::Object(model))) = (&mut shown, &call.resource.model) {
        fields.retain(|name, _| {
            let mut known = model.fields.iter();
            known.any(|field| field.wire_name == *name && call.version.serves(field.variant))
        });
        if let Some(Value::Object(space)) = fields.get_mut("space") {
            space.remove("shield");
        }
    }
    shown
}
