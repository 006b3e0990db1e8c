//! Setters: how a request takes what it does not need.

use std::fmt::Write;

use heroku_schema::{MapType, Type, Variant};

use super::items::Side;
use super::member::{Holds, Member, Role, Storage};
use super::model::code_span;
use super::scope::Scope;
use super::text::Code;

/// Writes the setters of all members of something that `owner` introduced.
pub(crate) fn write_setters<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    members: &[Member<'a>],
    owner: Variant,
) {
    for member in members {
        if let (Role::Entries, Holds::Entries(map)) = (member.role, member.holds) {
            write_entries(code, scope, member, map);
        } else if !member.is_required {
            write_setter(code, scope, member, owner);
        }
        if let Some(clear) = &member.clear {
            let docs = format!(
                "Clears what [`{0}`](Self::{0}) sets: sends null.",
                member.name
            );
            let null = format!("{}::Null", scope.of_crate("Field"));
            write_preset(code, clear, &docs, &member.name, &null);
        }
        if let Some(omit) = &member.omit {
            let docs = format!(
                "Leaves `{}` out of the body, for where Heroku can do without it.",
                member.wire
            );
            let absent = match member.storage {
                Storage::Field => format!("{}::Absent", scope.of_crate("Field")),
                Storage::Bare | Storage::Option => "None".to_owned(),
            };
            write_preset(code, omit, &docs, &member.name, &absent);
        }
    }
}

fn write_setter<'a>(code: &mut Code, scope: &Scope<'a>, member: &Member<'a>, owner: Variant) {
    let name = &member.name;
    let value = member.converted(scope);
    let stored = match member.storage {
        Storage::Bare => value,
        Storage::Option => format!("Some({value})"),
        Storage::Field => format!("{}::Value({value})", scope.of_crate("Field")),
    };
    let mut docs = member.docs.clone();
    if member.starts_null {
        docs.push_str("\n\nSent as null unless it is set.");
    }
    if let Some(fixed) = member.fixed() {
        let _ = write!(docs, "\n\nSent as {} unless it is set.", code_span(fixed));
    }
    match member.variant {
        variant if variant == owner => {}
        Variant::Sdk => docs
            .push_str("\n\nOnly the `3.sdk` variant knows it: setting it asks for that variant."),
        Variant::Legacy => docs.push_str("\n\nOnly the API of 2014 published it."),
        _ => {}
    }
    code.blank();
    code.docs(1, &docs);
    let parameter = format!("{name}: {}", member.parameter_type(scope));
    code.signature(
        1,
        &format!("pub fn {name}"),
        &["mut self".to_owned(), parameter],
        " -> Self {",
    );
    code.assignment(2, &format!("self.{name}"), &stored);
    code.line(2, "self");
    code.line(1, "}");
}

fn write_preset(code: &mut Code, method: &str, docs: &str, name: &str, value: &str) {
    code.blank();
    code.docs(1, docs);
    code.line(1, format_args!("pub fn {method}(mut self) -> Self {{"));
    code.line(2, format_args!("self.{name} = {value};"));
    code.line(2, "self");
    code.line(1, "}");
}

fn write_entries<'a>(code: &mut Code, scope: &Scope<'a>, member: &Member<'a>, map: &'a MapType) {
    let name = &member.name;
    let is_nullable = map.nullable && !matches!(*map.value, Type::Any);
    let key = "key: impl Into<String>".to_owned();
    let ty = scope.ty(&map.value, Side::Request);
    let value = format!("value: impl Into<{ty}>");
    let stored = if is_nullable {
        "Some(value.into())"
    } else {
        "value.into()"
    };
    code.blank();
    code.doc_line(1, "Sets the entry `key`.");
    code.signature(
        1,
        "pub fn set",
        &["mut self".to_owned(), key.clone(), value],
        " -> Self {",
    );
    code.line(2, format_args!("self.{name}.insert(key.into(), {stored});"));
    code.line(2, "self");
    code.line(1, "}");
    if is_nullable {
        code.blank();
        code.doc_line(1, "Removes the entry `key`: sends null.");
        code.signature(
            1,
            "pub fn unset",
            &["mut self".to_owned(), key],
            " -> Self {",
        );
        code.line(2, format_args!("self.{name}.insert(key.into(), None);"));
        code.line(2, "self");
        code.line(1, "}");
    }
    code.blank();
    code.doc_line(1, "Sets several entries.");
    let parameter = format!("{name}: {}", member.parameter_type(scope));
    code.signature(
        1,
        &format!("pub fn {name}"),
        &["mut self".to_owned(), parameter],
        " -> Self {",
    );
    code.line(2, format_args!("for (key, value) in {name} {{"));
    code.line(3, format_args!("self.{name}.insert(key.into(), {stored});"));
    code.line(2, "}");
    code.line(2, "self");
    code.line(1, "}");
}
