//! The add-ons of an app.

use std::collections::BTreeSet;

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[("GET /apps/{}/addons", by_app)];

fn by_app(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    generic::list_of(world, call, of_app(world, call.app()))
}

/// The add-ons that an app owns, and those of other apps that are attached to it.
pub(super) fn of_app<'a>(world: &'a World, app: &str) -> Vec<&'a Row> {
    let owned = world.store.linked("add-on", app).map(Row::id);
    let attachments = world.store.linked("add-on-attachment", app);
    let attached = attachments.filter_map(|attachment| attachment.referred("addon"));
    let ids: BTreeSet<&str> = owned.chain(attached).collect();
    let rows = ids.into_iter();
    rows.filter_map(|id| world.store.row("add-on", id))
        .collect()
}
