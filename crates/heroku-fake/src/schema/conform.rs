//! Whether an answer is what the description promises.
//!
//! It uses nothing else of the fake, so that tests can read it for themselves.

#![allow(dead_code, reason = "the fake and its tests each use a part")]

use std::collections::HashMap;

use heroku_schema::{Action, Api, Field, Resource, Returns, Type, Variant};
use serde_json::Value;

/// The description, and its models by name.
pub(crate) struct Description {
    pub(crate) api: Api,
    models: HashMap<String, Type>,
}

impl Description {
    /// What Heroku publishes, and what clients use beyond it.
    pub(crate) fn load() -> Self {
        let more: Api = serde_json::from_str(include_str!("../../schema/unpublished.json"))
            .expect("the description is valid");
        Self::of(more)
    }

    /// What Heroku publishes.
    pub(crate) fn published() -> Self {
        Self::of(Api::default())
    }

    /// What Heroku publishes, and more.
    fn of(more: Api) -> Self {
        let mut api: Api = serde_json::from_str(include_str!("../../schema/api.json"))
            .expect("the description is valid");
        api.resources.extend(more.resources);
        let models = api
            .resources
            .iter()
            .filter_map(|resource| Some((resource.name.clone(), resource.model.clone()?)))
            .collect();
        Self { api, models }
    }

    /// All actions.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &Action> {
        self.api
            .resources
            .iter()
            .flat_map(|resource| &resource.actions)
    }

    /// What is wrong with an answer; nothing where it conforms.
    pub(crate) fn complaints(&self, action: &Action, answer: &Value) -> Vec<String> {
        let mut complaints = Vec::new();
        match &action.returns {
            Returns::One(ty) => self.check(ty, answer, "", &mut complaints),
            Returns::Page(item) | Returns::Many(item) => match answer.as_array() {
                Some(rows) => {
                    for row in rows {
                        self.check(item, row, "[]", &mut complaints);
                    }
                }
                None => complaints.push("is no list".to_owned()),
            },
            _ => {}
        }
        complaints
    }

    /// What is wrong with a value of a type; nothing where it conforms.
    pub(crate) fn complaints_about(&self, ty: &Type, value: &Value) -> Vec<String> {
        let mut complaints = Vec::new();
        self.check(ty, value, "", &mut complaints);
        complaints
    }

    /// What an answer to the plain version tells although only `version=3.sdk` knows it, or the
    /// objects that an answer to `version=3.sdk` tells in place of plain text.
    pub(crate) fn of_the_wrong_version(
        &self,
        action: &Action,
        sdk: bool,
        answer: &Value,
    ) -> Vec<String> {
        let mut found = Vec::new();
        match &action.returns {
            Returns::One(ty) => self.search(ty, sdk, answer, "", &mut found),
            Returns::Page(item) | Returns::Many(item) => {
                for row in answer.as_array().into_iter().flatten() {
                    self.search(item, sdk, row, "[]", &mut found);
                }
            }
            _ => {}
        }
        found
    }

    /// Notes where a value has what the version has not.
    fn search(&self, ty: &Type, sdk: bool, value: &Value, at: &str, found: &mut Vec<String>) {
        match ty {
            Type::Array(item) => {
                for row in value.as_array().into_iter().flatten() {
                    self.search(item, sdk, row, &format!("{at}[]"), found);
                }
            }
            Type::Object(object) => {
                if object.text_field.is_some() && !value.is_null() && value.is_string() != sdk {
                    found.push(format!("{at}: {value}"));
                }
                for field in &object.fields {
                    let at = format!("{at}.{}", field.wire_name);
                    let Some(value) = value.get(&field.wire_name) else {
                        continue;
                    };
                    if field.variant == Variant::Sdk && !sdk {
                        found.push(at);
                    } else {
                        self.search(&field.ty, sdk, value, &at, found);
                    }
                }
            }
            Type::Model(name) => self.search(&self.models[name], sdk, value, at, found),
            _ => {}
        }
    }

    /// Notes what is wrong with a value of a type.
    fn check(&self, ty: &Type, value: &Value, at: &str, complaints: &mut Vec<String>) {
        let fits = match ty {
            Type::String | Type::Secret => value.is_string(),
            Type::Timestamp => value
                .as_str()
                .is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
            Type::Integer => value.is_i64() || value.is_u64(),
            Type::Number => value.is_number(),
            Type::Boolean => value.is_boolean(),
            Type::Enum(known) => known
                .values
                .iter()
                .any(|known| value.as_str() == Some(&known.text)),
            Type::Array(item) => {
                for row in value.as_array().into_iter().flatten() {
                    self.check(item, row, &format!("{at}[]"), complaints);
                }
                value.is_array()
            }
            Type::Map(map) => {
                for entry in value.as_object().into_iter().flatten() {
                    if !(map.nullable && entry.1.is_null()) {
                        self.check(
                            &map.value,
                            entry.1,
                            &format!("{at}.{}", entry.0),
                            complaints,
                        );
                    }
                }
                value.is_object()
            }
            Type::Object(object) => {
                for field in &object.fields {
                    self.check_field(field, value, at, complaints);
                }
                value.is_object() || (object.text_field.is_some() && value.is_string())
            }
            Type::Model(name) => {
                self.check(&self.models[name], value, at, complaints);
                true
            }
            _ => true,
        };
        if !fits {
            complaints.push(format!("{at}: {value} has the wrong type"));
        }
    }

    /// Notes what is wrong with a field of an object.
    fn check_field(&self, field: &Field, object: &Value, at: &str, complaints: &mut Vec<String>) {
        let at = format!("{at}.{}", field.wire_name);
        match object.get(&field.wire_name) {
            None if field.required && !object.is_string() => {
                complaints.push(format!("{at} is missing"));
            }
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => {
                self.check(&field.ty, value, &at, complaints);
                let pattern = regex_lite::Regex::new(&field.pattern).ok();
                let text = value.as_str().unwrap_or_default();
                if value.is_string() && pattern.is_some_and(|pattern| !pattern.is_match(text)) {
                    complaints.push(format!("{at}: {text} does not match {}", field.pattern));
                }
            }
        }
    }
}

/// The models that a resource and its actions refer to by name.
pub(crate) fn models_named(resource: &Resource) -> Vec<String> {
    let mut names = Vec::new();
    let bodies = resource
        .actions
        .iter()
        .filter_map(|action| action.body.as_ref());
    for ty in resource.model.iter().chain(bodies) {
        collect_models(ty, &mut names);
    }
    for action in &resource.actions {
        if let Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) = &action.returns {
            collect_models(ty, &mut names);
        }
    }
    names
}

/// Notes the models that a type refers to by name.
fn collect_models(ty: &Type, names: &mut Vec<String>) {
    match ty {
        Type::Model(name) => names.push(name.clone()),
        Type::Array(item) => collect_models(item, names),
        Type::Map(map) => collect_models(&map.value, names),
        Type::Object(object) => {
            for field in &object.fields {
                collect_models(&field.ty, names);
            }
        }
        _ => {}
    }
}
