//! Changes of fields, and of what they hold.

use heroku_schema::{EnumType, Field, MapType, Type};

use super::changelog::{Changelog, Class, Kind};
use super::shape::shape;
use crate::source::{Member, input_members, takes_struct};

/// Where a type stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In an answer.
    Answer,
    /// In a request.
    Request,
}

/// Compares the fields of two objects; `place` is where they are, as in `App`.
pub(super) fn compare_fields(
    log: &mut Changelog,
    side: Side,
    place: &str,
    old: &[Field],
    new: &[Field],
) {
    for field in new {
        let before = old.iter().find(|other| other.wire_name == field.wire_name);
        if let Some(before) = before {
            compare_field(log, side, place, before, field);
            continue;
        }
        let (class, note) = if side == Side::Request && is_needed(field) {
            (Class::Major, ", required")
        } else {
            (Class::Minor, "")
        };
        let text = format!("`{place}.{}`: {}{note}", field.wire_name, shape(&field.ty));
        log.add(Kind::Added, class, text);
    }
    for field in old {
        if new.iter().all(|other| other.wire_name != field.wire_name) {
            let text = format!("`{place}.{}`", field.wire_name);
            log.add(Kind::Removed, Class::Major, text);
        }
    }
}

fn compare_field(log: &mut Changelog, side: Side, place: &str, old: &Field, new: &Field) {
    let place = format!("{place}.{}", new.wire_name);
    compare_types(log, side, &place, &old.ty, &new.ty);
    let mut change = |class, text: &str| {
        log.add(Kind::Changed, class, format!("`{place}`: {text}"));
    };
    match side {
        Side::Answer if is_promised(old) && !is_promised(new) => {
            change(Class::Major, "may now be absent or null");
        }
        Side::Answer if !is_promised(old) && is_promised(new) => {
            change(Class::Major, "is now always there");
        }
        Side::Answer => {}
        Side::Request => {
            match (is_needed(old), is_needed(new)) {
                (false, true) => change(Class::Major, "is now required"),
                (true, false) => change(Class::Major, "is no longer required"),
                _ => {}
            }
            match (old.nullable, new.nullable) {
                (false, true) => change(Class::Minor, "null now clears it"),
                (true, false) => change(Class::Major, "null no longer clears it"),
                _ => {}
            }
        }
    }
    if old.variant != new.variant {
        change(
            Class::Patch,
            &format!("now of the variant {:?}", new.variant),
        );
    }
    if old.name != new.name {
        change(
            Class::Major,
            &format!("is now called `{}` in Rust", new.name),
        );
    }
    if old.description != new.description {
        change(Class::Patch, "is described in other words");
    }
}

/// Compares the order in which the function `new` of `name` takes its arguments.
pub(super) fn compare_order(
    log: &mut Changelog,
    name: &str,
    old: &[Member<'_>],
    new: &[Member<'_>],
) {
    if takes_struct(old) || takes_struct(new) {
        return;
    }
    let (old, new) = (needed(old), needed(new));
    let kept = |names: &[&str], others: &[&str]| -> Vec<String> {
        let kept = names.iter().filter(|name| others.contains(name));
        kept.map(|&name| name.to_owned()).collect()
    };
    if kept(&old, &new) != kept(&new, &old) {
        let text = format!(
            "`{name}::new` takes its arguments in another order: `{}`",
            new.join("`, `")
        );
        log.add(Kind::Changed, Class::Major, text);
    }
}

fn needed<'m>(members: &'m [Member<'_>]) -> Vec<&'m str> {
    let needed = members.iter().filter(|member| member.is_required);
    needed.map(|member| member.name.as_str()).collect()
}

/// Compares two types.
pub(super) fn compare_types(log: &mut Changelog, side: Side, place: &str, old: &Type, new: &Type) {
    match (old, new) {
        (Type::Object(a), Type::Object(b)) => {
            compare_names(log, place, &a.name, &b.name);
            compare_fields(log, side, place, &a.fields, &b.fields);
            if side == Side::Request {
                let (old, new) = (input_members(&a.fields), input_members(&b.fields));
                compare_order(log, &b.name, &old, &new);
            }
        }
        (Type::Array(a), Type::Array(b)) => {
            compare_types(log, side, &format!("{place}[]"), a, b);
        }
        (Type::Map(a), Type::Map(b)) => compare_maps(log, side, place, a, b),
        (Type::Enum(a), Type::Enum(b)) => compare_enums(log, place, a, b),
        _ if shape(old) != shape(new) => {
            let text = format!("`{place}`: {} became {}", shape(old), shape(new));
            log.add(Kind::Changed, Class::Major, text);
        }
        _ => {}
    }
}

fn compare_maps(log: &mut Changelog, side: Side, place: &str, old: &MapType, new: &MapType) {
    if old.nullable != new.nullable {
        let text = if new.nullable {
            "values may now be null"
        } else {
            "values are no longer null"
        };
        log.add(Kind::Changed, Class::Major, format!("`{place}`: {text}"));
    }
    compare_types(log, side, &format!("{place}{{}}"), &old.value, &new.value);
}

fn compare_enums(log: &mut Changelog, place: &str, old: &EnumType, new: &EnumType) {
    compare_names(log, place, &old.name, &new.name);
    for value in &new.values {
        if old.values.iter().all(|other| other.text != value.text) {
            let text = format!("`{place}`: value `{}`", value.text);
            log.add(Kind::Added, Class::Minor, text);
        }
    }
    for value in &old.values {
        if new.values.iter().all(|other| other.text != value.text) {
            let text = format!("`{place}`: value `{}`", value.text);
            log.add(Kind::Removed, Class::Major, text);
        }
    }
}

fn compare_names(log: &mut Changelog, place: &str, old: &str, new: &str) {
    if old != new {
        let text = format!("`{place}`: the type `{old}` is now `{new}`");
        log.add(Kind::Changed, Class::Major, text);
    }
}

fn is_promised(field: &Field) -> bool {
    field.required && !field.nullable && field.ty != Type::Timestamp
}

fn is_needed(field: &Field) -> bool {
    field.required && !field.default_null
}
