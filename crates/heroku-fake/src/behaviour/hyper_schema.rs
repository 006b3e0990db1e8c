//! The description of the API, told as a JSON hyper-schema.

use heroku_schema::{Action, Argument, Field, Object, Resource, Returns, Type, Variant};
use serde_json::{Map, Value, json};

use super::table::Rules;
use crate::exchange::{Reply, Version};
use crate::schema::{Schema, object};

pub(super) const RULES: Rules = &[("GET /schema", |_, call| {
    Ok(Reply::one(document(call.version)))
})];

/// The hyper-schema of what a version offers.
fn document(version: &Version) -> Value {
    let mut resources: Vec<&Resource> = Schema::shared().resources().collect();
    resources.sort_by(|one, other| one.name.cmp(&other.name));
    resources.retain(|resource| offers(version, resource.variant));
    let (mut definitions, mut properties) = (Map::new(), Map::new());
    for resource in resources {
        definitions.insert(resource.name.clone(), described(version, resource));
        let reference = json!({ "$ref": format!("#/definitions/{}", resource.name) });
        properties.insert(resource.name.clone(), reference);
    }
    json!({
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "title": "Platform API",
        "description": "What the fake offers of Heroku's Platform API.",
        "type": ["object"],
        "definitions": definitions,
        "properties": properties,
        "links": [{ "href": "https://api.heroku.com", "rel": "self" }],
    })
}

/// Whether a version offers what a variant brought; what only the API of 2014 had is history.
fn offers(version: &Version, variant: Variant) -> bool {
    variant != Variant::Legacy && version.serves(variant)
}

fn described(version: &Version, resource: &Resource) -> Value {
    let actions = resource.actions.iter();
    let actions: Vec<&Action> = actions
        .filter(|action| offers(version, action.variant))
        .collect();
    let mut told = Map::new();
    told.insert("title".to_owned(), resource.type_name.as_str().into());
    told.insert(
        "description".to_owned(),
        resource.description.as_str().into(),
    );
    told.insert("stability".to_owned(), resource.stability.as_str().into());
    told.insert("definitions".to_owned(), definitions(version, resource));
    let links: Vec<Value> = actions.iter().map(|action| link(version, action)).collect();
    told.insert("links".to_owned(), links.into());
    match &resource.model {
        Some(Type::Object(model)) => {
            told.insert("type".to_owned(), json!(["object"]));
            told.insert(
                "properties".to_owned(),
                references(version, resource, model),
            );
        }
        Some(ty) => {
            let shape = shape(version, ty);
            told.extend(shape.as_object().cloned().unwrap_or_default());
        }
        None => {}
    }
    told.into()
}

/// The definitions of a resource: its fields, and what may stand for it in a path.
fn definitions(version: &Version, resource: &Resource) -> Value {
    let mut definitions = Map::new();
    for field in resource
        .model
        .as_ref()
        .and_then(object)
        .into_iter()
        .flat_map(|model| &model.fields)
    {
        if offers(version, field.variant) {
            definitions.insert(field.wire_name.clone(), described_field(version, field));
        }
    }
    for name in &resource.identity {
        let text = || json!({ "description": "What names it in a path.", "type": ["string"] });
        definitions.entry(name).or_insert_with(text);
    }
    let names = resource.identity.iter();
    let references: Vec<Value> = names
        .map(|name| json!({ "$ref": definition(&resource.name, name) }))
        .collect();
    if !references.is_empty() {
        let identity = json!({ "description": "What names it.", "anyOf": references });
        definitions.entry("identity").or_insert(identity);
    }
    definitions.into()
}

fn references(version: &Version, resource: &Resource, model: &Object) -> Value {
    let fields = model.fields.iter();
    let offered = fields.filter(|field| offers(version, field.variant));
    let references = offered.map(|field| {
        let reference = json!({ "$ref": definition(&resource.name, &field.wire_name) });
        (field.wire_name.clone(), reference)
    });
    Value::Object(references.collect())
}

fn definition(resource: &str, name: &str) -> String {
    format!("#/definitions/{resource}/definitions/{name}")
}

fn link(version: &Version, action: &Action) -> Value {
    let mut link = Map::new();
    link.insert("title".to_owned(), action.title.as_str().into());
    link.insert("description".to_owned(), action.description.as_str().into());
    link.insert("href".to_owned(), address(action).into());
    link.insert("method".to_owned(), action.method.as_str().into());
    link.insert("rel".to_owned(), action.rel.as_str().into());
    if let Some(body) = &action.body {
        link.insert("schema".to_owned(), shape(version, body));
    }
    if !action.ranges.is_empty() {
        link.insert("ranges".to_owned(), action.ranges.clone().into());
    }
    let target = match &action.returns {
        Returns::One(ty) => Some(shape(version, ty)),
        Returns::Page(ty) | Returns::Many(ty) => {
            Some(json!({ "type": ["array"], "items": shape(version, ty) }))
        }
        _ => None,
    };
    link.extend(target.map(|target| ("targetSchema".to_owned(), target)));
    link.into()
}

/// The path of an action, in which a reference to what may stand there takes the place of each
/// argument.
fn address(action: &Action) -> String {
    let mut address = action.path.clone();
    for argument in &action.arguments {
        let placeholder = format!("{{{}}}", argument.name);
        address = address.replacen(&placeholder, &pointer(argument), 1);
    }
    address
}

fn pointer(argument: &Argument) -> String {
    let name = match argument.definition.as_str() {
        "" => "identity",
        name => name,
    };
    let reference = definition(&argument.resource, name);
    format!(
        "{{({})}}",
        reference.replace('#', "%23").replace('/', "%2F")
    )
}

fn described_field(version: &Version, field: &Field) -> Value {
    let mut told = shape(version, &field.ty);
    let Value::Object(map) = &mut told else {
        return told;
    };
    map.insert("description".to_owned(), field.description.as_str().into());
    for (name, text) in [("format", &field.format), ("pattern", &field.pattern)] {
        if !text.is_empty() {
            map.insert(name.to_owned(), text.as_str().into());
        }
    }
    for (name, value) in [("default", &field.default), ("example", &field.example)] {
        if let Some(value) = value {
            map.insert(name.to_owned(), value.clone());
        }
    }
    if field.read_only {
        map.insert("readOnly".to_owned(), true.into());
    }
    if let (true, Some(Value::Array(types))) = (field.nullable, map.get_mut("type")) {
        types.push("null".into());
    }
    told
}

fn shape(version: &Version, ty: &Type) -> Value {
    match ty {
        Type::String | Type::Secret => json!({ "type": ["string"] }),
        Type::Timestamp => json!({ "type": ["string"], "format": "date-time" }),
        Type::Integer => json!({ "type": ["integer"] }),
        Type::Number => json!({ "type": ["number"] }),
        Type::Boolean => json!({ "type": ["boolean"] }),
        Type::Enum(known) => {
            let texts: Vec<&str> = known
                .values
                .iter()
                .map(|value| value.text.as_str())
                .collect();
            json!({ "type": ["string"], "enum": texts })
        }
        Type::Array(item) => json!({ "type": ["array"], "items": shape(version, item) }),
        Type::Map(map) => {
            let pattern = if map.pattern.is_empty() {
                "^.+$"
            } else {
                &map.pattern
            };
            let mut value = shape(version, &map.value);
            if let (true, Some(Value::Array(types))) = (map.nullable, value.get_mut("type")) {
                types.push("null".into());
            }
            json!({ "type": ["object"], "patternProperties": { pattern: value } })
        }
        Type::Object(object) => shape_of_object(version, object),
        Type::Model(name) => json!({ "$ref": format!("#/definitions/{name}") }),
        _ => json!({}),
    }
}

fn shape_of_object(version: &Version, object: &Object) -> Value {
    let fields = object.fields.iter();
    let offered: Vec<&Field> = fields
        .filter(|field| offers(version, field.variant))
        .collect();
    let properties = offered.iter().map(|field| {
        let told = described_field(version, field);
        (field.wire_name.clone(), told)
    });
    let properties: Map<String, Value> = properties.collect();
    let required = offered
        .iter()
        .filter(|field| field.required && !field.omittable);
    let required: Vec<&str> = required.map(|field| field.wire_name.as_str()).collect();
    let mut told = json!({ "type": ["object"], "properties": properties });
    if !required.is_empty() {
        told["required"] = required.into();
    }
    if object.closed {
        told["additionalProperties"] = false.into();
    }
    told
}
