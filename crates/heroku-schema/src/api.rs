//! The resolved description of an API: what the generator, the fake and the command line start from.
//!
//! An [`Api`] can be written as JSON and read back; what is empty, false or absent is left out.

use serde::{Deserialize, Serialize};

use crate::Reference;

/// Everything that one description offers, resolved, merged, corrected and named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Api {
    /// The resources, ordered by name.
    pub resources: Vec<Resource>,
}

/// One kind of thing: its model, if it has one, and its actions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Resource {
    /// Name in the schema, as in `app-feature`.
    pub name: String,
    /// Name of the Rust module, as in `app_feature`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub module: String,
    /// Name of the Rust type, as in `AppFeature`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub type_name: String,
    /// What the resource is, in one or a few sentences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// `production`, `development`, `prototype` or `deprecation`; empty where the schema is silent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stability: String,
    /// The shape of the resource's JSON, where the schema gives one: an object, a map, or a
    /// reference to another resource's model.
    #[serde(default, skip_serializing_if = "is_default")]
    pub model: Option<Type>,
    /// The actions, in the order of the schema.
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<Action>,
    /// The variant of the API that introduced the resource.
    #[serde(default, skip_serializing_if = "is_default")]
    pub variant: Variant,
    /// The fields of `any_of` on the identity: the names of the fields whose value may stand in a
    /// path, as in `["id", "name"]`. Used by the fake to look things up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: Vec<String>,
}

/// The variants of the API, by the folder that describes them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[non_exhaustive]
pub enum Variant {
    /// Today's published API.
    #[default]
    Platform,
    /// What only `version=3.sdk` offers.
    Sdk,
    /// What only the API of 2014 offered.
    Legacy,
}

/// One action: a verb on a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Action {
    /// Name of the Rust request type, as in `AppFeatureUpdate`. Unique within an [`Api`].
    pub name: String,
    /// Other names: the one that the schema's titles prove, where an override chose a better one,
    /// and those that overrides give.
    #[serde(default, skip_serializing_if = "is_default")]
    pub aliases: Vec<String>,
    /// Title in the schema, as in `Update`; made up from the relation where the schema has none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub title: String,
    /// What the action does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// HTTP method, upper case.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: String,
    /// Path with one `{name}` for each argument, as in `/apps/{app}/features/{app_feature}`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub path: String,
    /// The arguments of the path, in order; their names are those of the placeholders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub arguments: Vec<Argument>,
    /// Parameters of the query string.
    #[serde(default, skip_serializing_if = "is_default")]
    pub query: Vec<Field>,
    /// The body: `None` where the action takes none. An [`Type::Object`] or a [`Type::Map`]
    /// in all published schemas, but anything else is possible.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: Option<Type>,
    /// What the action answers.
    pub returns: Returns,
    /// The link relation: `self`, `instances`, `create`, `update`, `destroy`, `empty`, …
    #[serde(default, skip_serializing_if = "is_default")]
    pub rel: String,
    /// Fields by which a list can be sorted, where the schema tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ranges: Vec<String>,
    /// The variant that the action belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub variant: Variant,
    /// Whether sending it twice has the effect of sending it once: GET, HEAD, PUT, DELETE, or by override.
    #[serde(default, skip_serializing_if = "is_default")]
    pub idempotent: bool,
    /// Whether Heroku does not count it against the rate limit.
    #[serde(default, skip_serializing_if = "is_default")]
    pub free: bool,
    /// OAuth scopes or roles that the action needs, where known, in words; empty where unknown.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access: String,
    /// Stability of the resource at this action.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stability: String,
}

/// One argument of a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Argument {
    /// Name of the Rust parameter and of the placeholder, as in `app_feature`; unique within its action.
    pub name: String,
    /// The resource that the argument names, as in `app-feature`; empty where the schema does not say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resource: String,
    /// What may stand there, as in `id or name`, or the description of the definition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// A value that may stand there, for examples.
    #[serde(default, skip_serializing_if = "is_default")]
    pub example: serde_json::Value,
    /// The definition that the placeholder refers to, as in `identity` or `number`; empty where
    /// the schema does not say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub definition: String,
    /// Whether the value must never be printed, as of a password reset token.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secret: bool,
}

/// What an action answers with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Returns {
    /// Nothing worth decoding: no target schema, or an empty object.
    Nothing,
    /// One value.
    One(Type),
    /// A list that a GET walks page by page; the type is that of an item.
    Page(Type),
    /// An array that is no list to walk, as of a batch update; the type is that of an item.
    Many(Type),
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Type {
    /// Text.
    String,
    /// Text that must never be printed.
    Secret,
    /// A point in time (`date-time`).
    Timestamp,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Whatever JSON: the schema gives no type, or several that have no common Rust type.
    Any,
    /// Text with a set of known values.
    Enum(EnumType),
    /// A list.
    Array(Box<Type>),
    /// An object with free keys.
    Map(MapType),
    /// An object with known fields.
    Object(Object),
    /// The model of the named resource (its name in the schema).
    Model(String),
}

/// An object with free keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MapType {
    /// The type of the values.
    pub value: Box<Type>,
    /// Whether a value may be null.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// The pattern that keys match, where the schema tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pattern: String,
    /// In a request: other JSON types that clients send as values and Heroku accepts, by override.
    /// The fake accepts them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub also_accepts: Vec<String>,
}

/// Text with a set of known values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EnumType {
    /// Name of the Rust type, as in `ReleaseStatus`. Unique within its resource's module.
    pub name: String,
    /// What the value tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// The known values, in the order of the schema.
    #[serde(default, skip_serializing_if = "is_default")]
    pub values: Vec<EnumValue>,
}

/// One known value of an [`EnumType`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EnumValue {
    /// Name of the Rust variant, as in `Succeeded`. Unique within the enum, and never `Unknown`.
    pub name: String,
    /// The text on the wire.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text: String,
}

/// An object with known fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Object {
    /// Name of the Rust type, as in `AppOwner`. Unique within its resource's module.
    pub name: String,
    /// What the object is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// The fields, in the order of the schema.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<Field>,
    /// Where an answer may hold plain text in place of the object, the field that takes the text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text_field: Option<String>,
    /// Whether the schema forbids other fields (the fake refuses them in requests).
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: bool,
}

/// One field of an object, or one parameter of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells one independent fact of the schema"
)]
pub struct Field {
    /// Name on the wire, as in `ca_signed?`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wire_name: String,
    /// Name in Rust, as in `ca_signed`; never a bare keyword (`type` is `type_`).
    pub name: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Its type, without null.
    pub ty: Type,
    /// Whether it may be null. In a request: whether null clears it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// In a request: whether it must be sent. In a model: whether every variant that serves the
    /// model promises it (the schema lists it, and no override or variant says otherwise).
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// In a request: a required field that may be left out all the same (by override).
    #[serde(default, skip_serializing_if = "is_default")]
    pub omittable: bool,
    /// In a request: a required field that is null unless it is set (by override).
    #[serde(default, skip_serializing_if = "is_default")]
    pub default_null: bool,
    /// The variant that knows the field.
    #[serde(default, skip_serializing_if = "is_default")]
    pub variant: Variant,
    /// The pattern that its text matches, where the schema tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pattern: String,
    /// The default, where the schema tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<serde_json::Value>,
    /// In a query: whether the path of the schema carries the default, so that it is sent unless
    /// another value is set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fixed: bool,
    /// An example, where the schema tells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub example: Option<serde_json::Value>,
    /// The format that the schema names (`uuid`, `uri`, `email`, `ipv4`, …); empty where none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub format: String,
    /// Whether the schema marks it as written by the server only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub read_only: bool,
    /// In a request: other JSON types that clients send and Heroku accepts, by override
    /// (as `string` for a quantity of `"+1"`). The fake accepts them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub also_accepts: Vec<String>,
    /// The definition that the field is, as in `app` and `name`; of a list, that of its items.
    /// `None` where it is described in place.
    #[serde(default, skip_serializing_if = "is_default")]
    pub refers: Option<Reference>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
