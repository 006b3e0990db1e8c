//! Where the model of each resource lives.

use std::collections::HashMap;

use heroku_schema::{Api, Resource, Type};

/// The modules that a generated tree has besides those of resources.
const TAKEN: [&str; 3] = ["mod", "operations", "visible"];

/// The resources of an API by name.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    resources: HashMap<&'a str, &'a Resource>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self {
            resources: api
                .resources
                .iter()
                .map(|resource| (resource.name.as_str(), resource))
                .collect(),
        }
    }

    /// How many resources there are.
    pub(crate) fn count(&self) -> usize {
        self.resources.len()
    }

    /// The model of a resource, which may be a reference to another.
    pub(crate) fn model(&self, name: &str) -> Option<&'a Type> {
        self.resources.get(name)?.model.as_ref()
    }

    /// The resource whose model stands behind `name`, unless nothing but references leads there.
    pub(crate) fn home(&self, name: &str) -> Option<&'a Resource> {
        let first = *self.resources.get(name)?;
        let mut current = first;
        for _ in 0..=self.resources.len() {
            match &current.model {
                None => return None,
                Some(Type::Model(next)) => current = self.resources.get(next.as_str())?,
                Some(_) => return Some(first),
            }
        }
        None
    }
}

/// Name of the module of a resource.
pub(crate) fn module_name(resource: &Resource) -> String {
    if TAKEN.contains(&resource.module.as_str()) {
        format!("{}_", resource.module)
    } else {
        resource.module.clone()
    }
}
