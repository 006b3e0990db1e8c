//! Which fields a debug dump may show.

use std::collections::BTreeSet;

use heroku_schema::{Api, Field, Returns, Type};

use super::text::Code;

/// Parts of a name that make its value suspect, whatever the schema says of it.
const SUSPECT: [&str; 12] = [
    "authorization",
    "body",
    "certificate",
    "code",
    "key",
    "nonce",
    "output",
    "password",
    "payload",
    "secret",
    "session",
    "token",
];

/// Names that nearly everything has: where one of these is secret, what holds it is hidden.
const COMMON: [&str; 3] = ["email", "id", "name"];

/// Writes the allow-list of field names.
pub(crate) fn write_visible(code: &mut Code, api: &Api) {
    code.blank();
    code.docs(
        0,
        "Names of fields whose values a debug dump may show, sorted.\n\n\
         A field of such a name is nowhere secret, has nowhere free keys or an unknown type, or \
         else what holds it is not here. What is under a field that is not here is not shown.",
    );
    code.line(0, "pub static VISIBLE: &[&str] = &[");
    for name in visible(api) {
        code.line(1, format_args!("{name:?},"));
    }
    code.line(0, "];");
}

/// The names of fields that hold nothing secret anywhere, sorted.
pub(crate) fn visible(api: &Api) -> Vec<&str> {
    let mut names = Names::default();
    for resource in &api.resources {
        if let Some(model) = &resource.model {
            names.visit(model, None);
        }
        for action in &resource.actions {
            names.fields(&action.query, None);
            if let Some(body) = &action.body {
                names.visit(body, None);
            }
            match &action.returns {
                Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => names.visit(ty, None),
                _ => {}
            }
        }
    }
    names
        .seen
        .difference(&names.hidden)
        .copied()
        .filter(|name| !is_suspect(name))
        .collect()
}

fn is_suspect(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("url") || SUSPECT.iter().any(|part| name.contains(part))
}

#[derive(Debug, Default)]
struct Names<'a> {
    seen: BTreeSet<&'a str>,
    hidden: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Visits fields under the field `parent`, if under any.
    fn fields(&mut self, fields: &'a [Field], parent: Option<&'a str>) {
        for field in fields {
            let name = field.wire_name.as_str();
            self.seen.insert(name);
            if is_closed(&field.ty) {
                let is_common = COMMON.contains(&name);
                self.hidden
                    .insert(parent.filter(|_| is_common).unwrap_or(name));
            }
            self.visit(&field.ty, Some(name));
        }
    }

    fn visit(&mut self, ty: &'a Type, parent: Option<&'a str>) {
        match ty {
            Type::Object(object) => self.fields(&object.fields, parent),
            Type::Array(item) => self.visit(item, parent),
            // The map itself is hidden, and all under it; its fields say nothing of others.
            Type::Map(map) => self.visit(&map.value, parent),
            _ => {}
        }
    }
}

/// Whether a value must not be shown.
fn is_closed(ty: &Type) -> bool {
    match ty {
        Type::Secret | Type::Map(_) | Type::Any => true,
        Type::Array(item) => is_closed(item),
        _ => false,
    }
}
