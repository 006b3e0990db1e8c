//! The file of corrections: reading it. What it may hold is told at the top of `schema/overrides.toml`.

use serde_json::Number;
use toml::{Table, Value};

use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::json::{Map, Value as Json};
use crate::{ReadError, Variant};

/// All corrections, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) file: String,
    pub(crate) fields: Vec<FieldRule>,
    pub(crate) actions: Vec<ActionRule>,
    pub(crate) additions: Vec<Addition>,
}

/// A correction of a definition, a property, or a field of a request.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one key of the file")]
pub(crate) struct FieldRule {
    /// Pointer to the entry in the file of corrections.
    pub(crate) pointer: String,
    /// `app.web_url`, or `domain Create > sni_endpoint`.
    pub(crate) at: String,
    pub(crate) nullable: Option<bool>,
    pub(crate) values: Vec<String>,
    pub(crate) text_field: Option<String>,
    pub(crate) secret: bool,
    pub(crate) schema: Option<Map<'static>>,
    pub(crate) optional: bool,
    pub(crate) required: Option<bool>,
    pub(crate) omittable: bool,
    pub(crate) default_null: bool,
    pub(crate) also_accepts: Vec<String>,
    pub(crate) type_name: Option<String>,
}

/// A correction of an action.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActionRule {
    pub(crate) pointer: String,
    /// `plan Info By Add-on`.
    pub(crate) at: String,
    /// `GET /apps/{}/usage`, where the title alone is not enough.
    pub(crate) route: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) free: Option<bool>,
    pub(crate) returns: Option<String>,
    pub(crate) access: Option<String>,
    pub(crate) ranges: Vec<String>,
}

/// A field that the schema does not know.
#[derive(Clone, Debug)]
pub(crate) struct Addition {
    pub(crate) pointer: String,
    /// `formation.update.docker_image`, or `app-setup Create > pipeline_coupling`.
    pub(crate) at: String,
    pub(crate) schema: Map<'static>,
    pub(crate) variant: Variant,
}

impl Overrides {
    /// Reads the file; entries that are wrong are told and left out.
    pub(crate) fn parse(text: &str, file: &str, sink: &Sink) -> Result<Self, ReadError> {
        let table: Table =
            toml::from_str(text).map_err(|error| ReadError::not_toml(file, text, &error))?;
        let mut overrides = Self {
            file: file.to_owned(),
            ..Self::default()
        };
        for (kind, entries) in table {
            let pointer = format!("/{kind}");
            let Value::Array(entries) = entries else {
                overrides.fail(
                    sink,
                    &pointer,
                    &format!("`{kind}` is no list of tables"),
                    KINDS,
                );
                continue;
            };
            for (index, entry) in entries.into_iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                let Value::Table(table) = entry else {
                    overrides.fail(sink, &pointer, "the entry is no table", KINDS);
                    continue;
                };
                let entry = Entry {
                    table,
                    pointer,
                    file,
                    sink,
                };
                match kind.as_str() {
                    "field" => overrides.fields.extend(entry.field()),
                    "action" => overrides.actions.extend(entry.action()),
                    "add" => overrides.additions.extend(entry.addition()),
                    _ => overrides.fail(
                        sink,
                        &entry.pointer,
                        &format!("`{kind}` is no kind of override"),
                        KINDS,
                    ),
                }
            }
        }
        Ok(overrides)
    }

    pub(crate) fn fail(&self, sink: &Sink, pointer: &str, message: &str, hint: &str) {
        sink.add(Diagnostic {
            severity: Severity::Error,
            file: self.file.clone(),
            pointer: pointer.to_owned(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}

const KINDS: &str = "the kinds are [[field]], [[action]] and [[add]]";

/// One entry; what has been read is taken out of the table, so that the rest is unknown.
struct Entry<'a> {
    table: Table,
    pointer: String,
    file: &'a str,
    sink: &'a Sink,
}

impl Entry<'_> {
    fn field(mut self) -> Vec<FieldRule> {
        let addresses = self.addresses();
        let rule = FieldRule {
            pointer: self.pointer.clone(),
            at: String::new(),
            nullable: self.flag("nullable"),
            values: self.texts("values"),
            text_field: self.text("text_field"),
            secret: self.flag("secret").unwrap_or_default(),
            schema: self.schema(),
            optional: self.flag("optional").unwrap_or_default(),
            required: self.flag("required"),
            omittable: self.flag("omittable").unwrap_or_default(),
            default_null: self.flag("default_null").unwrap_or_default(),
            also_accepts: self.texts("also_accepts"),
            type_name: self.text("type_name"),
        };
        self.finish();
        addresses
            .into_iter()
            .map(|at| FieldRule { at, ..rule.clone() })
            .collect()
    }

    fn action(mut self) -> Vec<ActionRule> {
        let addresses = self.addresses();
        let rule = ActionRule {
            pointer: self.pointer.clone(),
            at: String::new(),
            route: self.text("route"),
            name: self.text("name"),
            aliases: self.texts("aliases"),
            idempotent: self.flag("idempotent"),
            free: self.flag("free"),
            returns: self.text("returns"),
            access: self.text("access"),
            ranges: self.texts("ranges"),
        };
        self.finish();
        addresses
            .into_iter()
            .map(|at| ActionRule { at, ..rule.clone() })
            .collect()
    }

    fn addition(mut self) -> Vec<Addition> {
        let addresses = self.addresses();
        let schema = self.schema();
        let variant = match self.text("variant").as_deref() {
            None | Some("platform") => Variant::Platform,
            Some("sdk") => Variant::Sdk,
            Some("legacy") => Variant::Legacy,
            Some(other) => {
                self.fail(
                    &format!("`{other}` is no variant"),
                    "use platform, sdk or legacy",
                );
                Variant::Platform
            }
        };
        if schema.is_none() {
            self.fail(
                "the new field has no `schema`",
                "say `schema = { type = [\"string\"] }`",
            );
        }
        let pointer = self.pointer.clone();
        self.finish();
        let Some(schema) = schema else {
            return Vec::new();
        };
        addresses
            .into_iter()
            .map(|at| Addition {
                pointer: pointer.clone(),
                at,
                schema: schema.clone(),
                variant,
            })
            .collect()
    }

    fn addresses(&mut self) -> Vec<String> {
        let found = match self.table.remove("at") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(all)) => all
                .into_iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        if found.is_empty() {
            self.fail(
                "the entry does not say what it corrects",
                "add `at = \"app.web_url\"`",
            );
        }
        found
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.table.remove(key)?;
        if value.as_bool().is_none() {
            self.fail(&format!("`{key}` is neither true nor false"), "");
        }
        value.as_bool()
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.table.remove(key)?;
        if value.as_str().is_none() {
            self.fail(&format!("`{key}` is no text"), "");
        }
        value.as_str().map(str::to_owned)
    }

    fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.remove(key) else {
            return Vec::new();
        };
        let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let texts: Vec<String> = all
            .iter()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect();
        if texts.is_empty() || texts.len() != all.len() {
            self.fail(&format!("`{key}` is no list of texts"), "");
        }
        texts
    }

    fn schema(&mut self) -> Option<Map<'static>> {
        let value = self.table.remove("schema")?;
        if let Json::Object(schema) = json(&value) {
            return Some(schema);
        }
        self.fail("`schema` is no table", "write it as in a schema file");
        None
    }

    /// Every entry has a reason and no key that nobody reads.
    fn finish(mut self) {
        let reason = self.table.remove("reason");
        let reason = reason.as_ref().and_then(Value::as_str).unwrap_or_default();
        if reason.trim().is_empty() {
            self.fail("the entry has no reason", "say what was seen, and where");
        }
        let unknown: Vec<String> = self.table.keys().map(|key| format!("`{key}`")).collect();
        if !unknown.is_empty() {
            let message = format!("the entry has unknown keys: {}", unknown.join(", "));
            self.fail(&message, "the top of the file lists the keys");
        }
    }

    fn fail(&self, message: &str, hint: &str) {
        self.sink.add(Diagnostic {
            severity: Severity::Error,
            file: self.file.to_owned(),
            pointer: self.pointer.clone(),
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }
}

fn json(value: &Value) -> Json<'static> {
    match value {
        Value::String(text) => Json::String(text.clone().into()),
        Value::Integer(number) => Json::Number((*number).into()),
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Datetime(time) => Json::String(time.to_string().into()),
        Value::Array(all) => Json::Array(all.iter().map(json).collect()),
        Value::Table(table) => Json::Object(
            table
                .iter()
                .map(|(key, value)| (key.clone(), json(value)))
                .collect(),
        ),
    }
}
