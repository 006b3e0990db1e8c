//! New add-ons, and how they get ready.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::attaching::{self, Wish};
use super::{access, billing, config, expose, naming, offers, update};
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("POST /apps/{}/addons", create),
    ("POST /addons/{}/actions/provision", provision),
];

pub(in crate::behaviour) const EVENTS: Events = &[(READY, |world, about| {
    let id = about["addon"].as_str().unwrap_or_default();
    // An add-on that is gone by now, or failed, never gets ready.
    let _ = make_ready(world, id);
})];

/// The event that a provider is done.
const READY: &str = "add-on is provisioned";
/// How long slow providers take.
const WHILE: SignedDuration = SignedDuration::from_secs(3);

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.store.get("app", call.app())?.clone();
    let plan = offers::plan(world, call.key("plan").unwrap_or_default(), &app)?.clone();
    offers::check(world, &plan, &app)?;
    let service = offers::service_of(world, &plan)?.clone();
    let options = config::options(call)?;
    let attachment = attachment_name(call);
    if let Some(name) = attachment {
        let vars = config::var_names(&service, name.1);
        attaching::check(world, call, app.id(), name, &vars)?;
    }
    let name = naming::of_addon(world, call.text("name"), service.text("name"))?;
    let row = addon(world, &app, &plan, &service, &name).with_note("options", options);
    let id = row.id().to_owned();
    world.store.insert("add-on", row.clone());
    config::generate(world, &id, &service);
    let wish = Wish {
        app: app.id(),
        name: attachment,
        namespace: Value::Null,
    };
    attaching::attach(world, call, &row, &wish)?;
    if row.text("state") == "provisioning" {
        world.later(WHILE, READY, json!({ "addon": id }));
    }
    Ok(Reply::created(update::tell(world, call, &id)?))
}

/// The name of the attachment that the body asks for, if it does.
fn attachment_name<'a>(call: &'a Call<'_>) -> Option<(&'static str, &'a str)> {
    let name = call.body.get("attachment")?.get("name")?.as_str()?;
    Some(("attachment.name", name))
}

/// The add-on before anything is attached.
fn addon(world: &mut World, app: &Row, plan: &Row, service: &Row, name: &str) -> Row {
    let is_slow = service.noted("slow").as_bool() == Some(true);
    let state = if is_slow {
        "provisioning"
    } else {
        "provisioned"
    };
    let provider = world.ids.uuid();
    let row = generic::blank_row(world, "add-on");
    let url = access::web_url(app.id(), row.id());
    row.owned_by(app.id())
        .with("actions", json!([]))
        .with_reference("addon_service", service.id())
        .with_reference("app", app.id())
        .with("billed_price", plan.get("price").clone())
        .with("billing_entity", billing::payer(world, app))
        .with("config_vars", json!([]))
        .with("name", name)
        .with("plan", offers::reference_to(world, plan))
        .with("provider_id", provider)
        .with("provision_message", message(service, is_slow))
        .with("state", state)
        .with("web_url", url)
}

/// What the provider says of a new add-on.
fn message(service: &Row, is_slow: bool) -> String {
    let name = service.text("human_name");
    if is_slow {
        format!("{name} is being set up and can be used in a moment.")
    } else {
        format!("{name} is ready to use.")
    }
}

/// The provider says that the add-on is ready.
fn provision(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    match world.store.get("add-on", &id)?.text("state") {
        "provisioned" => {}
        "provisioning" => make_ready(world, &id)?,
        state => {
            let message = format!("The add-on is {state}, and not waiting to be provisioned.");
            return Err(Refusal::invalid_params(message));
        }
    }
    generic::shown(world, call, &id)
}

/// Lets an add-on be provisioned: all apps that it is attached to get its config vars.
fn make_ready(world: &mut World, id: &str) -> Result<(), Refusal> {
    if world.store.get("add-on", id)?.text("state") != "provisioning" {
        return Ok(());
    }
    let now = world.now();
    world.store.change("add-on", id, |addon| {
        addon.set("state", "provisioned");
        addon.set("updated_at", now);
    });
    for attachment in attaching::of_addon(world, id) {
        expose::expose(world, &attachment, "Attach")?;
    }
    Ok(())
}
