//! What one request changed in a world.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::{Change, Clock, Ids, Line, Rate, Row, Timers, World};

/// What one request changed in a world: all that is needed to do it again.
#[derive(Serialize, Deserialize)]
pub(crate) struct Changed<'a> {
    /// The key of the world.
    world: Cow<'a, str>,
    me: Cow<'a, str>,
    clock: Clock,
    ids: Ids,
    rate: Rate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    issued: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timers: Option<Timers>,
    /// The rows as they are now, or null where they are gone, by table and id.
    rows: BTreeMap<String, BTreeMap<String, Option<Row>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<(String, Line)>,
}

impl<'a> Changed<'a> {
    /// What changed in a world, if anything did. Clock, ids and the rate limit, which go on with
    /// each request, count as a change where `is_set` says so.
    pub(crate) fn of(
        world: &'a World,
        is_set: bool,
        changes: &[Change],
        timers: bool,
        issued: Vec<String>,
        lines: Vec<(String, Line)>,
    ) -> Option<Self> {
        let is_same = changes.is_empty() && !timers && issued.is_empty() && lines.is_empty();
        if is_same && !is_set {
            return None;
        }
        let mut rows: BTreeMap<String, BTreeMap<String, Option<Row>>> = BTreeMap::new();
        for change in changes {
            let row = world.store.row(&change.table, &change.id).cloned();
            let table = rows.entry(change.table.clone()).or_default();
            table.insert(change.id.clone(), row);
        }
        Some(Self {
            world: Cow::Borrowed(&world.key),
            me: Cow::Borrowed(&world.me),
            clock: world.clock.clone(),
            ids: world.ids.clone(),
            rate: world.rate.clone(),
            issued,
            timers: timers.then(|| world.timers.clone()),
            rows,
            lines,
        })
    }

    pub(crate) fn world(&self) -> &str {
        &self.world
    }

    /// Does the change again. Doing it twice does what doing it once does.
    pub(crate) fn apply(self, world: &mut World) {
        world.me = self.me.into_owned();
        world.clock = self.clock;
        world.ids = self.ids;
        world.rate = self.rate;
        world.issued.extend(self.issued);
        if let Some(timers) = self.timers {
            world.timers = timers;
        }
        for (table, rows) in self.rows {
            for (id, row) in rows {
                if row.is_none() && table == "app" {
                    world.logs.forget(&id);
                }
                world.store.put(&table, &id, row);
            }
        }
        for (app, line) in self.lines {
            let last = world
                .logs
                .of(&app)
                .next_back()
                .map_or(0, |last| last.number);
            if line.number > last && world.store.row("app", &app).is_some() {
                world.logs.keep(&app, line);
            }
        }
    }
}
