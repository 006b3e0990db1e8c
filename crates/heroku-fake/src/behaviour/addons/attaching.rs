//! Attaches add-ons to apps, and detaches them.

use serde_json::{Value, json};

use super::{expose, naming, offers};
use crate::exchange::{Call, Refusal};
use crate::generic;
use crate::world::{Row, World};

/// An attachment that is wished for.
pub(super) struct Wish<'a> {
    /// The id of the app that is to get it.
    pub(super) app: &'a str,
    /// Its name, with the field of the body that tells it.
    pub(super) name: Option<(&'static str, &'a str)>,
    /// The part of the add-on that it is for, or null for all of it.
    pub(super) namespace: Value,
}

/// Attaches an add-on to an app, and tells the id of the attachment.
///
/// What stands under its name must be given up by `confirm` in the body. The app gets the config
/// vars as soon as the add-on is provisioned.
pub(super) fn attach(
    world: &mut World,
    call: &Call<'_>,
    addon: &Row,
    wish: &Wish<'_>,
) -> Result<String, Refusal> {
    let name = name(world, addon, wish)?;
    make_room(world, call, addon, wish, &name)?;
    let row = generic::blank_row(world, "add-on-attachment")
        .owned_by(addon.id())
        .owned_by(wish.app)
        .with_reference("addon", addon.id())
        .with_reference("app", wish.app)
        .with("config_vars", json!([]))
        .with("name", name)
        .with("namespace", wish.namespace.clone())
        .with("web_url", super::access::web_url(wish.app, addon.id()));
    let id = row.id().to_owned();
    world.store.insert("add-on-attachment", row);
    if addon.text("state") == "provisioned" {
        expose::expose(world, &id, "Attach")?;
    }
    Ok(id)
}

/// Refuses, without changing anything, an attachment that cannot be made of an add-on that is
/// still to come.
pub(super) fn check(
    world: &World,
    call: &Call<'_>,
    app: &str,
    name: (&str, &str),
    vars: &[String],
) -> Result<(), Refusal> {
    naming::check_attachment(name.0, name.1)?;
    if in_the_way(world, app, name.1, vars) {
        confirm(world, call, app, name.1)?;
    }
    Ok(())
}

/// Takes an attachment away with its config vars.
pub(super) fn detach(world: &mut World, attachment: &str) -> Result<(), Refusal> {
    expose::conceal(world, attachment)?;
    world.store.remove("add-on-attachment", attachment);
    Ok(())
}

/// The ids of the attachments of an add-on.
pub(super) fn of_addon(world: &World, addon: &str) -> Vec<String> {
    world.store.linked_ids("add-on-attachment", addon)
}

/// Whether an attachment is the only one of its add-on to the app that owns the add-on.
pub(super) fn is_last(world: &World, attachment: &Row) -> bool {
    let (addon, app) = expose::ends(attachment);
    let is_own = world
        .store
        .row("add-on", addon)
        .is_some_and(|addon| addon.referred("app") == Some(app));
    let attachments = world.store.linked("add-on-attachment", addon);
    let own = attachments.filter(|other| other.referred("app") == Some(app));
    is_own && own.count() == 1
}

fn name(world: &mut World, addon: &Row, wish: &Wish<'_>) -> Result<String, Refusal> {
    if let Some((field, name)) = wish.name {
        naming::check_attachment(field, name)?;
        return Ok(name.to_owned());
    }
    default_name(world, addon, wish.app)
}

/// A free name for a further attachment of an add-on.
fn default_name(world: &mut World, addon: &Row, app: &str) -> Result<String, Refusal> {
    let service = offers::service_of(world, addon)?.clone();
    let settings: Vec<Row> = world
        .store
        .linked("add-on-config", addon.id())
        .cloned()
        .collect();
    Ok(naming::of_attachment(world, app, &service, |name| {
        let first = naming::first_attachment(&service);
        let names = settings.iter();
        names
            .map(|setting| expose::var_name(setting, name, &first))
            .collect()
    }))
}

/// Takes away what stands under the name of an attachment, where the body confirms it.
fn make_room(
    world: &mut World,
    call: &Call<'_>,
    addon: &Row,
    wish: &Wish<'_>,
    name: &str,
) -> Result<(), Refusal> {
    let known = generic::find(world, "add-on-attachment", name, Some(wish.app)).cloned();
    let is_same = |known: &Row| {
        known.referred("addon") == Some(addon.id()) && *known.get("namespace") == wish.namespace
    };
    if known.as_ref().is_some_and(is_same) {
        let message = "`name` is that of an attachment of this add-on to the app already.";
        return Err(Refusal::invalid_params(message));
    }
    let vars = expose::vars(world, addon, name)?;
    let vars: Vec<String> = vars.into_iter().map(|(var, _)| var).collect();
    if !in_the_way(world, wish.app, name, &vars) {
        return Ok(());
    }
    confirm(world, call, wish.app, name)?;
    match known {
        Some(known) => replace(world, &known),
        None => Ok(()),
    }
}

/// Takes an attachment away whose name is given to another one. An add-on is never without an
/// attachment to the app that owns it: the last one gets another name.
fn replace(world: &mut World, known: &Row) -> Result<(), Refusal> {
    if !is_last(world, known) {
        return detach(world, known.id());
    }
    let (addon, app) = expose::ends(known);
    let addon = world.store.get("add-on", addon)?.clone();
    let name = default_name(world, &addon, app)?;
    world
        .store
        .change("add-on-attachment", known.id(), |row| row.set("name", name));
    if addon.text("state") == "provisioned" {
        expose::expose(world, known.id(), "Attach")?;
    }
    Ok(())
}

/// Whether an app has an attachment or config vars already that one under this name would take
/// the place of.
fn in_the_way(world: &World, app: &str, name: &str, vars: &[String]) -> bool {
    generic::find(world, "add-on-attachment", name, Some(app)).is_some()
        || vars.iter().any(|var| expose::is_set(world, app, var))
}

/// Refuses what would overwrite something, unless the body names the app to confirm it.
fn confirm(world: &World, call: &Call<'_>, app: &str, name: &str) -> Result<(), Refusal> {
    let app = world.store.get("app", app)?;
    let confirmed = call.text("confirm");
    if confirmed.is_some_and(|key| key == app.text("name") || key == app.id()) {
        return Ok(());
    }
    let message = format!(
        "{name} is in use on {}: send the name of the app as `confirm` to overwrite it.",
        app.text("name")
    );
    Err(Refusal::unprocessable("confirmation_required", message))
}
