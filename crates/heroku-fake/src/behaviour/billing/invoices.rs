//! Invoices of the account and of teams: one a month, with the costs of their apps.
//!
//! They come to be when they are asked for, from the month in which the account or the team began
//! to the one that the clock of the world shows. That of the current month grows; the others are
//! paid.

use jiff::Timestamp;
use serde_json::json;

use super::costs::{self, Costs};
use super::months::{Month, Span};
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /account/invoices", |world, call| {
        let me = world.me.clone();
        settle(world, "invoice", &me);
        generic::list(world, call)
    }),
    ("GET /account/invoices/{}", |world, call| {
        let me = world.me.clone();
        settle(world, "invoice", &me);
        generic::info(world, call)
    }),
    ("GET /teams/{}/invoices", |world, call| {
        roles::need_admin(world, call.place("team"))?;
        settle(world, "team-invoice", call.place("team"));
        generic::list(world, call)
    }),
    ("GET /teams/{}/invoices/{}", |world, call| {
        roles::need_admin(world, call.place("team"))?;
        settle(world, "team-invoice", call.place("team"));
        generic::info(world, call)
    }),
];

/// Numbers of invoices start behind this.
const FIRST: u64 = 1_000_000;
/// The state of an invoice that is not paid yet, and of one that is.
const OPEN: i64 = 0;
const PAID: i64 = 1;
/// Hours in a month, as dynos are billed.
const HOURS: f64 = 730.0;

/// Brings the invoices of an account or a team up to the current month.
pub(super) fn settle(world: &mut World, table: &str, owner: &str) {
    let who = if table == "invoice" {
        "account"
    } else {
        "team"
    };
    let began = world.store.row(who, owner);
    let began: Option<Timestamp> = began.and_then(|row| row.text("created_at").parse().ok());
    let current = Month::of(world.clock.now());
    let mut month = began.map_or(current, Month::of);
    while month <= current {
        settle_month(world, table, owner, month, month < current);
        month = month.next();
    }
}

fn settle_month(world: &mut World, table: &str, owner: &str, month: Month, is_over: bool) {
    let known = of_month(world, table, owner, month);
    if known
        .as_ref()
        .is_some_and(|row| row.noted("is_over") == true)
    {
        return;
    }
    let row = known.unwrap_or_else(|| {
        let number = FIRST + world.ids.count();
        let created = month.start().to_string();
        let row = generic::blank_row(world, table).owned_by(owner);
        row.with("number", number)
            .with("created_at", created)
            .with(
                "period_start",
                month.first_day().strftime("%m/%d/%Y").to_string(),
            )
            .with(
                "period_end",
                month.last_day().strftime("%m/%d/%Y").to_string(),
            )
            .with_note("month", month.to_string())
    });
    let row = row
        .with("updated_at", world.now())
        .with_note("is_over", is_over);
    let row = if table == "invoice" {
        of_account(world, row, month)
    } else {
        of_team(world, row, owner, month)
    };
    world.store.insert(table, row);
}

fn of_month(world: &World, table: &str, owner: &str, month: Month) -> Option<Row> {
    let mut all = world.store.linked(table, owner);
    all.find(|row| row.noted("month") == &json!(month.to_string()))
        .cloned()
}

fn of_account(world: &World, row: Row, month: Month) -> Row {
    let span = Span::month(month);
    let apps = costs::own_apps(world);
    let costs: Costs = apps.map(|app| costs::of_app_in(world, app, span)).sum();
    let state = state(&row);
    row.with("charges_total", costs.total())
        .with("credits_total", 0)
        .with("total", costs.total())
        .with("state", state)
}

fn of_team(world: &World, row: Row, team: &str, month: Month) -> Row {
    let span = Span::month(month);
    let apps = costs::apps_of_team(world, team);
    let costs: Costs = apps.map(|app| costs::of_app_in(world, app, span)).sum();
    let costs = costs + costs::of_spaces_in(world, team, span);
    let state = state(&row);
    let paid = if state == PAID { "Paid" } else { "Pending" };
    row.with("addons_total", cents(costs.addons()))
        .with("database_total", cents(costs.data))
        .with("platform_total", cents(costs.dynos + costs.space))
        .with("charges_total", cents(costs.total()))
        .with("credits_total", 0)
        .with("total", cents(costs.total()))
        .with("dyno_units", hundredths(costs.dyno_units))
        .with("weighted_dyno_hours", hundredths(costs.dyno_units * HOURS))
        .with("state", state)
        .with("payment_status", paid)
}

/// Whether an invoice is paid: those of past months are.
fn state(row: &Row) -> i64 {
    if row.noted("is_over") == true || row.noted("is_paid") == true {
        PAID
    } else {
        OPEN
    }
}

/// Whole cents.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a bill above what 64 bits hold may as well be cut"
)]
fn cents(amount: f64) -> i64 {
    amount.round() as i64
}

/// A number with two decimals.
pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// The invoice of the account or a team with a number.
pub(super) fn numbered<'a>(
    world: &'a World,
    call: &Call<'_>,
    owner: &str,
    number: i64,
) -> Result<(&'static str, &'a Row), Refusal> {
    let table = if call.place("team").is_empty() {
        "invoice"
    } else {
        "team-invoice"
    };
    let mut all = world.store.linked(table, owner);
    let found = all.find(|row| row.number("number") == number);
    let invoice = found
        .ok_or_else(|| Refusal::invalid_params("`invoice_id` is the number of no invoice."))?;
    Ok((table, invoice))
}
