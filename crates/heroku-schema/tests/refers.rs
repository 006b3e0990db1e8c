//! What fields say about the definitions that they are.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use heroku_schema::{Api, Field, Reading, Type, read_str};
use serde_json::{Value, json};

/// Reads a schema of three resources, where `pet` has these definitions and properties.
fn read(definitions: &Value, properties: &Value, overrides: Option<&str>) -> Reading {
    let schema = json!({
        "definitions": {
            "owner": owner(),
            "keeper": {
                "definitions": {
                    "email": { "type": "string" },
                    "nick": { "type": "string" },
                    "person": { "anyOf": [
                        { "$ref": "/schemata/owner#/definitions/email" },
                        { "$ref": "/schemata/owner#/definitions/id" }
                    ] },
                    "user": { "$ref": "/schemata/owner#/definitions/identity" }
                }
            },
            "pet": { "definitions": definitions, "properties": properties }
        }
    });
    read_str(&schema.to_string(), overrides).unwrap()
}

fn owner() -> Value {
    json!({
        "definitions": {
            "id": { "type": "string", "format": "uuid" },
            "email": { "type": "string" },
            "self": { "type": "string" },
            "identity": { "anyOf": [
                { "$ref": "#/definitions/owner/definitions/id" },
                { "$ref": "#/definitions/owner/definitions/email" },
                { "$ref": "#/definitions/owner/definitions/self" }
            ] }
        }
    })
}

fn fields(api: &Api) -> &[Field] {
    let pet = api.resources.iter().find(|it| it.name == "pet").unwrap();
    let Some(Type::Object(model)) = &pet.model else {
        panic!("the model is no object");
    };
    &model.fields
}

/// What a field says that it is, as in `owner id`; empty where it says nothing.
fn told(field: &Field) -> String {
    let reference = field.refers.as_ref();
    reference.map_or_else(String::new, |it| {
        format!("{} {}", it.resource, it.definition)
    })
}

/// What the field of a pet with this schema says that it is.
fn refers(schema: &Value) -> String {
    let definitions = json!({
        "name": { "type": "string" },
        "friend": { "$ref": "#/definitions/name" },
        "tags": { "type": "array", "items": { "type": "string" } },
        "a/b": { "type": "string" },
        "home": { "type": "object", "properties": { "street": { "type": "string" } } }
    });
    let reading = read(&definitions, &json!({ "field": schema }), None);
    told(&fields(&reading.api)[0])
}

#[test]
fn a_field_is_the_definition_that_it_refers_to() {
    assert_eq!(
        refers(&json!({ "$ref": "/schemata/owner#/definitions/id" })),
        "owner id"
    );
    assert_eq!(
        refers(&json!({ "$ref": "/schemata/pet#/definitions/a~1b" })),
        "pet a/b"
    );
}

#[test]
fn a_field_is_the_last_definition_of_its_references() {
    let through_another = json!({ "$ref": "/schemata/keeper#/definitions/user" });
    assert_eq!(refers(&through_another), "owner identity");
    let through_its_own = json!({ "$ref": "/schemata/pet#/definitions/friend" });
    assert_eq!(refers(&through_its_own), "pet name");
}

#[test]
fn an_identity_is_told_by_its_own_name() {
    assert_eq!(
        refers(&json!({ "$ref": "/schemata/owner#/definitions/identity" })),
        "owner identity"
    );
}

#[test]
fn alternatives_are_the_identity_that_holds_them() {
    let alternatives = json!([
        { "$ref": "/schemata/owner#/definitions/email" },
        { "$ref": "/schemata/owner#/definitions/id" }
    ]);
    assert_eq!(refers(&json!({ "anyOf": alternatives })), "owner identity");
    let elsewhere = json!({ "$ref": "/schemata/keeper#/definitions/person" });
    assert_eq!(refers(&elsewhere), "owner identity");
}

#[test]
fn an_only_alternative_is_what_the_field_is() {
    let only = json!({ "anyOf": [{ "$ref": "/schemata/owner#/definitions/email" }] });
    assert_eq!(refers(&only), "owner email");
}

#[test]
fn alternatives_that_have_no_identity_in_common_are_no_definition() {
    let of_two_resources = json!([
        { "$ref": "/schemata/owner#/definitions/email" },
        { "$ref": "/schemata/keeper#/definitions/email" }
    ]);
    assert_eq!(refers(&json!({ "anyOf": of_two_resources })), "");
    let of_no_identity = json!([
        { "$ref": "/schemata/keeper#/definitions/email" },
        { "$ref": "/schemata/keeper#/definitions/nick" }
    ]);
    assert_eq!(refers(&json!({ "anyOf": of_no_identity })), "");
    let partly_in_place =
        json!([{ "$ref": "/schemata/owner#/definitions/email" }, { "type": "string" }]);
    assert_eq!(refers(&json!({ "anyOf": partly_in_place })), "");
}

#[test]
fn a_list_refers_to_what_its_items_are() {
    let item = json!({ "$ref": "/schemata/owner#/definitions/id" });
    assert_eq!(
        refers(&json!({ "type": "array", "items": item })),
        "owner id"
    );
    assert_eq!(
        refers(&json!({ "type": "array", "items": [item] })),
        "owner id"
    );
}

#[test]
fn a_list_whose_items_are_described_in_place_is_its_own_definition() {
    assert_eq!(
        refers(&json!({ "$ref": "/schemata/pet#/definitions/tags" })),
        "pet tags"
    );
}

#[test]
fn a_field_described_in_place_is_no_definition() {
    assert_eq!(refers(&json!({ "type": "string" })), "");
    assert_eq!(
        refers(&json!({ "type": "array", "items": { "type": "string" } })),
        ""
    );
}

#[test]
fn a_part_of_a_definition_is_no_definition() {
    let part = json!({ "$ref": "/schemata/pet#/definitions/home/properties/street" });
    assert_eq!(refers(&part), "");
}

#[test]
fn a_field_of_a_body_says_what_it_is() {
    let schema = json!({
        "id": "schemata/pet",
        "definitions": { "name": { "type": "string" } },
        "links": [{
            "title": "Create", "rel": "create", "method": "POST", "href": "/pets",
            "schema": { "properties": { "called": { "$ref": "#/definitions/name" } } }
        }]
    });
    let reading = read_str(&schema.to_string(), None).unwrap();
    let Some(Type::Object(body)) = &reading.api.resources[0].actions[0].body else {
        panic!("the body is no object");
    };
    assert_eq!(told(&body.fields[0]), "pet name");
}

#[test]
fn a_shared_type_keeps_what_each_place_refers_to() {
    let holder = |of: &str| {
        let reference = format!("/schemata/{of}#/definitions/email");
        json!({ "type": "object", "properties": { "mail": { "$ref": reference } } })
    };
    let properties = json!({ "first": holder("owner"), "second": holder("keeper") });
    let overrides = "[[field]]\nat = [\"pet.first\", \"pet.second\"]\ntype_name = \"Mailbox\"\n\
                     reason = \"They are the same.\"";
    let reading = read(&json!({}), &properties, Some(overrides));
    let inside = |field: &Field| {
        let Type::Object(object) = &field.ty else {
            panic!("the field is no object");
        };
        (object.name.clone(), told(&object.fields[0]))
    };
    let all: Vec<_> = fields(&reading.api).iter().map(inside).collect();
    let mailbox = |refers: &str| ("Mailbox".to_owned(), refers.to_owned());
    assert_eq!(all, [mailbox("owner email"), mailbox("keeper email")]);
}

#[test]
fn references_survive_json_as_pairs() {
    let properties = json!({ "mail": { "$ref": "/schemata/owner#/definitions/email" } });
    let reading = read(&json!({}), &properties, None);
    let written = serde_json::to_value(&fields(&reading.api)[0]).unwrap();
    assert_eq!(written["refers"], json!(["owner", "email"]));
    let field: Field = serde_json::from_value(written).unwrap();
    assert_eq!(field, fields(&reading.api)[0]);
}
