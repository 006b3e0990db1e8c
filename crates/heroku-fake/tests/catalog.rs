//! What every world has, and the routes that clients use beyond the schema, are sound as data.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::conform::{Description, models_named};
use heroku_schema::{Action, Api, Resource, Type};
use serde_json::Value;

/// What the loader gives each row.
const DERIVED: [&str; 3] = ["id", "created_at", "updated_at"];

/// Where rows name others: the table, the place in its rows, and the table of what is named.
const REFERENCES: [(&str, &str, &str); 4] = [
    ("add-on-service", "/supported_generations", "generation"),
    ("dyno-size", "/generation", "generation"),
    ("plan", "/addon_service", "add-on-service"),
    ("plan-meter", "/fake/plan", "plan"),
];

/// The rows of each table.
fn catalog() -> BTreeMap<String, Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    let entries = fs::read_dir(folder).expect("the catalog is there");
    entries
        .map(|entry| {
            let path = entry.expect("the catalog can be listed").path();
            let text = fs::read_to_string(&path).expect("a table can be read");
            let rows = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let table = path.file_stem().expect("a table has a name");
            (table.to_string_lossy().into_owned(), rows)
        })
        .collect()
}

fn unpublished() -> Api {
    serde_json::from_str(include_str!("../schema/unpublished.json"))
        .expect("the description of unpublished routes is valid")
}

fn actions(api: &Api) -> impl Iterator<Item = &Action> {
    api.resources.iter().flat_map(|resource| &resource.actions)
}

/// What a row is called, or says of another.
fn name(value: &Value) -> &str {
    let text = value.as_str().or_else(|| value["name"].as_str());
    text.unwrap_or_else(|| panic!("no name in {value}"))
}

/// The values at a place of a row, be it one or a list.
fn values<'a>(row: &'a Value, place: &str) -> &'a [Value] {
    match row.pointer(place) {
        Some(Value::Array(items)) => items,
        Some(value) => std::slice::from_ref(value),
        None => panic!("nothing at {place} in {row}"),
    }
}

fn fields_of(description: &Description, table: &str) -> BTreeSet<String> {
    let mut resources = description.api.resources.iter();
    let resource = resources.find(|resource| resource.name == table);
    match resource.and_then(|resource| resource.model.as_ref()) {
        Some(Type::Object(object)) => {
            let fields = object.fields.iter();
            fields.map(|field| field.wire_name.clone()).collect()
        }
        _ => panic!("{table} is no resource with fields"),
    }
}

/// Whether it is only said that something is missing which the loader derives.
fn is_derived(complaint: &str) -> bool {
    DERIVED
        .iter()
        .any(|field| complaint.ends_with(&format!(".{field} is missing")))
}

#[test]
fn every_table_has_rows() {
    for (table, rows) in catalog() {
        assert!(!rows.is_empty(), "{table}");
    }
}

#[test]
fn every_row_conforms_to_the_model_of_its_table() {
    let description = Description::load();
    for (table, rows) in catalog() {
        for row in rows {
            let model = Type::Model(table.clone());
            let mut complaints = description.complaints_about(&model, &row);
            complaints.retain(|complaint| !is_derived(complaint));
            assert!(complaints.is_empty(), "{table} {row}: {complaints:?}");
        }
    }
}

#[test]
fn rows_tell_every_field_that_is_not_derived_and_no_other() {
    let description = Description::load();
    for (table, rows) in catalog() {
        let mut wanted = fields_of(&description, &table);
        wanted.retain(|field| !DERIVED.contains(&field.as_str()));
        for row in rows {
            let object = row.as_object().expect("a row is an object");
            let mut told: BTreeSet<String> = object.keys().cloned().collect();
            told.remove("fake");
            assert_eq!(told, wanted, "{table} {}", name(&row));
        }
    }
}

#[test]
fn names_are_unique_within_a_table() {
    for (table, rows) in catalog() {
        let mut seen = BTreeSet::new();
        for row in &rows {
            let name = name(row).to_lowercase();
            assert!(seen.insert(name.clone()), "{table} has {name} twice");
        }
    }
}

#[test]
fn every_reference_names_a_row() {
    let catalog = catalog();
    for (table, place, target) in REFERENCES {
        let known: BTreeSet<&str> = catalog[target].iter().map(name).collect();
        for row in &catalog[table] {
            for reference in values(row, place) {
                let reference = name(reference);
                assert!(known.contains(reference), "{}: {reference}", name(row));
            }
        }
    }
}

#[test]
fn each_service_has_one_default_plan_and_at_most_one_for_spaces() {
    let catalog = catalog();
    for service in catalog["add-on-service"].iter().map(name) {
        let of_service = |plan: &&Value| name(&plan["addon_service"]) == service;
        let plans: Vec<&Value> = catalog["plan"].iter().filter(of_service).collect();
        let count = |field: &str| plans.iter().filter(|plan| plan[field] == true).count();
        assert_eq!(count("default"), 1, "{service}");
        assert!(count("space_default") <= 1, "{service}");
        for plan in plans {
            let start = format!("{service}:");
            assert!(name(plan).starts_with(&start), "{}", name(plan));
        }
    }
}

#[test]
fn a_plan_for_spaces_can_be_installed_in_them() {
    for plan in &catalog()["plan"] {
        if plan["space_default"] == true {
            let inside = &plan["installable_inside_private_network"];
            assert_eq!(inside, true, "{}", name(plan));
        }
    }
}

#[test]
fn each_service_tells_its_config_vars_and_whether_it_is_slow() {
    for service in &catalog()["add-on-service"] {
        let fake = &service["fake"];
        assert!(fake["slow"].is_boolean(), "{}", name(service));
        let config_vars = fake["config_vars"].as_array();
        for config_var in config_vars.expect("a list of names") {
            let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            assert!(name(config_var).chars().all(is_plain), "{config_var}");
        }
    }
}

#[test]
fn one_stack_is_the_default() {
    let catalog = catalog();
    let default = catalog["stack"].iter().filter(|row| row["default"] == true);
    assert_eq!(default.count(), 1);
}

#[test]
fn names_of_unpublished_actions_and_resources_are_new_and_unique() {
    let published = Description::published().api;
    let unpublished = unpublished();
    let mut taken: BTreeSet<&str> = resource_names(&published).collect();
    for name in resource_names(&unpublished) {
        assert!(taken.insert(name), "{name} is taken");
    }
    let mut taken: BTreeSet<&str> = actions(&published).flat_map(action_names).collect();
    for name in actions(&unpublished).flat_map(action_names) {
        assert!(taken.insert(name), "{name} is taken");
    }
}

fn resource_names(api: &Api) -> impl Iterator<Item = &str> {
    api.resources.iter().map(|resource| resource.name.as_str())
}

fn action_names(action: &Action) -> impl Iterator<Item = &str> {
    action
        .aliases
        .iter()
        .chain([&action.name])
        .map(String::as_str)
}

#[test]
fn no_route_is_both_published_and_unpublished() {
    let published = Description::published().api;
    let known: BTreeSet<String> = actions(&published).map(route).collect();
    let mut seen = BTreeSet::new();
    for action in actions(&unpublished()) {
        let route = route(action);
        assert!(!known.contains(&route), "{route} is published");
        assert!(seen.insert(route), "{} is there twice", action.path);
    }
}

/// The method and path of an action, whatever its arguments are called.
fn route(action: &Action) -> String {
    let segments = action.path.split('/');
    let segments = segments.map(|part| if part.starts_with('{') { "{}" } else { part });
    let path: Vec<&str> = segments.collect();
    format!("{} {}", action.method, path.join("/"))
}

#[test]
fn arguments_of_unpublished_actions_are_those_of_their_paths() {
    for action in actions(&unpublished()) {
        let segments = action.path.split('/');
        let placeholders = segments.filter(|part| part.starts_with('{'));
        let arguments = action.arguments.iter();
        let arguments = arguments.map(|argument| format!("{{{}}}", argument.name));
        assert!(placeholders.eq(arguments), "{}", action.name);
    }
}

#[test]
fn unpublished_routes_refer_to_resources_that_exist() {
    let published = Description::published().api;
    let unpublished = unpublished();
    let both = published.resources.iter().chain(&unpublished.resources);
    let resources: BTreeMap<&str, &Resource> = both
        .map(|resource| (resource.name.as_str(), resource))
        .collect();
    for action in actions(&unpublished) {
        for argument in &action.arguments {
            let known = resources.contains_key(argument.resource.as_str());
            assert!(known, "{}: {}", action.name, argument.resource);
        }
    }
    for resource in &unpublished.resources {
        for model in models_named(resource) {
            let target = resources.get(model.as_str());
            let has_model = target.is_some_and(|target| target.model.is_some());
            assert!(has_model, "{}: {model} has no model", resource.name);
        }
    }
}
