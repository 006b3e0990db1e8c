//! Sample values as Rust expressions.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use heroku_schema::{EnumType, Type};
use serde_json::Value;

use super::example::{WIDTH, input_example};
use super::items::Side;
use super::scope::Scope;
use super::text::rows;

/// Whether the place converts what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    /// It takes whatever turns into the type.
    Loose,
    /// It takes the type itself.
    Exact,
}

/// What a value is for, where the schema gives none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hint<'h> {
    /// Name of the field on the wire.
    pub(crate) name: &'h str,
    /// The format that the schema names.
    pub(crate) format: &'h str,
}

/// The longest text that an example quotes.
const LONGEST: usize = 60;

/// Makes sample values, and remembers what they need to import.
#[derive(Debug)]
pub(crate) struct Samples<'a, 's> {
    scope: &'s Scope<'a>,
    imports: RefCell<BTreeMap<String, BTreeSet<String>>>,
}

impl<'a, 's> Samples<'a, 's> {
    pub(crate) fn new(scope: &'s Scope<'a>) -> Self {
        Self {
            scope,
            imports: RefCell::default(),
        }
    }

    /// Imports a type of the module at hand.
    pub(crate) fn import_own(&self, name: &str) {
        self.import(&self.scope.items.module, name);
    }

    /// Imports a type of the crate.
    pub(crate) fn import_crate(&self, name: &str) {
        self.import("", name);
    }

    fn import(&self, module: &str, name: &str) {
        self.imports
            .borrow_mut()
            .entry(module.to_owned())
            .or_default()
            .insert(name.to_owned());
    }

    /// The imports of all that was made, for modules under `path`.
    pub(crate) fn imports(&self, path: &str) -> Vec<String> {
        let line = |(module, names): (&String, &BTreeSet<String>)| {
            let module = match module.as_str() {
                "" => "heroku".to_owned(),
                module => format!("{path}::{module}"),
            };
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match &names[..] {
                [name] => format!("use {module}::{name};"),
                names => format!("use {module}::{{{}}};", names.join(", ")),
            }
        };
        let mut lines: Vec<String> = self.imports.borrow().iter().map(line).collect();
        lines.sort_unstable();
        lines.iter().flat_map(|line| broken(line)).collect()
    }

    /// What may stand in a path.
    #[expect(clippy::unused_self, reason = "it reads like its siblings")]
    pub(crate) fn id(&self, example: Option<&Value>) -> String {
        match example {
            Some(Value::Number(number)) if number.as_i64().is_some_and(|n| n.abs() < 1 << 30) => {
                number.to_string()
            }
            Some(Value::String(text)) if is_short(text) => format!("{text:?}"),
            _ => "\"example\"".to_owned(),
        }
    }

    /// Text in quotation marks.
    #[expect(clippy::unused_self, reason = "it reads like its siblings")]
    pub(crate) fn text(&self, example: Option<&Value>, hint: Hint<'_>) -> String {
        let text = match example {
            Some(Value::String(text)) if is_short(text) => text,
            _ => match hint.format {
                "uuid" => "01234567-89ab-cdef-0123-456789abcdef",
                "uri" => "https://example.com",
                "email" => "user@example.com",
                "date" => "2026-01-31",
                "date-time" => "2026-01-31T12:00:00Z",
                _ => return format!("\"{}\"", stand_in(hint.name)),
            },
        };
        format!("{text:?}")
    }

    /// A value of a type.
    pub(crate) fn value(
        &self,
        ty: &'a Type,
        example: Option<&Value>,
        hint: Hint<'_>,
        sample: Sample,
    ) -> String {
        let loose = |text: String| match sample {
            Sample::Loose => text,
            Sample::Exact => format!("{text}.into()"),
        };
        match ty {
            Type::String => loose(self.text(example, hint)),
            Type::Secret => loose(self.secret(example, hint)),
            Type::Timestamp => {
                self.import_crate("Timestamp");
                "Timestamp::UNIX_EPOCH".to_owned()
            }
            Type::Integer => example
                .and_then(Value::as_i64)
                .map_or_else(|| "1".to_owned(), |number| number.to_string()),
            Type::Number => example
                .and_then(Value::as_f64)
                .map_or_else(|| "1.5".to_owned(), |number| format!("{number:?}")),
            Type::Boolean => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Type::Enum(choice) => self.choice(choice, example, sample),
            Type::Array(item) => self.list(item, example, hint, sample),
            Type::Map(map) => match sample {
                Sample::Exact => "Default::default()".to_owned(),
                Sample::Loose => {
                    let is_optional = map.nullable && !matches!(*map.value, Type::Any);
                    let value = self.value(&map.value, None, Hint::default(), Sample::Loose);
                    let value = if is_optional {
                        format!("Some({value})")
                    } else {
                        value
                    };
                    format!("[(\"GREETING\", {value})]")
                }
            },
            Type::Object(object) => {
                let name = self.scope.items.object_name(object, Side::Request);
                input_example(self, name, &object.fields)
            }
            Type::Model(name) => match self.scope.model_path(name) {
                Some((module, ty)) => {
                    self.import(&module, &ty);
                    format!("{ty}::default()")
                }
                None => loose("\"example\"".to_owned()),
            },
            _ => loose(any(example)),
        }
    }

    #[expect(clippy::unused_self, reason = "it reads like its siblings")]
    fn secret(&self, example: Option<&Value>, hint: Hint<'_>) -> String {
        match example {
            Some(Value::String(text)) if text.starts_with("http") && is_short(text) => {
                format!("{text:?}")
            }
            _ if hint.format == "uri" => "\"https://example.com/secret\"".to_owned(),
            _ => "\"example-secret\"".to_owned(),
        }
    }

    fn choice(&self, choice: &'a EnumType, example: Option<&Value>, sample: Sample) -> String {
        let wanted = example.and_then(Value::as_str);
        let value = choice
            .values
            .iter()
            .find(|value| Some(value.text.as_str()) == wanted)
            .or(choice.values.first());
        match (value, sample) {
            (Some(value), _) => {
                let name = self.scope.items.choice_name(choice);
                self.import_own(name);
                format!("{name}::{}", value.name)
            }
            (None, Sample::Loose) => "\"example\"".to_owned(),
            (None, Sample::Exact) => "\"example\".into()".to_owned(),
        }
    }

    fn list(
        &self,
        item: &'a Type,
        example: Option<&Value>,
        hint: Hint<'_>,
        sample: Sample,
    ) -> String {
        let given = match example {
            Some(Value::Array(given)) => &given[..],
            _ => &[],
        };
        let is_text = matches!(item, Type::String | Type::Enum(_) | Type::Integer);
        let values: Vec<String> = if is_text && !given.is_empty() {
            given
                .iter()
                .take(2)
                .map(|given| self.value(item, Some(given), hint, sample))
                .collect()
        } else {
            vec![self.value(item, given.first(), hint, inner(item, sample))]
        };
        let list = values.join(", ");
        match sample {
            Sample::Loose => format!("[{list}]"),
            Sample::Exact => format!("vec![{list}]"),
        }
    }
}

/// An import in several lines, if it is too long for one.
fn broken(line: &str) -> Vec<String> {
    if line.len() <= WIDTH {
        return vec![line.to_owned()];
    }
    match line
        .strip_suffix("};")
        .and_then(|line| line.split_once('{'))
    {
        Some((head, names)) => {
            let names: Vec<&str> = names.split(", ").collect();
            let mut lines = vec![format!("{head}{{")];
            lines.extend(
                rows(&names, WIDTH - 4)
                    .iter()
                    .map(|row| format!("    {row}")),
            );
            lines.push("};".to_owned());
            lines
        }
        None => vec![line.to_owned()],
    }
}

/// Lists and maps within a list are taken as they are.
fn inner(item: &Type, sample: Sample) -> Sample {
    match item {
        Type::Array(_) | Type::Map(_) => Sample::Exact,
        _ => sample,
    }
}

fn any(example: Option<&Value>) -> String {
    match example {
        Some(Value::String(text)) if is_short(text) => format!("{text:?}"),
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::Number(number)) if number.is_i64() => number.to_string(),
        _ => "\"example\"".to_owned(),
    }
}

/// Text that stands in for a value of a field, as in `example-region`.
fn stand_in(hint: &str) -> String {
    let hint = hint.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if hint.is_empty() || !hint.chars().all(is_plain) {
        return "example".to_owned();
    }
    if hint == "id" || hint.ends_with("_id") {
        return "01234567-89ab-cdef-0123-456789abcdef".to_owned();
    }
    format!("example-{}", hint.replace('_', "-"))
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && !text.contains(['\n', '\r'])
}
