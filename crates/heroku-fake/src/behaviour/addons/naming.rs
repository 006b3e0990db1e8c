//! Names of add-ons and of attachments.

use crate::exchange::Refusal;
use crate::generic;
use crate::world::{Row, World};

/// What further attachments of one service are told apart by.
const COLORS: [&str; 16] = [
    "AMBER", "AQUA", "BLACK", "BLUE", "BRONZE", "BROWN", "CORAL", "CYAN", "GOLD", "GRAY", "GREEN",
    "IVORY", "JADE", "ORANGE", "PURPLE", "SILVER",
];

/// The name that an add-on gets: the one that was asked for, if it is free, or a new one.
pub(super) fn of_addon(
    world: &mut World,
    wish: Option<&str>,
    service: &str,
) -> Result<String, Refusal> {
    if let Some(name) = wish {
        check_free(world, name)?;
        return Ok(name.to_owned());
    }
    let prefix = service.strip_prefix("heroku-").unwrap_or(service);
    Ok(world.invent_name_after("add-on", prefix))
}

/// Refuses a name that another add-on has.
pub(super) fn check_free(world: &World, name: &str) -> Result<(), Refusal> {
    if world.store.named("add-on", name).next().is_some() {
        let message = "`name` is already taken by another add-on.";
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

/// Refuses a name that cannot begin the names of config vars.
pub(super) fn check_attachment(field: &str, name: &str) -> Result<(), Refusal> {
    let known = |character: char| {
        character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
    };
    if name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(known) {
        return Ok(());
    }
    Err(Refusal::invalid_params(format!(
        "`{field}` must be made of upper-case letters, digits and underscores, a letter first."
    )))
}

/// The name of an attachment that nobody named: that of the service, or one with a color where
/// the app has that already.
pub(super) fn of_attachment(
    world: &mut World,
    app: &str,
    service: &Row,
    vars: impl Fn(&str) -> Vec<String>,
) -> String {
    let first = first_attachment(service);
    let is_free = |world: &World, name: &str| {
        let taken = generic::find(world, "add-on-attachment", name, Some(app)).is_some();
        let mut vars = vars(name).into_iter();
        !taken && !vars.any(|var| super::expose::is_set(world, app, &var))
    };
    if is_free(world, &first) {
        return first;
    }
    let later = service.noted("later_attachment").as_str().unwrap_or(&first);
    let start = world.ids.below(COLORS.len());
    let colors = COLORS.iter().cycle().skip(start).take(COLORS.len());
    let mut colored = colors.map(|color| format!("{later}_{color}"));
    let free = colored.find(|name| is_free(world, name));
    free.unwrap_or_else(|| {
        let mut numbered = (2_u32..).map(|number| format!("{later}_{number}"));
        numbered
            .find(|name| is_free(world, name))
            .expect("an app has fewer attachments than there are numbers")
    })
}

/// What the first attachment of a service to an app is called.
pub(super) fn first_attachment(service: &Row) -> String {
    match service.noted("attachment").as_str() {
        Some(name) => name.to_owned(),
        None => service.text("name").to_ascii_uppercase().replace('-', "_"),
    }
}
