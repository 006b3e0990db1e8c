//! Answers that keep no promise: each is read as far as it can be, and what is off is told.

use std::sync::LazyLock;

use heroku::dyno_size::DynoSizeInfo;
use heroku::{DriftKind, Error, ErrorKind, Request, Value};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, json};

use super::cases;
use super::every::description::Description;
use super::every::generated::{Models, models};
use super::every::model::{Model, read_both_ways};
use super::every::sample::Sample;
use super::places::{Place, tells_all};

static DESCRIPTION: LazyLock<Description> = LazyLock::new(Description::read);

static ALL: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let mut all = All(Vec::new());
    models(&mut all);
    all.0
});

/// A model, and the answer that it is read from.
#[derive(Debug)]
struct Subject {
    full: Value,
    places: Vec<Place>,
    read: fn(&Value) -> Result<Read, Error>,
}

/// What was read.
#[derive(Debug)]
struct Read {
    json: Value,
    /// As model, field and kind.
    drift: Vec<(&'static str, &'static str, DriftKind)>,
    /// Whether it stays the same when it is written and read again.
    is_fixed: bool,
}

struct All(Vec<Subject>);

impl Models for All {
    fn model<T: Model>(&mut self, module: &str, name: &str) {
        let objects = DESCRIPTION.objects();
        let object = objects[&(module, name)];
        self.0.push(Subject {
            full: Sample::new(&DESCRIPTION, "secret").object(object).into(),
            places: Place::all(&DESCRIPTION, object),
            read: read::<T>,
        });
    }
}

fn read<T: Model>(json: &Value) -> Result<Read, Error> {
    let response = read_both_ways::<T>(json)?;
    let drift = response.drift().iter();
    let drift = drift
        .map(|drift| (drift.model, drift.field, drift.kind))
        .collect();
    let value = response.into_value();
    let json = serde_json::to_value(&value).expect("a model is JSON");
    let again = read_both_ways::<T>(&json)?;
    Ok(Read {
        json,
        drift,
        is_fixed: *again.value() == value,
    })
}

/// What is done to a place.
#[derive(Clone, Debug)]
enum Change {
    Missing,
    /// What stands there becomes text.
    AsText,
    To(Value),
}

impl Change {
    /// Does it; a root cannot be missing.
    fn apply(&self, place: &Place, root: &mut Value) {
        match (self, place.get_mut(root)) {
            (Self::Missing, Some(_)) if place.is_field => place.take(root),
            (Self::AsText, Some(value)) if !value.is_string() => *value = value.to_string().into(),
            (Self::To(other), Some(value)) => *value = other.clone(),
            _ => {}
        }
    }
}

fn texts() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "",
        "alien-value",
        "12",
        "-1.5",
        "1e999",
        "nan",
        "true",
        "2026-01-31T12:00:00Z",
        "2026-01-31T14:00:00.5+02:00",
        "2026-13-01T00:00:00Z",
        "\u{0}",
        "\"\\\u{1F600}",
        "}]",
    ]);
    prop_oneof![3 => odd.prop_map(str::to_owned), 1 => any::<String>()]
}

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![
            json!(0),
            json!(1),
            json!(12.0),
            json!(-0.5),
            json!(1e300)
        ]),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ]
}

/// JSON of any shape, with the names that models have.
fn any_json() -> impl Strategy<Value = Value> {
    let small = plain().prop_recursive(3, 12, 4, |inner| {
        let names = prop_oneof![
            4 => prop::sample::select(vec!["id", "name", "email", "created_at", "cents", "status"])
                .prop_map(str::to_owned),
            1 => texts(),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    prop_oneof![8 => small, 1 => deep(100)]
}

/// Lists in lists, or objects in objects.
fn deep(most: usize) -> impl Strategy<Value = Value> {
    (1..most, any::<bool>()).prop_map(|(depth, is_list)| {
        (0..depth).fold(Value::Null, |inner, _| {
            if is_list {
                Value::Array(vec![inner])
            } else {
                Value::Object(Map::from_iter([("id".to_owned(), inner)]))
            }
        })
    })
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => Just(Change::Missing),
        1 => Just(Change::AsText),
        1 => Just(Change::To(Value::Null)),
        2 => texts().prop_map(|text| Change::To(text.into())),
        4 => any_json().prop_map(Change::To),
    ]
}

/// A value as its text reads, which is what an answer holds.
fn as_read(value: &Value) -> Value {
    serde_json::from_str(&value.to_string()).expect("JSON")
}

#[test]
fn an_answer_that_keeps_its_promises_drifts_nowhere() {
    for model in ALL.iter() {
        let read = (model.read)(&model.full).expect("a model");
        assert_eq!((&read.json, read.drift), (&model.full, vec![]));
        assert!(read.is_fixed);
    }
}

#[test]
fn a_number_is_read_to_its_last_digit() {
    for text in [
        "0.30000000000000004",
        "2.6471778404296082e-253",
        "64.08541412414733",
    ] {
        let number: f64 = text.parse().expect("a number");
        let body = format!(r#"{{"memory":{text}}}"#);
        let size = DynoSizeInfo::from_http(heroku::http::Response::new(body.into()));
        assert_eq!(
            size.expect("a size").value().memory.to_bits(),
            number.to_bits(),
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn one_thing_off_is_read_and_told_or_refused_with_its_place(
        model: Index,
        place: Index,
        change in changes(),
    ) {
        let model = model.get(&ALL);
        let place = place.get(&model.places);
        let mut sent = model.full.clone();
        change.apply(place, &mut sent);
        let sent = as_read(&sent);
        let is_kept = place.is_kept_by(&DESCRIPTION, place.get(&sent));
        let mut read = match (model.read)(&sent) {
            Ok(read) => read,
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Decode);
                let path = error.json_path().expect("a place");
                prop_assert!(place.is_led_to_by(path), "{} is not {}", path, place.path());
                prop_assert!(!is_kept, "{}: {}", error, sent);
                return Ok(());
            }
        };
        prop_assert!(read.is_fixed, "{}", sent);
        prop_assert_eq!(read.drift.is_empty(), is_kept, "{:?} of {}", read.drift, sent);
        for (of, field, _) in &read.drift {
            prop_assert!(place.is_told_of(&DESCRIPTION, of, field), "{}.{}", of, field);
        }
        if is_kept {
            let kept = place.get(&read.json);
            let sent = place.get(&sent);
            prop_assert!(tells_all(&DESCRIPTION, &place.ty, sent, kept), "{:?}: {:?}", sent, kept);
        }
        let mut rest = model.full.clone();
        place.take(&mut rest);
        place.take(&mut read.json);
        prop_assert_eq!(read.json, rest);
    }

    #[test]
    fn many_things_off_are_read_or_refused_with_the_place_of_one(
        model: Index,
        changes in prop::collection::vec((any::<Index>(), changes()), 2..6),
    ) {
        let model = model.get(&ALL);
        let mut sent = model.full.clone();
        let mut places = Vec::new();
        for (place, change) in &changes {
            let place = place.get(&model.places);
            change.apply(place, &mut sent);
            places.push(place);
        }
        match (model.read)(&sent) {
            Ok(read) => prop_assert!(read.is_fixed, "{}", sent),
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Decode);
                let path = error.json_path().expect("a place");
                let mut places = places.iter();
                prop_assert!(places.any(|place| place.is_led_to_by(path)), "{}: {}", path, sent);
            }
        }
    }

    #[test]
    fn what_no_model_knows_changes_nothing_wherever_it_stands(
        model: Index,
        place: Index,
        name in "[a-z]{0,3}\\PC{0,3}",
        value in prop_oneof![any_json(), deep(1000)],
    ) {
        let model = model.get(&ALL);
        let is_object = |place: &&Place| matches!(place.ty, heroku_schema::Type::Object(_));
        let places: Vec<_> = model.places.iter().filter(is_object).collect();
        let mut sent = model.full.clone();
        let object = place.get(&places).get_mut(&mut sent).expect("an object");
        let object = object.as_object_mut().expect("an object");
        prop_assume!(!object.contains_key(&name));
        object.insert(name, value);
        let read = (model.read)(&sent).expect("a model");
        prop_assert_eq!(read.json, model.full.clone());
        prop_assert_eq!(read.drift, vec![]);
    }
}
