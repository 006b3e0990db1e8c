//! Reads a link into an action.

use crate::document::Location;
use crate::head::Head;
use crate::json::{Map, Value};
use crate::kind::types_in;
use crate::reference::decode;
use crate::shape::{Shaper, Side};
use crate::shaped::Naming;
use crate::words::value_name;
use crate::{Action, Field, Type, Variant};

/// Reads what the head of a link does not tell: body, query, answer and explanations.
pub(crate) fn action(head: Head, stability: &str, shaper: &mut Shaper<'_>) -> Action {
    let documents = shaper.shared.documents;
    let link = documents.node(&head.at).unwrap_or(&Value::Null);
    let text = |key: &str| {
        link.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut query = Vec::new();
    for (name, value) in &head.query {
        add_parameter(&mut query, name, value.clone(), true, head.variant);
    }
    let body = if matches!(head.method.as_str(), "GET" | "HEAD") {
        read_query(&head, link, shaper, &mut query);
        None
    } else {
        read_body(&head, link, shaper, &mut query)
    };
    let returns = crate::returns::returns(&head, link, shaper);
    let own_stability = text("stability");
    let corrections = shaper.shared.corrections;
    let idempotent = corrections
        .of_action(&head.at)
        .find_map(|rule| rule.idempotent);
    let free = corrections.of_action(&head.at).find_map(|rule| rule.free);
    let is_repeatable = matches!(head.method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE");
    let access = corrections
        .of_action(&head.at)
        .find_map(|rule| rule.access.clone());
    Action {
        aliases: aliases(&head, shaper),
        ranges: ranges(&head, link, shaper),
        name: head.name,
        title: head.title,
        description: text("description"),
        method: head.method,
        path: head.path,
        arguments: head.arguments,
        query,
        body,
        returns,
        rel: head.rel,
        variant: head.variant,
        idempotent: idempotent.unwrap_or(is_repeatable),
        free: free.unwrap_or_default(),
        access: access.unwrap_or_default(),
        stability: if own_stability.is_empty() {
            stability.to_owned()
        } else {
            own_stability
        },
    }
}

/// The names that naming found, and those that an override gives.
fn aliases(head: &Head, shaper: &Shaper<'_>) -> Vec<String> {
    let mut aliases = head.aliases.clone();
    for rule in shaper.shared.corrections.of_action(&head.at) {
        for alias in &rule.aliases {
            if *alias != head.name && !aliases.contains(alias) {
                aliases.push(alias.clone());
            }
        }
    }
    aliases
}

/// The fields that the link lists, and those that an override adds.
fn ranges(head: &Head, link: &Value<'_>, shaper: &Shaper<'_>) -> Vec<String> {
    let mut ranges: Vec<String> = Vec::new();
    if let Some(listed) = link.get("ranges") {
        let all = listed.as_array().map(Vec::as_slice).unwrap_or_default();
        ranges.extend(all.iter().filter_map(|it| it.as_str().map(str::to_owned)));
        if !listed.is_array() || ranges.len() != all.len() {
            let at = head.at.child("ranges");
            shaper.warn(
                &at,
                "`ranges` is no list of texts; the rest is left out",
                "list the fields",
            );
        }
    }
    for rule in shaper.shared.corrections.of_action(&head.at) {
        for range in &rule.ranges {
            if !ranges.contains(range) {
                ranges.push(range.clone());
            }
        }
    }
    ranges
}

/// The parameters of a GET, from the schema that stands where others have their body.
fn read_query(head: &Head, link: &Value<'_>, shaper: &mut Shaper<'_>, query: &mut Vec<Field>) {
    let at = head.at.child("schema");
    match link.get("schema") {
        None => {}
        Some(Value::String(text)) => query_string(text, &at, head, shaper, query),
        Some(_) => {
            shaper.side = Side::Query;
            match shaper.shape(&at, &body_naming(head)).ty {
                Type::Object(object) => {
                    for field in object.fields {
                        if query.iter().all(|known| known.wire_name != field.wire_name) {
                            query.push(field);
                        }
                    }
                }
                _ => shaper.warn(
                    &at,
                    "the schema of a GET does not name its parameters; left out",
                    "write an object with `properties`",
                ),
            }
        }
    }
}

fn query_string(
    text: &str,
    at: &Location,
    head: &Head,
    shaper: &Shaper<'_>,
    query: &mut Vec<Field>,
) {
    shaper.warn(
        at,
        &format!("the schema is the query string `{text}`; read as its parameters"),
        "write an object with `properties`",
    );
    let bare = text
        .trim_start_matches(['?', '{', '&'])
        .replace(['{', '}', '?'], "");
    for pair in bare.split(['&', ',']).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_value = !value.is_empty() && !text.contains(&format!("{{{value}}}"));
        let value = is_value.then(|| decode(value.trim()));
        add_parameter(query, name.trim(), value, false, head.variant);
    }
}

fn add_parameter(
    query: &mut Vec<Field>,
    name: &str,
    value: Option<String>,
    in_path: bool,
    variant: Variant,
) {
    if query.iter().any(|known| known.wire_name == name) {
        return;
    }
    let free = |tried: &str| query.iter().all(|known| known.name != tried);
    query.push(Field {
        wire_name: name.to_owned(),
        name: crate::words::numbered(&value_name(name, "parameter"), "_", free),
        description: format!("Value of the query parameter `{name}`."),
        ty: Type::String,
        nullable: false,
        required: false,
        omittable: false,
        default_null: false,
        variant,
        pattern: String::new(),
        fixed: in_path && value.is_some(),
        default: value.map(serde_json::Value::String),
        example: None,
        format: String::new(),
        read_only: false,
        also_accepts: Vec::new(),
        refers: None,
    });
}

fn read_body(
    head: &Head,
    link: &Value<'_>,
    shaper: &mut Shaper<'_>,
    query: &mut Vec<Field>,
) -> Option<Type> {
    let at = head.at.child("schema");
    let schema = link.get("schema")?;
    if let Value::String(text) = schema {
        query_string(text, &at, head, shaper, query);
        return None;
    }
    let documents = shaper.shared.documents;
    let is_empty = documents.follow(&at).is_some_and(|chain| {
        chain.problem.is_none() && chain.last().node.as_object().is_some_and(is_shapeless)
    });
    if is_empty {
        shaper.warn(
            &at,
            "the body has no fields; read as no body",
            "remove the schema of the link",
        );
        return None;
    }
    shaper.side = Side::Request;
    let mut naming = body_naming(head);
    if let Some(text) = link.get("description").and_then(Value::as_str) {
        text.clone_into(&mut naming.about);
    }
    Some(shaper.shape(&at, &naming).ty)
}

fn body_naming(head: &Head) -> Naming {
    Naming {
        parent: head.name.clone(),
        exact: true,
        variant: head.variant,
        ..Naming::default()
    }
}

/// Whether a schema is an object, or says nothing, and describes no inside.
pub(crate) fn is_shapeless(schema: &Map<'_>) -> bool {
    const INSIDES: [&str; 8] = [
        "properties",
        "patternProperties",
        "items",
        "anyOf",
        "oneOf",
        "allOf",
        "enum",
        "$ref",
    ];
    let inside = |key: &&str| match schema.get(key) {
        Some(Value::Object(inside)) => !inside.is_empty(),
        Some(_) => true,
        None => false,
    };
    let open = matches!(
        schema.get("additionalProperties"),
        Some(Value::Bool(true) | Value::Object(_))
    );
    let kinds = types_in(schema.get("type"));
    let is_object = kinds.iter().all(|kind| matches!(*kind, "object" | "null"));
    is_object && !open && !INSIDES.iter().any(inside)
}
