//! Models, their aliases, and open enums.

use heroku_schema::{EnumType, Field, Object, Type, Variant};

use super::items::Side;
use super::scope::Scope;
use super::text::{Code, markdown};

const SDK_ONLY: &str = "\n\nOnly in answers of the `3.sdk` variant; see \
                        [`Settings::variant`](heroku::Settings::variant).";

/// Writes an object of an answer.
pub(crate) fn write_model<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    name: &str,
    object: &'a Object,
    fallback: &str,
) {
    code.docs(0, &docs_or(&object.description, fallback));
    code.line(0, "#[derive(Clone, Debug, Default, PartialEq)]");
    code.line(0, "#[non_exhaustive]");
    if object.fields.is_empty() {
        code.line(0, format_args!("pub struct {name} {{}}"));
    } else {
        code.line(0, format_args!("pub struct {name} {{"));
        let is_sdk = |field: &Field| field.variant == Variant::Sdk;
        // Where all are of the variant, what leads there says so.
        let tells_variant = !object.fields.iter().all(is_sdk);
        for field in &object.fields {
            let mut docs = field_docs(field);
            if tells_variant && is_sdk(field) {
                docs.push_str(SDK_ONLY);
            }
            code.docs(1, &docs);
            code.line(
                1,
                format_args!("pub {}: {},", field.name, scope.model_field(field)),
            );
        }
        code.line(0, "}");
    }
    code.blank();
    let tail = text_field(object).map_or_else(String::new, |field| format!(" text {field}"));
    code.invoke("heroku::model", name, &wire_names(&object.fields), &tail);
}

/// Writes a name for a model that is no object of its own.
pub(crate) fn write_alias<'a>(
    code: &mut Code,
    scope: &Scope<'a>,
    name: &str,
    ty: &'a Type,
    docs: &str,
) {
    code.docs(0, docs);
    let ty = scope.ty(ty, Side::Answer);
    code.line(0, format_args!("pub type {name} = {ty};"));
}

/// Writes an open enum.
pub(crate) fn write_choice(code: &mut Code, choice: &EnumType) {
    code.docs(
        0,
        &docs_or(&choice.description, "One of a set of known values."),
    );
    code.line(
        0,
        "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]",
    );
    code.line(0, "#[non_exhaustive]");
    code.line(0, format_args!("pub enum {} {{", choice.name));
    for value in &choice.values {
        code.doc_line(1, &format!("{} on the wire.", code_span(&value.text)));
        code.line(1, format_args!("{},", value.name));
    }
    code.doc_line(1, "A value that this version does not know.");
    code.line(1, "Unknown(String),");
    code.line(0, "}");
    code.blank();
    let values: Vec<String> = choice
        .values
        .iter()
        .map(|value| format!("{} = {:?}", value.name, value.text))
        .collect();
    code.invoke("heroku::open_enum", &choice.name, &values, "");
}

/// The names of fields for the macros, with those on the wire where they differ.
pub(crate) fn wire_names(fields: &[Field]) -> Vec<String> {
    fields
        .iter()
        .map(|field| wire_name(&field.name, &field.wire_name))
        .collect()
}

/// The name of a field for the macros.
pub(crate) fn wire_name(name: &str, wire: &str) -> String {
    if name == wire {
        name.to_owned()
    } else {
        format!("{name} = {wire:?}")
    }
}

/// What a field holds, in Markdown.
pub(crate) fn field_docs(field: &Field) -> String {
    let docs = markdown(&field.description);
    if docs.is_empty() {
        format!("The field {}.", code_span(&field.wire_name))
    } else {
        docs
    }
}

/// A description in Markdown, or what stands in where there is none.
pub(crate) fn docs_or(description: &str, fallback: &str) -> String {
    let docs = markdown(description);
    if docs.is_empty() {
        fallback.to_owned()
    } else {
        docs
    }
}

/// Text in backticks.
pub(crate) fn code_span(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.as_str() {
        "" => "Empty text".to_owned(),
        _ if text.contains('`') => format!("`` {text} ``"),
        _ => format!("`{text}`"),
    }
}

fn text_field(object: &Object) -> Option<&str> {
    let wanted = object.text_field.as_deref()?;
    object
        .fields
        .iter()
        .find(|field| field.wire_name == wanted || field.name == wanted)
        .filter(|field| matches!(field.ty, Type::String | Type::Secret))
        .map(|field| field.name.as_str())
}
