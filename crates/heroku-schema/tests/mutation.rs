//! Whatever the JSON, reading it never panics, never hangs, and names everything once.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::fs;

use heroku_schema::{Reading, read_str};
use serde_json::{Map, Value, json};

/// A small random generator (xorshift), so that each run does the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap()
    }
}

const WORDS: [&str; 33] = [
    "",
    "$ref",
    "type",
    "properties",
    "definitions",
    "links",
    "enum",
    "items",
    "anyOf",
    "allOf",
    "href",
    "rel",
    "method",
    "title",
    "schema",
    "targetSchema",
    "required",
    "patternProperties",
    "additionalProperties",
    "id",
    "identity",
    "name",
    "self",
    "#",
    "#/definitions/id",
    "#/definitions/pet",
    "/schemata/pet",
    "{(",
    "/pets/{(%23%2Fdefinitions%2Fidentity)}",
    "~1",
    "é%",
    "object",
    "array",
];

fn pool(random: &mut Random) -> Value {
    match random.below(10) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1.5),
        4 => json!([]),
        5 => json!({}),
        6 => json!(["string", "null"]),
        7 => json!({ "$ref": WORDS[random.below(WORDS.len())] }),
        8 => json!({ "type": ["object"], "properties": { "x": { "$ref": "#" } } }),
        _ => json!(WORDS[random.below(WORDS.len())]),
    }
}

/// Changes one place of a value.
fn mutate(value: &mut Value, random: &mut Random) {
    let goes_deeper = random.below(8) != 0;
    match value {
        Value::Object(inside) if goes_deeper && !inside.is_empty() => {
            let index = random.below(inside.len());
            let key = inside.keys().nth(index).unwrap().clone();
            match random.below(12) {
                0 => {
                    inside.remove(&key);
                }
                1 => {
                    let taken = inside.remove(&key).unwrap();
                    inside.insert(WORDS[random.below(WORDS.len())].to_owned(), taken);
                }
                2 => {
                    let new = pool(random);
                    inside.insert(WORDS[random.below(WORDS.len())].to_owned(), new);
                }
                _ => mutate(&mut inside[&key], random),
            }
        }
        Value::Array(items) if goes_deeper && !items.is_empty() => {
            let index = random.below(items.len());
            match random.below(6) {
                0 => items.push(items[index].clone()),
                1 => {
                    items.remove(index);
                }
                _ => mutate(&mut items[index], random),
            }
        }
        Value::String(text) if random.below(2) == 0 => {
            let at = (0..=random.below(text.len() + 1)).rev();
            let at = at
                .into_iter()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0);
            text.insert_str(at, WORDS[random.below(WORDS.len())]);
        }
        _ => *value = pool(random),
    }
}

fn check(reading: &Reading) {
    let actions = reading.api.resources.iter().flat_map(|it| &it.actions);
    let mut names = BTreeSet::new();
    for action in actions {
        assert!(
            names.insert(&action.name),
            "two actions are named {}",
            action.name
        );
        assert!(action.path.starts_with('/'), "{}", action.path);
    }
    let mut modules = BTreeSet::new();
    for resource in &reading.api.resources {
        assert!(
            modules.insert(&resource.module),
            "two modules are named {}",
            resource.module
        );
    }
    for diagnostic in &reading.diagnostics {
        assert!(!diagnostic.to_string().is_empty());
    }
}

fn torture(seed: u64, sample: &Value, overrides: Option<&str>, rounds: usize) {
    let mut random = Random(seed);
    for _ in 0..rounds {
        let mut value = sample.clone();
        for _ in 0..=random.below(6) {
            mutate(&mut value, &mut random);
        }
        if let Ok(reading) = read_str(&value.to_string(), overrides) {
            check(&reading);
        }
    }
}

#[test]
fn mutated_cases_are_read() {
    let overrides = fs::read_to_string("tests/cases/overrides.toml").unwrap();
    let mut entries: Vec<_> = fs::read_dir("tests/cases")
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    entries.sort();
    for (index, path) in entries.iter().enumerate() {
        if path.extension().is_some_and(|it| it == "json") {
            let sample = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            let seed = 0x9E37_79B9_7F4A_7C15 ^ (index as u64 + 1);
            torture(
                seed,
                &sample,
                (index % 2 == 0).then_some(overrides.as_str()),
                150,
            );
        }
    }
}

#[test]
fn references_that_multiply_come_to_an_end() {
    let mut definitions = Map::new();
    definitions.insert("d0".to_owned(), json!({ "type": "string" }));
    for level in 1..30 {
        let below = format!("#/definitions/d{}", level - 1);
        let both = json!({ "properties": { "a": { "$ref": below }, "b": { "$ref": below } } });
        definitions.insert(format!("d{level}"), both);
    }
    let schema = json!({
        "id": "schemata/pet",
        "definitions": definitions,
        "properties": { "all": { "$ref": "#/definitions/d29" } },
    });
    let reading = read_str(&schema.to_string(), None).unwrap();
    let told = reading
        .diagnostics
        .iter()
        .any(|it| it.message.contains("the rest is read as any"));
    assert!(told, "{:#?}", reading.diagnostics);
}

#[test]
fn a_schema_ten_times_as_large_as_herokus_is_read_to_its_end() {
    let fields: Map<String, Value> = (0..24)
        .map(|number| (format!("field_{number}"), json!({ "type": "string" })))
        .collect();
    let resource = json!({ "properties": fields, "links": [] });
    let resources: Map<String, Value> = (0..1_230)
        .map(|number| (format!("pet-{number}"), resource.clone()))
        .collect();
    let schema = json!({ "definitions": resources });
    let reading = read_str(&schema.to_string(), None).unwrap();
    assert_eq!(reading.api.resources.len(), 1_230);
    assert_eq!(reading.diagnostics, []);
}

#[test]
fn deep_json_is_refused_with_its_place() {
    let text = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    let error = read_str(&text, None).unwrap_err().to_string();
    assert!(error.starts_with("input:1:"), "{error}");
    let text = format!("{}1{}", "{\"items\":".repeat(100), "}".repeat(100));
    assert!(read_str(&text, None).is_ok());
}
