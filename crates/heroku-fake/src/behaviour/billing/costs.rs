//! What apps cost: plausible numbers from their dynos and add-ons as they are now.

use std::iter::Sum;
use std::ops::Add;

use jiff::Timestamp;
use serde_json::Value;

use super::months::Span;
use crate::world::{Row, World};

/// What was used in a span of time: dynos in units of one dyno all month, the rest in cents.
#[derive(Clone, Copy, Default)]
pub(super) struct Costs {
    pub(super) dyno_units: f64,
    pub(super) dynos: f64,
    /// Add-ons of Heroku's own for data.
    pub(super) data: f64,
    /// Add-ons of others.
    pub(super) partner: f64,
    pub(super) space: f64,
}

impl Costs {
    /// All add-ons together.
    pub(super) fn addons(self) -> f64 {
        self.data + self.partner
    }

    /// All together, in whole cents.
    pub(super) fn total(self) -> f64 {
        (self.dynos + self.addons() + self.space).round()
    }

    fn times(self, share: f64) -> Self {
        Self {
            dyno_units: self.dyno_units * share,
            dynos: self.dynos * share,
            data: self.data * share,
            partner: self.partner * share,
            space: self.space * share,
        }
    }
}

impl Add for Costs {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            dyno_units: self.dyno_units + other.dyno_units,
            dynos: self.dynos + other.dynos,
            data: self.data + other.data,
            partner: self.partner + other.partner,
            space: self.space + other.space,
        }
    }
}

impl Sum for Costs {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// The makers of add-ons that count as Heroku's own.
const OWN: &str = "heroku-";
/// What a space costs a month, in cents.
const SPACE: f64 = 100_000.0;
/// The share of a month that a day is.
const DAY: f64 = 1.0 / 30.0;

/// What an app used in a month, as far as it lies in the past.
pub(super) fn of_app_in(world: &World, app: &Row, span: Span) -> Costs {
    monthly(world, app).times(lived(world, app, span))
}

/// What an app used on a day.
pub(super) fn of_app_on(world: &World, app: &Row, day: Span) -> Costs {
    monthly(world, app).times(lived(world, app, day) * DAY)
}

/// What the spaces of a team used in a month.
pub(super) fn of_spaces_in(world: &World, team: &str, span: Span) -> Costs {
    spaces(world, team, span, 1.0)
}

/// What the spaces of a team used on a day.
pub(super) fn of_spaces_on(world: &World, team: &str, day: Span) -> Costs {
    spaces(world, team, day, DAY)
}

fn spaces(world: &World, team: &str, span: Span, share: f64) -> Costs {
    let spaces = world.store.linked("space", team);
    let each = spaces.map(|space| Costs {
        space: SPACE * lived(world, space, span) * share,
        ..Costs::default()
    });
    each.sum()
}

/// The share of a span for which a thing was there until now.
pub(super) fn lived(world: &World, thing: &Row, span: Span) -> f64 {
    let created: Option<Timestamp> = thing.text("created_at").parse().ok();
    span.share(created.unwrap_or(span.from), world.clock.now())
}

/// What an app uses in a month as it is now.
fn monthly(world: &World, app: &Row) -> Costs {
    let dynos = world.store.linked("formation", app.id());
    let dynos: Costs = dynos.map(|formation| of_formation(world, formation)).sum();
    let addons = world.store.linked("add-on", app.id());
    let addons = addons.filter(|addon| addon.referred("app") == Some(app.id()));
    dynos + addons.map(|addon| of_addon(world, addon)).sum()
}

fn of_formation(world: &World, formation: &Row) -> Costs {
    let size = formation
        .referred("dyno_size")
        .or_else(|| formation.get("size").as_str());
    let size = size.and_then(|key| world.known("dyno-size", key));
    let quantity = formation.get("quantity").as_f64().unwrap_or_default();
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or_default();
    Costs {
        dyno_units: quantity * number(size.map(|size| size.get("precise_dyno_units"))),
        dynos: quantity * number(size.and_then(|size| size.get("cost").get("cents"))),
        ..Costs::default()
    }
}

fn of_addon(world: &World, addon: &Row) -> Costs {
    let plan = addon
        .referred("plan")
        .and_then(|id| world.store.row("plan", id));
    let cents = plan.and_then(|plan| plan.get("price").get("cents")?.as_f64());
    let cents = cents.unwrap_or_default();
    let is_own = plan.is_some_and(|plan| plan.text("name").starts_with(OWN));
    Costs {
        data: if is_own { cents } else { 0.0 },
        partner: if is_own { 0.0 } else { cents },
        ..Costs::default()
    }
}

/// The apps of a team.
pub(super) fn apps_of_team<'a>(world: &'a World, team: &'a str) -> impl Iterator<Item = &'a Row> {
    let apps = world.store.linked("app", team);
    apps.filter(move |app| app.referred("team") == Some(team))
}

/// The apps that belong to the account that asks, and to no team.
pub(super) fn own_apps(world: &World) -> impl Iterator<Item = &Row> {
    let apps = world.store.linked("app", &world.me);
    apps.filter(|app| {
        app.referred("owner") == Some(world.me.as_str()) && app.referred("team").is_none()
    })
}
