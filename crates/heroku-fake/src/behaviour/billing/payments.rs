//! How the account pays: its card, payments, credits, the address on invoices.

use serde_json::{Value, json};

use super::months::Month;
use super::{costs, invoices};
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, digest, reference};

pub(super) const RULES: Rules = &[
    ("GET /account/payment-method", card),
    ("PATCH /account/payment-method", change_card),
    ("GET /account/payment-method/apps", paid_apps),
    ("POST /account/payments", pay),
    ("POST /teams/{}/payments", pay),
    ("POST /account/credits", add_credit),
    ("GET /account/invoice-address", address),
    ("PUT /account/invoice-address", change_address),
];

/// How long a credit lasts, in months.
const CREDIT_MONTHS: usize = 12;
/// What a credit is worth, in cents.
const CREDIT: i64 = 10_000;

fn card(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = the_card(world, call);
    generic::shown(world, call, &id)
}

/// The id of the card; an account has one from the start.
fn the_card(world: &mut World, call: &Call<'_>) -> String {
    let known = world.store.rows(call.table).next();
    if let Some(id) = known.map(|row| row.id().to_owned()) {
        return id;
    }
    let mut row = generic::blank_row(world, call.table);
    for (field, value) in [
        ("address_2", ""),
        ("card_last4", "1111"),
        ("card_type", "Visa"),
        ("expiration_month", "12"),
        ("expiration_year", "2030"),
    ] {
        row.set(field, value);
    }
    let id = row.id().to_owned();
    world.store.insert(call.table, row);
    id
}

fn change_card(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_expiration(world, call)?;
    let number = call.text("card_number").map(card_digits).transpose()?;
    let id = the_card(world, call);
    generic::change(world, call, &id)?;
    if let Some(number) = number {
        world.store.change(call.table, &id, |card| {
            card.set("card_last4", &number[number.len() - 4..]);
            card.set("card_type", brand(&number));
        });
    }
    generic::shown(world, call, &id)
}

/// The digits of a card's number, which are plain ASCII and at least twelve.
fn card_digits(number: &str) -> Result<String, Refusal> {
    let digits: String = number.chars().filter(|c| !" -".contains(*c)).collect();
    let sound = digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound && (12..=19).contains(&digits.len()) {
        Ok(digits)
    } else {
        Err(Refusal::invalid_params(
            "`card_number` must be 12 to 19 digits.",
        ))
    }
}

fn check_expiration(world: &World, call: &Call<'_>) -> Result<(), Refusal> {
    let (Some(month), Some(year)) = (call.text("expiration_month"), call.text("expiration_year"))
    else {
        return Ok(());
    };
    let expires = Month::parse(&format!("{year:0>4}-{month:0>2}"));
    match expires {
        None => Err(Refusal::invalid_params(
            "`expiration_month` must be 1 to 12, and `expiration_year` four digits.",
        )),
        Some(month) if month < Month::of(world.clock.now()) => Err(Refusal::invalid_params(
            "`expiration_year` and `expiration_month` must not be over.",
        )),
        Some(_) => Ok(()),
    }
}

fn brand(number: &str) -> &'static str {
    match number.as_bytes().first() {
        Some(b'3') => "American Express",
        Some(b'5' | b'2') => "MasterCard",
        Some(b'6') => "Discover",
        _ => "Visa",
    }
}

/// The apps for which the card pays.
fn paid_apps(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    generic::list_of(world, call, costs::own_apps(world).collect())
}

/// Pays for an invoice. The same `uuid` again is the same payment.
fn pay(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team");
    let owner = if team.is_empty() { &world.me } else { team }.to_owned();
    if !team.is_empty() {
        roles::need_admin(world, team)?;
    }
    let uuid = call.text("uuid").unwrap_or_default();
    if let Some(known) = world.store.row(call.table, uuid) {
        return Ok(shown_payment(world, call, known));
    }
    let amount = call.body.get("amount").cloned().unwrap_or_default();
    if amount.as_f64().is_none_or(|amount| amount <= 0.0) {
        return Err(Refusal::invalid_params("`amount` must be more than 0."));
    }
    let number = call.number("invoice_id").unwrap_or_default();
    let (table, invoice) = invoices::numbered(world, call, &owner, number)?;
    let invoice = invoice.id().to_owned();
    let payment = generic::blank_row(world, call.table)
        .owned_by(&owner)
        .with("id", uuid)
        .with("amount", amount)
        .with("invoice", json!({ "id": invoice, "number": number }))
        .with_note("number", world.ids.count())
        .with("state", "success")
        .with("user", reference(&world.me));
    let reply = shown_payment(world, call, &payment);
    world.store.insert(call.table, payment);
    world.store.change(table, &invoice, |row| {
        row.note("is_paid", true);
        row.set("state", 1);
    });
    Ok(reply)
}

/// A payment, which shows a number as its id.
fn shown_payment(world: &World, call: &Call<'_>, payment: &Row) -> Reply {
    let mut shown = payment.clone();
    shown.set("id", payment.noted("number").clone());
    generic::shown_row(world, call, &shown)
}

/// Adds a credit for a code; which are good, no one can know but Heroku, so all are, once.
fn add_credit(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let code = call
        .text("code1")
        .or(call.text("code2"))
        .unwrap_or_default();
    if code.trim().is_empty() {
        return Err(Refusal::invalid_params(
            "`code1` must be the code of a credit.",
        ));
    }
    let code = format!("{:032x}", digest(code.as_bytes()));
    let mut credits = world.store.rows(call.table);
    if credits.any(|credit| credit.noted("code") == &Value::from(code.as_str())) {
        return Err(Refusal::invalid_params("`code1` has been used already."));
    }
    drop(credits);
    let expires = (0..CREDIT_MONTHS).fold(Month::of(world.clock.now()), |month, _| month.next());
    let row = generic::blank_row(world, call.table)
        .with("amount", CREDIT)
        .with("balance", CREDIT)
        .with("expires_at", expires.start().to_string())
        .with("title", "Credit by code")
        .with_note("code", code);
    let id = row.id().to_owned();
    world.store.insert(call.table, row);
    generic::created(world, call, &id)
}

fn address(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = the_address(world, call);
    generic::shown(world, call, &id)
}

fn change_address(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = the_address(world, call);
    generic::change(world, call, &id)?;
    generic::shown(world, call, &id)
}

/// The id of the address on invoices, which is empty at first.
fn the_address(world: &mut World, call: &Call<'_>) -> String {
    let known = world.store.rows(call.table).next();
    if let Some(id) = known.map(|row| row.id().to_owned()) {
        return id;
    }
    let mut row = generic::blank_row(world, call.table)
        .with("heroku_id", world.me.as_str())
        .with("use_invoice_address", false);
    for field in [
        "address_1",
        "address_2",
        "city",
        "country",
        "other",
        "postal_code",
        "state",
    ] {
        row.set(field, "");
    }
    let id = row.id().to_owned();
    world.store.insert(call.table, row);
    id
}
