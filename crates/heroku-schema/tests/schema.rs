//! The whole schema of this repository.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::path::Path;

use heroku_schema::{Api, Field, Reading, Returns, Severity, Type, Variant};

fn read() -> Reading {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    heroku_schema::read_folder(&folder, Some(&folder.join("overrides.toml"))).unwrap()
}

fn blank(path: &str) -> String {
    let pieces = path.split('{').map(|piece| match piece.split_once('}') {
        Some((_, rest)) => rest,
        None => piece,
    });
    pieces.collect::<Vec<_>>().join("{}")
}

#[test]
fn every_route_is_there_and_named_once() {
    let api = read().api;
    let actions: Vec<_> = api.resources.iter().flat_map(|it| &it.actions).collect();
    let routes: BTreeSet<_> = actions
        .iter()
        .map(|it| (&it.method, blank(&it.path)))
        .collect();
    assert_eq!(routes.len(), 361);
    assert_eq!(actions.len(), 369);
    let names: BTreeSet<_> = actions.iter().map(|it| &it.name).collect();
    assert_eq!(names.len(), actions.len());
    let platform = actions.iter().filter(|it| it.variant == Variant::Platform);
    assert_eq!(platform.count(), 305);
}

#[test]
fn nothing_is_wrong() {
    let reading = read();
    let errors = reading
        .diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn everything_is_described() {
    let api = read().api;
    let mut missing = Vec::new();
    let mut want = |place: String, text: &str| {
        if text.trim().is_empty() {
            missing.push(place);
        }
    };
    for resource in &api.resources {
        want(resource.name.clone(), &resource.description);
        for action in &resource.actions {
            want(action.name.clone(), &action.description);
            for argument in &action.arguments {
                want(
                    format!("{}: {}", action.name, argument.name),
                    &argument.description,
                );
            }
        }
    }
    each_field(&api, &mut |place, field| {
        want(place.to_owned(), &field.description);
    });
    assert!(missing.is_empty(), "without description: {missing:#?}");
}

#[test]
fn types_are_named_once_in_their_module() {
    let api = read().api;
    for resource in &api.resources {
        let mut reserved: BTreeSet<&str> =
            resource.actions.iter().map(|it| it.name.as_str()).collect();
        reserved.insert(&resource.type_name);
        let mut seen: Vec<(String, Type)> = Vec::new();
        each_type_of(&api, &resource.name, &mut |ty, is_outermost| {
            let name = match ty {
                Type::Object(object) => &object.name,
                Type::Enum(values) => &values.name,
                _ => return,
            };
            if is_outermost {
                return;
            }
            assert!(
                !reserved.contains(name.as_str()),
                "{} has two {name}",
                resource.name
            );
            match seen.iter().find(|(known, _)| known == name) {
                Some((_, known)) => assert_eq!(known, ty, "{} has two {name}", resource.name),
                None => seen.push((name.clone(), ty.clone())),
            }
        });
    }
}

#[test]
fn models_that_are_named_exist() {
    let api = read().api;
    for resource in &api.resources {
        each_type_of(&api, &resource.name, &mut |ty, _| {
            if let Type::Model(name) = ty {
                let found = api.resources.iter().find(|it| it.name == *name);
                assert!(
                    found.is_some_and(|it| it.model.is_some()),
                    "{name} has no model"
                );
            }
        });
    }
}

#[test]
fn what_carries_credentials_is_secret() {
    let api = read().api;
    let risky = |name: &str| {
        [
            "password",
            "secret",
            "private_key",
            "pre_shared_key",
            "cvv",
            "card_number",
            "attach_url",
        ]
        .iter()
        .any(|word| name.contains(word))
            || name.ends_with("stream_url")
            || name == "token"
    };
    let mut open = Vec::new();
    each_field(&api, &mut |place, field| {
        if risky(&field.name) && matches!(field.ty, Type::String) {
            open.push(place.to_owned());
        }
    });
    assert!(open.is_empty(), "not secret: {open:#?}");
}

/// Calls `with` for each field of each model, body, query and answer.
fn each_field(api: &Api, with: &mut dyn FnMut(&str, &Field)) {
    for resource in &api.resources {
        for action in &resource.actions {
            for field in &action.query {
                with(&format!("{}?{}", action.name, field.name), field);
            }
        }
        each_type_of(api, &resource.name, &mut |ty, _| {
            if let Type::Object(object) = ty {
                for field in &object.fields {
                    with(&format!("{}.{}", object.name, field.name), field);
                }
            }
        });
    }
}

/// Calls `with` for each type in the module of a resource, and whether it is a model or a body.
fn each_type_of(api: &Api, resource: &str, with: &mut dyn FnMut(&Type, bool)) {
    let resource = api.resources.iter().find(|it| it.name == resource).unwrap();
    if let Some(model) = &resource.model {
        walk(model, true, with);
    }
    for action in &resource.actions {
        if let Some(body) = &action.body {
            walk(body, true, with);
        }
        for field in &action.query {
            walk(&field.ty, false, with);
        }
        match &action.returns {
            Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => walk(ty, false, with),
            _ => {}
        }
    }
}

fn walk(ty: &Type, is_outermost: bool, with: &mut dyn FnMut(&Type, bool)) {
    with(ty, is_outermost);
    match ty {
        Type::Array(item) => walk(item, false, with),
        Type::Map(map) => walk(&map.value, false, with),
        Type::Object(object) => {
            for field in &object.fields {
                walk(&field.ty, false, with);
            }
        }
        _ => {}
    }
}
