//! Changes of resources.

use heroku_schema::{Api, Resource, Type};

use super::actions::{compare_actions, describe};
use super::changelog::{Changelog, Class, Kind};
use super::fields::{Side, compare_fields, compare_types};
use super::shape::shape;

/// What changed from one description to another.
#[must_use]
pub fn changelog(old: &Api, new: &Api) -> Changelog {
    let mut log = Changelog::default();
    for resource in &new.resources {
        match find(old, &resource.name) {
            Some(before) => compare_resource(&mut log, before, resource),
            None => whole(&mut log, Kind::Added, Class::Minor, resource),
        }
    }
    for resource in &old.resources {
        if find(new, &resource.name).is_none() {
            whole(&mut log, Kind::Removed, Class::Major, resource);
        }
    }
    log
}

fn find<'a>(api: &'a Api, name: &str) -> Option<&'a Resource> {
    api.resources.iter().find(|resource| resource.name == name)
}

fn whole(log: &mut Changelog, kind: Kind, class: Class, resource: &Resource) {
    log.add(kind, class, format!("resource `{}`", resource.name));
    for action in &resource.actions {
        log.add(kind, class, describe(action));
    }
}

fn compare_resource(log: &mut Changelog, old: &Resource, new: &Resource) {
    if (&old.module, &old.type_name) != (&new.module, &new.type_name) {
        let text = format!(
            "resource `{}`: `{}::{}` is now `{}::{}`",
            new.name, old.module, old.type_name, new.module, new.type_name
        );
        log.add(Kind::Changed, Class::Major, text);
    }
    let name = &new.type_name;
    match (&old.model, &new.model) {
        (Some(Type::Object(a)), Some(Type::Object(b))) => {
            compare_fields(log, Side::Answer, name, &a.fields, &b.fields);
        }
        (Some(a), Some(b)) => compare_types(log, Side::Answer, name, a, b),
        (None, Some(model)) => {
            log.add(
                Kind::Added,
                Class::Minor,
                format!("`{name}`: {}", shape(model)),
            );
        }
        (Some(_), None) => log.add(Kind::Removed, Class::Major, format!("`{name}`")),
        (None, None) => {}
    }
    if old.description != new.description {
        let text = format!("resource `{}`: is described in other words", new.name);
        log.add(Kind::Changed, Class::Patch, text);
    }
    compare_actions(log, &old.actions, &new.actions);
}
