//! A catalogue of apps, the same in each run.
//!
//! Everything about an app follows from its number, so that any part of the catalogue can be
//! written at any time, and checked without having been kept.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// How many apps there are.
pub const COUNT: usize = 50_000;

/// The most apps that a page may hold.
pub const PAGE: usize = 1000;

/// When the first app was created, in seconds since 1970.
const BEGINNING: i64 = 1_400_000_000;

/// How far the first groups of two neighbouring ids are apart: ids ascend, and use their space.
const STRIDE: usize = 85_899;

const ADJECTIVES: [&str; 12] = [
    "amber", "brisk", "calm", "distant", "eager", "frozen", "gentle", "hidden", "icy", "jolly",
    "lively", "mellow",
];
const NOUNS: [&str; 12] = [
    "anchorage",
    "brook",
    "canyon",
    "dune",
    "everglades",
    "fjord",
    "garden",
    "harbor",
    "island",
    "lagoon",
    "meadow",
    "plateau",
];
const LANGUAGES: [&str; 6] = ["Ruby", "Node.js", "Python", "Java", "Go", "Scala"];
const REGIONS: [&str; 4] = ["us", "eu", "virginia", "frankfurt"];
const GENERATIONS: [&str; 2] = ["cedar", "fir"];
const STACKS: [&str; 3] = ["heroku-22", "heroku-24", "cnb"];

/// The id of an app, a UUID; ids ascend with numbers.
#[must_use]
pub fn id(number: usize) -> String {
    let first = number * STRIDE;
    let rest = mixed(number, 0);
    format!(
        "{first:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        rest & 0xffff,
        rest >> 16 & 0xfff,
        rest >> 28 & 0xfff,
        mixed(number, 1) >> 16,
    )
}

/// The number of the app with this id; `None` for an id of no app.
#[must_use]
pub fn number(id: &str) -> Option<usize> {
    let first = usize::from_str_radix(id.get(..8)?, 16).ok()?;
    let number = first / STRIDE;
    (number < COUNT && self::id(number) == id).then_some(number)
}

/// The name of an app.
#[must_use]
pub fn name(number: usize) -> String {
    format!(
        "{}-{}-{number:05}",
        ADJECTIVES[number % ADJECTIVES.len()],
        NOUNS[number / ADJECTIVES.len() % NOUNS.len()],
    )
}

/// When an app was created.
///
/// # Panics
/// Never: all times are within the years that a timestamp can tell.
#[must_use]
pub fn created_at(number: usize) -> Timestamp {
    let number = i64::try_from(number).expect("numbers of apps are small");
    Timestamp::from_second(BEGINNING + number * 6_007).expect("the catalogue ends before 2030")
}

/// One app as compact JSON, some 900 bytes.
#[must_use]
pub fn app(number: usize) -> String {
    let name = name(number);
    let hash = mixed(number, 5) >> 16;
    let is_deployed = number % 10 != 3;
    let is_in_space = is_in_space(number);
    let team = is_of_team(number).then(|| named(number % 40, 7, &team(number)));
    let stack = number % STACKS.len();
    let stack = named(stack, 2, STACKS[stack]);
    let region = number % REGIONS.len();
    let generation = number % GENERATIONS.len();
    let space = number % 20;
    json!({
        "acm": number % 4 == 0,
        "archived_at": (number % 97 == 5).then(|| later(number, 900)),
        "buildpack_provided_description": is_deployed.then(|| LANGUAGES[number % LANGUAGES.len()]),
        "build_stack": stack,
        "created_at": created_at(number).to_string(),
        "generation": named(generation, 4, GENERATIONS[generation]),
        "git_url": format!("https://git.heroku.com/{name}.git"),
        "id": id(number),
        "internal_routing": is_in_space.then_some(false),
        "maintenance": number % 50 == 7,
        "name": name,
        "owner": { "email": owner(number), "id": uuid(number % 500, 6) },
        "organization": team,
        "team": team,
        "region": named(region, 3, REGIONS[region]),
        "released_at": is_deployed.then(|| later(number, 300)),
        "repo_size": is_deployed.then(|| mixed(number, 9) % 90_000_000),
        "slug_size": is_deployed.then(|| mixed(number, 10) % 400_000_000),
        "space": is_in_space.then(|| json!({
            "id": uuid(space, 8),
            "name": format!("space-{space}"),
            "shield": space % 2 == 1,
        })),
        "stack": stack,
        "updated_at": later(number, 600),
        "web_url": format!("https://{name}-{hash:012x}.herokuapp.com/"),
    })
    .to_string()
}

/// These apps as a JSON array.
#[must_use]
pub fn page(numbers: Range<usize>) -> String {
    let apps: Vec<String> = numbers.map(app).collect();
    format!("[{}]", apps.join(","))
}

fn is_of_team(number: usize) -> bool {
    number % 3 == 1
}

fn is_in_space(number: usize) -> bool {
    number % 9 == 1
}

fn team(number: usize) -> String {
    format!("team-{}", number % 40)
}

fn owner(number: usize) -> String {
    if is_of_team(number) {
        format!("{}@herokumanager.com", team(number))
    } else {
        format!("developer-{}@example.com", number % 500)
    }
}

fn named(number: usize, salt: u64, name: &str) -> Value {
    json!({ "id": uuid(number, salt), "name": name })
}

/// A time some days after the creation.
fn later(number: usize, days: i64) -> String {
    (created_at(number) + SignedDuration::from_hours(24 * days)).to_string()
}

/// A UUID of something other than an app.
fn uuid(number: usize, salt: u64) -> String {
    let (first, last) = (mixed(number, 2 * salt + 20), mixed(number, 2 * salt + 21));
    format!(
        "{:08x}-{:04x}-4{:03x}-b{:03x}-{:012x}",
        first & 0xffff_ffff,
        first >> 32 & 0xffff,
        first >> 48 & 0xfff,
        last >> 48 & 0xfff,
        last & 0xffff_ffff_ffff,
    )
}

/// Bits that follow from a number and look as if they did not.
fn mixed(number: usize, salt: u64) -> u64 {
    let mut bits = (number as u64 + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(salt.wrapping_mul(0xd6e8_feb8_6659_fd93));
    bits = (bits ^ bits >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    bits = (bits ^ bits >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits ^ bits >> 32
}
