//! `~` in a path: what belongs to who asks.

use std::borrow::Cow;

use heroku_schema::Action;

use crate::behaviour::oauth;
use crate::schema::table_of;
use crate::world::World;

/// The arguments of a path with the ids of what `~` stands for, for who asks by a token with a
/// key. A `~` that stands for nothing stays, and names nothing.
pub(crate) fn without_tildes<'a>(
    world: &mut World,
    asks: &str,
    action: &Action,
    arguments: &'a [String],
) -> Cow<'a, [String]> {
    if !arguments.iter().any(|argument| argument == "~") {
        return Cow::Borrowed(arguments);
    }
    let mut filled = arguments.to_vec();
    for (known, argument) in action.arguments.iter().zip(&mut filled) {
        if argument != "~" {
            continue;
        }
        if let Some(id) = oauth::own(world, asks, table_of(&known.resource)) {
            *argument = id;
        }
    }
    Cow::Owned(filled)
}
