//! Writes a reading as text, to be compared with what a case expects.

use std::fmt::Write as _;

use heroku_schema::{Action, Field, Reading, Resource, Returns, Type, Variant};

/// Diagnostics first, then the API in short form.
pub(crate) fn report(reading: &Reading) -> String {
    let mut text = String::new();
    for diagnostic in &reading.diagnostics {
        line(&mut text, 0, &diagnostic.to_string());
    }
    for resource in &reading.api.resources {
        self::resource(&mut text, resource);
    }
    text
}

fn resource(text: &mut String, resource: &Resource) {
    let Resource {
        name,
        module,
        type_name,
        ..
    } = resource;
    let identity = resource.identity.join(", ");
    let variant = of(resource.variant);
    line(
        text,
        0,
        &format!("resource {name}: {module}::{type_name} by [{identity}]{variant}"),
    );
    if let Some(model) = &resource.model {
        line(text, 1, &format!("model {}", kind(model, 2)));
    }
    for action in &resource.actions {
        self::action(text, action);
    }
}

fn action(text: &mut String, action: &Action) {
    let Action {
        name,
        method,
        path,
        rel,
        ..
    } = action;
    let again = if action.idempotent { " again" } else { "" };
    let free = if action.free { " free" } else { "" };
    let variant = of(action.variant);
    line(
        text,
        1,
        &format!("{name}: {method} {path} ({rel}){again}{free}{variant}"),
    );
    for alias in &action.aliases {
        line(text, 2, &format!("alias {alias}"));
    }
    for argument in &action.arguments {
        let home = format!("{}.{}", argument.resource, argument.definition);
        let text_of = format!("{} = {home}: {}", argument.name, argument.description);
        line(text, 2, &format!("argument {text_of} {}", argument.example));
    }
    for field in &action.query {
        line(text, 2, &format!("query {}", self::field(field, 3)));
    }
    if let Some(body) = &action.body {
        line(text, 2, &format!("body {}", kind(body, 3)));
    }
    let returns = match &action.returns {
        Returns::Nothing => "nothing".to_owned(),
        Returns::One(ty) => format!("one {}", kind(ty, 3)),
        Returns::Page(ty) => format!("page of {}", kind(ty, 3)),
        Returns::Many(ty) => format!("many {}", kind(ty, 3)),
        _ => "?".to_owned(),
    };
    line(text, 2, &format!("returns {returns}"));
    if !action.ranges.is_empty() {
        line(text, 2, &format!("ranges {}", action.ranges.join(", ")));
    }
    if !action.access.is_empty() {
        line(text, 2, &format!("access {}", action.access));
    }
}

fn kind(ty: &Type, depth: usize) -> String {
    match ty {
        Type::Array(item) => format!("list of {}", kind(item, depth)),
        Type::Map(map) => {
            let null = if map.nullable { "?" } else { "" };
            let others = map.also_accepts.iter().map(|other| format!(" or {other}"));
            let others: String = others.collect();
            format!("map of {}{others}{null}", kind(&map.value, depth))
        }
        Type::Enum(values) => {
            let all = values
                .values
                .iter()
                .map(|value| format!("{}={:?}", value.name, value.text));
            format!("{} [{}]", values.name, all.collect::<Vec<_>>().join(" "))
        }
        Type::Model(name) => format!("model of {name}"),
        Type::Object(object) => {
            let mut text = object.name.clone();
            if let Some(field) = &object.text_field {
                let _ = write!(text, " or text as {field}");
            }
            if object.closed {
                text.push_str(" closed");
            }
            for field in &object.fields {
                let indent = "  ".repeat(depth);
                let _ = write!(text, "\n{indent}{}", self::field(field, depth + 1));
            }
            text
        }
        other => format!("{other:?}"),
    }
}

fn field(field: &Field, depth: usize) -> String {
    let mut text = field.name.clone();
    if field.name != field.wire_name {
        let _ = write!(text, " ({:?})", field.wire_name);
    }
    let marks = [
        (field.required, "required"),
        (field.nullable, "nullable"),
        (field.omittable, "omittable"),
        (field.default_null, "default null"),
    ];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        let _ = write!(text, " {mark}");
    }
    for other in &field.also_accepts {
        let _ = write!(text, " or {other}");
    }
    let _ = write!(text, "{}: {}", of(field.variant), kind(&field.ty, depth));
    text
}

fn of(variant: Variant) -> String {
    if variant == Variant::Platform {
        String::new()
    } else {
        format!(" @{variant:?}")
    }
}

fn line(text: &mut String, depth: usize, line: &str) {
    text.push_str(&"  ".repeat(depth));
    text.push_str(line);
    text.push('\n');
}
