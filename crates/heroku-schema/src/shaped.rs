//! What a schema is to be named, and what it told.

use crate::json::Value;
use crate::overrides::FieldRule;
use crate::reference::Chain;
use crate::words::{pascal, singular};
use crate::{Reference, Type};

/// How a type is to be named, should it need a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naming {
    /// The type that it stands in.
    pub(crate) parent: String,
    /// The field that it is the type of.
    pub(crate) field: String,
    /// The fields that lead to it from the model or the body, as a part of a name.
    pub(crate) trail: String,
    /// What it is, should its own schema not tell.
    pub(crate) about: String,
    /// Take the parent's name as it is: the body of an action, the model of a resource.
    pub(crate) exact: bool,
    /// Take the name of the resource's definition, if it is one: what an action answers.
    pub(crate) by_definition: bool,
    /// Whether an override has marked it as secret.
    pub(crate) secret: bool,
    /// The variant that knows what it stands in.
    pub(crate) variant: crate::Variant,
}

impl Naming {
    pub(crate) fn wanted(&self) -> String {
        if self.exact {
            self.parent.clone()
        } else {
            format!("{}{}", self.parent, pascal(&self.field))
        }
    }

    /// Plain text, or text that must not be printed.
    pub(crate) fn text(&self) -> Type {
        if self.secret {
            Type::Secret
        } else {
            Type::String
        }
    }

    /// The fields that lead here and on from here.
    pub(crate) fn path(&self) -> String {
        if self.exact {
            String::new()
        } else {
            format!("{}{}", self.trail, pascal(&self.field))
        }
    }

    /// The name of an item of the list.
    pub(crate) fn item(&self) -> Self {
        let mut item = self.clone();
        item.field = match self.field.as_str() {
            "" | "Output" => "Item".to_owned(),
            field => singular(field),
        };
        item.exact = false;
        item
    }
}

/// A type and what else its schema tells.
#[derive(Clone, Debug)]
pub(crate) struct Shaped<'a> {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    pub(crate) description: String,
    pub(crate) pattern: String,
    pub(crate) format: String,
    pub(crate) default: Option<serde_json::Value>,
    pub(crate) example: Option<serde_json::Value>,
    pub(crate) read_only: bool,
    /// The definition that it comes down to.
    pub(crate) refers: Option<Reference>,
    pub(crate) rules: Vec<&'a FieldRule>,
}

impl Shaped<'_> {
    pub(crate) fn any(about: &str) -> Self {
        Self {
            ty: Type::Any,
            nullable: false,
            description: about.to_owned(),
            pattern: String::new(),
            format: String::new(),
            default: None,
            example: None,
            read_only: false,
            refers: None,
            rules: Vec::new(),
        }
    }

    pub(crate) fn told_by(chain: &Chain<'_>, about: &str) -> Self {
        let text = |key: &str| chain.text(key).unwrap_or_default().to_owned();
        Self {
            pattern: text("pattern"),
            format: text("format"),
            default: chain.value("default").map(Value::to_json),
            example: chain
                .value("example")
                .filter(|value| !value.is_null())
                .map(Value::to_json),
            read_only: chain
                .value("readOnly")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            ..Self::any(about)
        }
    }
}
