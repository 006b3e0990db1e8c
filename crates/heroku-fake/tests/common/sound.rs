//! Sound requests for actions, made of the description and of a furnished world.

use heroku_schema::{Action, Field, Type, Variant};
use serde_json::{Map, Value, json};

use super::furnished::Furnished;
use super::{Answer, SDK, send_with};

/// The header that asks for the plain version.
const PLAIN: (&str, &str) = ("accept", "application/vnd.heroku+json; version=3");

/// Bodies of which the description does not say enough: what a key, a certificate or a source is,
/// or what is not there yet. One action and its body on each line.
const BODIES: &str = include_str!("bodies.txt");

/// Actions that are rightly refused in the furnished world, and with which status: what they are
/// about cannot be had in one request.
pub(crate) const REFUSED: &[(&str, u16)] = &[
    // The add-on keeps its last attachment.
    ("AddOnAttachmentDelete", 422),
    // ACM is off.
    ("AppRefreshAcm", 422),
    // The build is over, since time passed.
    ("BuildCancel", 422),
    // It is that of a team outside of enterprise accounts.
    ("IdentityProviderActionsMigrate", 422),
    // Nobody has logged in by password, so there is no session, and nobody was given a code.
    ("OAuthSessionDelete", 404),
    ("OAuthTokenCreate", 422),
    // A token of an authorization goes with that one.
    ("OAuthTokenDelete", 404),
    // The app is none.
    ("ReviewAppInfoByApp", 404),
    // They are enabled.
    ("ReviewAppConfigEnable", 409),
    // The run has ended, since time passed.
    ("TestRunUpdate", 409),
    // The team has apps.
    ("TeamDelete", 422),
    // Nothing has the id of the example.
    ("UsageHistoryInfo", 404),
];

/// A sound request for an action.
pub(crate) struct Sound {
    pub(crate) path: String,
    /// Without the fields that can be left out, or with all fields.
    pub(crate) body: Value,
}

impl Sound {
    pub(crate) fn new(action: &Action, world: &Furnished, all: bool) -> Self {
        let given = BODIES.lines().find_map(|line| {
            let (name, body) = line.split_once(' ')?;
            (name == action.name).then(|| world.fill(body))
        });
        let body = match given {
            Some(body) => serde_json::from_str(&body).expect("the body is JSON"),
            None => match &action.body {
                Some(ty) => example(ty, world, all),
                None => json!({}),
            },
        };
        let path = path(action, world);
        Self { path, body }
    }

    pub(crate) fn send(&self, action: &Action, world: &Furnished) -> Answer {
        self.send_as(action, world, action.variant == Variant::Sdk)
    }

    pub(crate) fn send_as(&self, action: &Action, world: &Furnished, sdk: bool) -> Answer {
        let accept = [if sdk { SDK } else { PLAIN }];
        let body = match action.method.as_str() {
            "GET" => String::new(),
            _ => self.body.to_string(),
        };
        send_with(&world.fake, &action.method, &self.path, &accept, body)
    }
}

/// The path with the names of things in a world.
fn path(action: &Action, world: &Furnished) -> String {
    let mut path = action.path.clone();
    for argument in &action.arguments {
        let example = match &argument.example {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let known = match argument.definition.as_str() {
            // What these name is no thing of the resource.
            "stage" | "formation_type" => None,
            "number" => Some("1".to_owned()),
            _ => {
                let place = &action.arguments[0].resource;
                let here = world.name(&format!("{}@{place}", argument.resource));
                here.or_else(|| world.name(&argument.resource))
            }
        };
        let value = known.unwrap_or(example);
        let value = value.replace('%', "%25").replace('/', "%2F");
        path = path.replace(&format!("{{{}}}", argument.name), &value);
    }
    let required = action.query.iter().find(|field| field.required);
    match required {
        Some(field) if field.pattern == "^[0-9]{4}-[0-9]{2}$" => {
            format!("{path}?{}=2026-01", field.wire_name)
        }
        Some(field) => format!("{path}?{}=2026-01-01", field.wire_name),
        None => path,
    }
}

fn example(ty: &Type, world: &Furnished, all: bool) -> Value {
    match ty {
        Type::Timestamp => json!("2026-01-01T00:00:00Z"),
        Type::Integer | Type::Number => json!(1),
        Type::Boolean => json!(true),
        Type::Enum(known) => json!(known.values[0].text),
        Type::Array(item) => json!([example(item, world, all)]),
        Type::Map(map) => json!({ "EXAMPLE": example(&map.value, world, all) }),
        Type::Object(object) => {
            let wanted = |field: &&Field| all || field.required;
            let fields = object.fields.iter().filter(wanted);
            let fields = fields.map(|field| {
                let value = field_example(field, world, all);
                (field.wire_name.clone(), value)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Type::Model(_) => json!({}),
        _ => json!("example"),
    }
}

fn field_example(field: &Field, world: &Furnished, all: bool) -> Value {
    let named = field
        .refers
        .as_ref()
        .filter(|refers| ["id", "identity", "name", "self"].contains(&refers.definition.as_str()));
    let is_text = matches!(field.ty, Type::String | Type::Secret | Type::Any);
    if let Some(name) = named
        .and_then(|refers| world.name(&refers.resource))
        .filter(|_| is_text)
    {
        return name.into();
    }
    let fits = |value: &&Value| match &field.ty {
        Type::String | Type::Secret => value.is_string(),
        Type::Integer | Type::Number => value.is_number(),
        _ => false,
    };
    match (field.example.as_ref().filter(fits), field.format.as_str()) {
        (Some(example), _) => example.clone(),
        (None, "uuid") => json!("01234567-89ab-cdef-0123-456789abcdef"),
        (None, "email") => json!("someone@example.com"),
        (None, "uri") => json!("https://example.com/"),
        (None, "ipv4") => json!("192.0.2.1"),
        (None, "date") => json!("2026-01-01"),
        (None, _) => example(&field.ty, world, all),
    }
}
