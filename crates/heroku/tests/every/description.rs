//! The description that everything was generated from.

use std::collections::BTreeMap;
use std::path::Path;

use heroku_schema::{Action, Api, Field, Object, Returns, Type, read_folder};

/// The description in `schema/`.
pub struct Description {
    api: Api,
}

impl Description {
    pub fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
        let reading = read_folder(&folder, Some(&folder.join("overrides.toml")));
        Self {
            api: reading.expect("the description").api,
        }
    }

    /// The objects of answers, by module and name.
    pub fn objects(&self) -> BTreeMap<(&str, &str), &Object> {
        let mut objects = BTreeMap::new();
        for resource in &self.api.resources {
            let answers = resource.actions.iter().filter_map(answered);
            for ty in resource.model.iter().chain(answers) {
                add_objects(&resource.module, ty, &mut objects);
            }
        }
        objects
    }

    /// The action behind the request type `name`.
    pub fn action(&self, name: &str) -> &Action {
        let mut actions = self.api.resources.iter().flat_map(|it| &it.actions);
        actions
            .find(|action| action.name == name)
            .expect("an action for each request")
    }

    /// What stands behind references; `None` where they lead nowhere.
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> Option<&'a Type> {
        let mut ty = ty;
        for _ in 0..=self.api.resources.len() {
            let Type::Model(name) = ty else {
                return Some(ty);
            };
            let mut resources = self.api.resources.iter();
            ty = resources.find(|it| it.name == *name)?.model.as_ref()?;
        }
        None
    }

    /// Whether it is noted when the field is missing.
    pub fn is_promised(&self, field: &Field) -> bool {
        let has_empty = !matches!(
            self.resolve(&field.ty),
            None | Some(Type::Any | Type::Timestamp)
        );
        field.required && !field.nullable && has_empty
    }
}

/// The type of what an action answers, or of the items.
pub fn answered(action: &Action) -> Option<&Type> {
    match &action.returns {
        Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => Some(ty),
        _ => None,
    }
}

fn add_objects<'a>(
    module: &'a str,
    ty: &'a Type,
    objects: &mut BTreeMap<(&'a str, &'a str), &'a Object>,
) {
    match ty {
        Type::Array(item) => add_objects(module, item, objects),
        Type::Map(map) => add_objects(module, &map.value, objects),
        Type::Object(object) => {
            objects.insert((module, &object.name), object);
            for field in &object.fields {
                add_objects(module, &field.ty, objects);
            }
        }
        _ => {}
    }
}
