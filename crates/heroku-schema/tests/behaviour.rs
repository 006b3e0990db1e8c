//! What the public interface promises beyond the cases.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;

use heroku_schema::{Reading, Type, Variant, read_file, read_folder, read_str};
use serde_json::json;

fn read(schema: &serde_json::Value) -> Reading {
    read_str(&schema.to_string(), None).unwrap()
}

#[test]
fn broken_json_is_an_error_with_its_place() {
    let error = read_str("{\n  \"a\": ]", None).unwrap_err().to_string();
    assert!(
        error.starts_with("input:2:8: is not JSON: expected value;"),
        "{error}"
    );
    let error = read_str("[]", None).unwrap_err().to_string();
    assert_eq!(
        error,
        "input:1:1: is JSON, but no object; give a hyper-schema, which is a JSON object"
    );
}

#[test]
fn texts_with_escapes_are_read_as_what_they_mean() {
    let text = r#"{ "id": "schemata/p\u0065t", "description": "A \"good\" pet.",
        "properties": { "n\u0061me": { "type": ["string"], "example": "r\tx" } } }"#;
    let api = read_str(text, None).unwrap().api;
    let Some(Type::Object(pet)) = &api.resources[0].model else {
        panic!("{api:?}");
    };
    assert_eq!(api.resources[0].name, "pet");
    assert_eq!(api.resources[0].description, "A \"good\" pet.");
    assert_eq!(pet.fields[0].wire_name, "name");
    assert_eq!(pet.fields[0].example, Some(json!("r\tx")));
}

#[test]
fn of_two_fields_of_one_name_the_last_counts_in_the_place_of_the_first() {
    let text = r#"{ "id": "schemata/pet", "properties": {
        "name": { "type": ["integer"] },
        "age": { "type": ["integer"] },
        "name": { "type": ["string"] } } }"#;
    let api = read_str(text, None).unwrap().api;
    let Some(Type::Object(pet)) = &api.resources[0].model else {
        panic!("{api:?}");
    };
    let fields: Vec<_> = pet.fields.iter().map(|it| (&*it.name, &it.ty)).collect();
    assert_eq!(fields, [("name", &Type::String), ("age", &Type::Integer)]);
}

#[test]
fn a_wide_object_is_read_like_a_narrow_one() {
    let fields: Vec<String> = (0..400)
        .map(|number| format!("\"f{number}\": {{ \"type\": \"integer\" }}"))
        .collect();
    let text = format!(
        "{{ \"id\": \"schemata/pet\", \"properties\": {{ {}, \"f0\": {{ \"type\": \"string\" }} }} }}",
        fields.join(",")
    );
    let api = read_str(&text, None).unwrap().api;
    let Some(Type::Object(pet)) = &api.resources[0].model else {
        panic!("{api:?}");
    };
    assert_eq!(pet.fields.len(), 400);
    assert_eq!(
        (&*pet.fields[0].name, &pet.fields[0].ty),
        ("f0", &Type::String)
    );
    assert_eq!(pet.fields[399].name, "f399");
}

#[test]
fn broken_overrides_are_an_error_with_their_place() {
    let error = read_str("{}", Some("[[field]]\nat = "))
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("overrides:2:"), "{error}");
    assert!(error.contains("is not TOML"), "{error}");
}

#[test]
fn missing_files_are_an_error_that_names_them() {
    let missing = Path::new("tests/no-such-thing");
    for error in [read_file(missing, None), read_folder(missing, None)] {
        let error = error.unwrap_err().to_string();
        assert!(
            error.starts_with("tests/no-such-thing: cannot be read"),
            "{error}"
        );
    }
    let error = read_folder(Path::new("src"), None).unwrap_err().to_string();
    assert!(error.starts_with("src: holds no schema"), "{error}");
}

#[test]
fn a_field_tells_what_its_schema_tells() {
    let reading = read(&json!({
        "id": "schemata/pet",
        "definitions": {
            "name": {
                "description": "Name of the pet.",
                "example": "rex",
                "pattern": "^[a-z]+$",
                "default": "nobody",
                "format": "hostname",
                "readOnly": true,
                "type": ["null", "string"]
            }
        },
        "properties": { "name": { "$ref": "/schemata/pet#/definitions/name" } }
    }));
    let Some(Type::Object(model)) = &reading.api.resources[0].model else {
        panic!("the model is no object");
    };
    let field = &model.fields[0];
    assert_eq!(field.description, "Name of the pet.");
    assert_eq!(field.example, Some(json!("rex")));
    assert_eq!(field.pattern, "^[a-z]+$");
    assert_eq!(field.default, Some(json!("nobody")));
    assert_eq!(field.format, "hostname");
    assert!(field.read_only && field.nullable && field.required);
    assert!(reading.diagnostics.is_empty());
}

#[test]
fn an_identity_describes_itself() {
    let reading = read(&json!({
        "id": "schemata/add-on",
        "definitions": {
            "id": { "type": "string" },
            "name": { "type": "string", "example": "mini" },
            "identity": { "anyOf": [
                { "$ref": "#/definitions/id" }, { "$ref": "#/definitions/name" }
            ] }
        },
        "properties": { "replaces": { "$ref": "#/definitions/identity" } },
        "links": [{
            "title": "Info", "rel": "self", "method": "GET", "targetSchema": { "$ref": "#" },
            "href": "/addons/{(%23%2Fdefinitions%2Fidentity)}"
        }]
    }));
    let resource = &reading.api.resources[0];
    assert_eq!(resource.identity, ["id", "name"]);
    let argument = &resource.actions[0].arguments[0];
    assert_eq!(argument.name, "add_on");
    assert_eq!(argument.resource, "add-on");
    assert_eq!(argument.definition, "identity");
    assert_eq!(argument.description, "Add-on, by id or name.");
    assert_eq!(argument.example, json!("mini"));
    let Some(Type::Object(model)) = &resource.model else {
        panic!("the model is no object")
    };
    assert_eq!(model.fields[0].description, "Add-on, by id or name.");
}

#[test]
fn secret_path_arguments_are_marked() {
    let schema = json!({
        "id": "schemata/reset",
        "definitions": { "token": { "type": "string" } },
        "links": [{
            "title": "Finish", "rel": "update", "method": "POST",
            "href": "/resets/{(%23%2Fdefinitions%2Ftoken)}"
        }]
    });
    let overrides = "[[field]]\nat = \"reset.token\"\nsecret = true\nreason = \"A key.\"";
    let reading = read_str(&schema.to_string(), Some(overrides)).unwrap();
    assert!(reading.api.resources[0].actions[0].arguments[0].secret);
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
}

#[test]
fn values_of_a_query_are_kept() {
    let reading = read(&json!({
        "id": "schemata/pet",
        "links": [
            { "title": "List", "rel": "instances", "method": "GET", "href": "/pets?tame=yes&page={page}" },
            { "title": "Find", "rel": "instances", "method": "GET", "href": "/pets", "schema": "?max=5&q={q}" },
            { "title": "Lost", "rel": "instances", "method": "GET", "href": "/lost pets" }
        ]
    }));
    let told = |action: usize| {
        let query = &reading.api.resources[0].actions[action].query;
        query
            .iter()
            .map(|field| (field.name.clone(), field.default.clone(), field.fixed))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(0),
        [
            ("tame".to_owned(), Some(json!("yes")), true),
            ("page".to_owned(), None, false)
        ]
    );
    assert_eq!(
        told(1),
        [
            ("max".to_owned(), Some(json!("5")), false),
            ("q".to_owned(), None, false)
        ]
    );
    let lost = "the path holds a blank, which is left out";
    assert!(reading.diagnostics.iter().any(|it| it.message == lost));
    assert_eq!(reading.api.resources[0].actions[2].path, "/lostpets");
}

#[test]
fn an_override_gives_an_action_further_names() {
    let schema = json!({
        "id": "schemata/pet",
        "links": [{ "title": "Info", "rel": "self", "method": "GET", "href": "/pet" }]
    });
    let overrides = "[[action]]\nat = \"pet Info\"\naliases = [\"Animal\", \"PetInfo\", \"Animal\"]\n\
                     reason = \"Known by it.\"";
    let reading = read_str(&schema.to_string(), Some(overrides)).unwrap();
    assert_eq!(reading.api.resources[0].actions[0].aliases, ["Animal"]);
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
}

#[test]
fn later_folders_add_and_are_told_apart() {
    let reading = read_folder(Path::new("tests/cases/folders"), None).unwrap();
    let app = reading
        .api
        .resources
        .iter()
        .find(|it| it.name == "app")
        .unwrap();
    assert_eq!(app.variant, Variant::Platform);
    let Some(Type::Object(model)) = &app.model else {
        panic!("the model is no object")
    };
    let field = |name: &str| model.fields.iter().find(|it| it.name == name).unwrap();
    assert_eq!(
        (field("colour").variant, field("colour").required),
        (Variant::Sdk, false)
    );
    assert_eq!(
        (field("stack").variant, field("stack").required),
        (Variant::Legacy, false)
    );
    assert!(field("id").required);
    let Type::Object(owner) = &field("owner").ty else {
        panic!("the owner is no object")
    };
    let mail = owner.fields.iter().find(|it| it.name == "mail").unwrap();
    assert_eq!((mail.variant, mail.required), (Variant::Sdk, false));
    let zoo = reading
        .api
        .resources
        .iter()
        .find(|it| it.name == "zoo")
        .unwrap();
    assert_eq!(zoo.variant, Variant::Sdk);
}

#[test]
fn an_api_survives_json() {
    let reading = read_folder(Path::new("tests/cases/folders"), None).unwrap();
    let text = serde_json::to_string(&reading.api).unwrap();
    assert_eq!(
        serde_json::from_str::<heroku_schema::Api>(&text).unwrap(),
        reading.api
    );
}
