//! Usage of teams, enterprise accounts and apps, and the quota of Eco dynos.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::costs::{self, Costs};
use super::invoices::hundredths;
use super::months::{Month, Span, day_of, start_of};
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /teams/{}/usage/daily", |world, call| {
        team_usage(world, call, &days(world, call)?)
    }),
    ("GET /teams/{}/usage/monthly", |world, call| {
        team_usage(world, call, &months(world, call)?)
    }),
    ("GET /enterprise-accounts/{}/usage/daily", |world, call| {
        enterprise_usage(world, call, &days(world, call)?)
    }),
    (
        "GET /enterprise-accounts/{}/usage/monthly",
        |world, call| enterprise_usage(world, call, &months(world, call)?),
    ),
    ("GET /apps/{}/usage", |world, call| {
        Ok(Reply::one(addons_of(world, call.app())))
    }),
    ("GET /teams/{}/apps/{}/usage", |world, call| {
        Ok(Reply::one(addons_of(world, call.app())))
    }),
    ("GET /teams/{}/usage", team_addons),
    ("GET /resource/{}/usage-history", history),
    ("GET /accounts/{}/actions/get-quota", |world, _| {
        Ok(quota(world))
    }),
];

/// One line of a list of usage: a day or a month.
enum Period {
    Day(Date),
    Month(Month),
}

impl Period {
    /// What an app used in it.
    fn of_app(&self, world: &World, app: &Row) -> Costs {
        match self {
            Self::Day(day) => costs::of_app_on(world, app, Span::day(*day)),
            Self::Month(month) => costs::of_app_in(world, app, Span::month(*month)),
        }
    }

    /// What the spaces of a team used in it.
    fn of_spaces(&self, world: &World, team: &str) -> Costs {
        match self {
            Self::Day(day) => costs::of_spaces_on(world, team, Span::day(*day)),
            Self::Month(month) => costs::of_spaces_in(world, team, Span::month(*month)),
        }
    }

    /// The period as answers name it, beside what they tell of it.
    fn name(&self, told: &mut Map<String, Value>) {
        match self {
            Self::Day(day) => told.insert("date".to_owned(), day.to_string().into()),
            Self::Month(month) => told.insert("month".to_owned(), month.to_string().into()),
        };
    }
}

/// The days that a query asks for, up to today.
fn days(world: &World, call: &Call<'_>) -> Result<Vec<Period>, Refusal> {
    let today = day_of(world.clock.now());
    let read = |name: &str| -> Result<Option<Date>, Refusal> {
        let text = call.parameter(name).filter(|text| !text.is_empty());
        let day = text.map(|text| text.parse().map_err(|_| no_date(name, "YYYY-MM-DD")));
        day.transpose()
    };
    let start = read("start")?.unwrap_or(today.first_of_month());
    let end = read("end")?.unwrap_or(today);
    if end < start {
        return Err(wrong_order());
    }
    let mut days = Vec::new();
    let mut day = start.max(earliest(today));
    while day <= end.min(today) {
        days.push(Period::Day(day));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(days)
}

/// Usage is kept for some years.
fn earliest(today: Date) -> Date {
    Month::of(start_of(today)).earlier(36).first_day()
}

/// The months that a query asks for, up to the current one.
fn months(world: &World, call: &Call<'_>) -> Result<Vec<Period>, Refusal> {
    let current = Month::of(world.clock.now());
    let read = |name: &str| -> Result<Option<Month>, Refusal> {
        let text = call.parameter(name).filter(|text| !text.is_empty());
        let month = text.map(|text| Month::parse(&text).ok_or_else(|| no_date(name, "YYYY-MM")));
        month.transpose()
    };
    let start = read("start")?.unwrap_or(current);
    let end = read("end")?.unwrap_or(current);
    if end < start {
        return Err(wrong_order());
    }
    let mut months = Vec::new();
    let mut month = start.max(current.earlier(36));
    while month <= end.min(current) {
        months.push(Period::Month(month));
        month = month.next();
    }
    Ok(months)
}

fn no_date(name: &str, form: &str) -> Refusal {
    Refusal::invalid_params(format!("`{name}` must be a date as in {form}."))
}

fn wrong_order() -> Refusal {
    Refusal::invalid_params("`end` must not come before `start`.")
}

fn team_usage(world: &World, call: &Call<'_>, periods: &[Period]) -> Result<Reply, Refusal> {
    let team = world.store.get("team", call.place("team"))?;
    roles::need_member(world, team.id())?;
    let rows = periods.iter().map(|period| {
        let (_, mut told) = team_in(world, team, period);
        period.name(&mut told);
        Value::Object(told)
    });
    Ok(Reply::list(rows))
}

fn enterprise_usage(world: &World, call: &Call<'_>, periods: &[Period]) -> Result<Reply, Refusal> {
    let enterprise = call.place("enterprise-account");
    let account = world.store.get("enterprise-account", enterprise)?;
    let rows = periods.iter().map(|period| {
        let teams = world.store.linked("team", enterprise);
        let teams: Vec<_> = teams.map(|team| team_in(world, team, period)).collect();
        let costs: Costs = teams.iter().map(|(costs, _)| *costs).sum();
        let mut told = told(account, costs, period);
        let teams = teams.into_iter().map(|(_, team)| Value::Object(team));
        told.insert("teams".to_owned(), teams.collect());
        period.name(&mut told);
        Value::Object(told)
    });
    Ok(Reply::list(rows))
}

/// What a team used in a period, and what answers tell of it.
fn team_in(world: &World, team: &Row, period: &Period) -> (Costs, Map<String, Value>) {
    let apps = costs::apps_of_team(world, team.id());
    let apps: Vec<_> = apps.map(|app| (app, period.of_app(world, app))).collect();
    let costs: Costs = apps.iter().map(|(_, costs)| *costs).sum();
    let costs = costs + period.of_spaces(world, team.id());
    let mut told = told(team, costs, period);
    let apps = apps.into_iter().map(|(app, costs)| {
        json!({
            "addons": hundredths(costs.addons()),
            "app_name": app.text("name"),
            "data": hundredths(costs.data),
            "dynos": hundredths(costs.dyno_units),
            "partner": hundredths(costs.partner),
        })
    });
    told.insert("apps".to_owned(), apps.collect());
    (costs, told)
}

fn told(owner: &Row, costs: Costs, period: &Period) -> Map<String, Value> {
    let mut told = Map::new();
    for (field, value) in [
        ("addons", costs.addons()),
        ("data", costs.data),
        ("dynos", costs.dyno_units),
        ("partner", costs.partner),
        ("space", costs.space),
    ] {
        told.insert(field.to_owned(), hundredths(value).into());
    }
    if matches!(period, Period::Month(_)) {
        told.insert("connect".to_owned(), 0.into());
    }
    told.insert("id".to_owned(), owner.id().into());
    told.insert("name".to_owned(), owner.text("name").into());
    told
}

/// The add-ons of an app, with the meters of those that are billed by what is used.
fn addons_of(world: &World, app: &str) -> Value {
    let addons = world.store.linked("add-on", app);
    let addons = addons.filter(|addon| addon.referred("app") == Some(app));
    let metered = addons.filter_map(|addon| {
        let plan = world.store.row("plan", addon.referred("plan")?)?;
        let price = plan.get("price");
        let is_metered = price.get("metered").and_then(Value::as_bool) == Some(true);
        is_metered.then(|| {
            let span = Span::month(Month::of(world.clock.now()));
            let quantity = costs::lived(world, addon, span) * 1_000.0;
            json!({
                "id": addon.id(),
                "meters": { "usage": { "quantity": hundredths(quantity) } },
            })
        })
    });
    json!({ "addons": metered.collect::<Vec<_>>() })
}

fn team_addons(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team");
    roles::need_member(world, team)?;
    let apps = costs::apps_of_team(world, team).map(|app| {
        let mut usage = addons_of(world, app.id());
        usage["id"] = app.id().into();
        usage
    });
    Ok(Reply::one(json!({ "apps": apps.collect::<Vec<_>>() })))
}

/// How the usage of an add-on or an app went, day by day.
fn history(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.argument(0);
    let thing = ["add-on", "app"]
        .iter()
        .find_map(|table| world.store.row(table, id));
    let thing = thing.ok_or_else(|| Refusal::not_found("resource"))?;
    let length = match call.parameter("duration").as_deref() {
        Some("P1W") => 7,
        Some("P2W") => 14,
        Some("P1M") => 30,
        Some("P3M") => 90,
        _ => 3,
    };
    let today = day_of(world.clock.now());
    let start = call.parameter("start").filter(|text| !text.is_empty());
    let start = start.map(|text| text.parse().map_err(|_| no_date("start", "YYYY-MM-DD")));
    let mut day: Date = match start.transpose()? {
        Some(start) => start,
        None => today.saturating_sub(jiff::Span::new().days(length - 1)),
    };
    let (mut times, mut points) = (Vec::new(), Vec::new());
    for _ in 0..length {
        if day > today {
            break;
        }
        let used = costs::lived(world, thing, Span::day(day)) * 24.0;
        times.push(start_of(day).to_string());
        points.push(hundredths(used));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(Reply::one(json!({
        "bucket_resolution": "P1D",
        "resource_id": id,
        "usage": [{ "meter_key": "hours", "usage_data_points": points }],
        "usage_timestamps": times,
    })))
}

/// The seconds of Eco dynos that an account has in a month.
const QUOTA: i64 = 1_000 * 60 * 60;

fn quota(world: &World) -> Reply {
    let month = Month::of(world.clock.now());
    let apps: Vec<(&str, i64)> = costs::own_apps(world)
        .map(|app| (app.id(), eco_seconds(world, app, month)))
        .filter(|(_, seconds)| *seconds > 0)
        .collect();
    let used: i64 = apps.iter().map(|(_, seconds)| seconds).sum();
    let apps = apps.into_iter();
    let apps = apps.map(|(id, seconds)| json!({ "app_uuid": id, "quota_used": seconds }));
    Reply::one(json!({
        "account_quota": QUOTA,
        "apps": apps.collect::<Vec<_>>(),
        "quota_used": used.min(QUOTA),
    }))
}

/// How long the Eco dynos of an app ran in a month, as if they were as they are now all the time.
fn eco_seconds(world: &World, app: &Row, month: Month) -> i64 {
    let formation = world.store.linked("formation", app.id());
    let eco = formation.filter(|row| row.text("size").eq_ignore_ascii_case("eco"));
    let quantity: i64 = eco.map(|row| row.number("quantity")).sum();
    let created = app.text("created_at").parse().unwrap_or(month.start());
    let since = world.clock.now().duration_since(created.max(month.start()));
    quantity * since.as_secs().max(0)
}
