//! What the documentation of an action says.

use heroku_schema::{Action, Variant};

use super::model::docs_or;
use super::text::{Code, first_sentence, markdown};

const DEV_CENTER: &str = "https://devcenter.heroku.com/articles/platform-api-reference";

/// Writes what an action does, where, who may, and which errors to expect.
pub(crate) fn write_action_docs(code: &mut Code, action: &Action, resource: &str) {
    let docs = docs_or(
        &action.description,
        "An action that the schema does not describe.",
    );
    let (summary, rest) = first_sentence(&docs);
    code.docs(0, summary);
    if !rest.is_empty() {
        code.doc_line(0, "");
        code.docs(0, rest);
    }
    code.doc_line(0, "");
    write_route(code, action, resource);
    for note in [
        variant(action.variant),
        stability(&action.stability),
        &access(&action.access),
    ] {
        if !note.is_empty() {
            code.doc_line(0, "");
            code.docs(0, note);
        }
    }
    code.doc_line(0, "");
    code.doc_line(0, "# Errors");
    code.docs(0, &errors(action));
}

fn write_route(code: &mut Code, action: &Action, resource: &str) {
    let route = format!("`{} {}`", action.method, action.path);
    if action.variant == Variant::Platform {
        let anchor = anchor(&format!("{resource}-{}", action.title));
        code.doc_line(0, &format!("{route} ·"));
        code.doc_line(0, &format!("[Dev Center]({DEV_CENTER}#{anchor})"));
    } else {
        code.doc_line(0, &route);
    }
}

fn anchor(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

fn variant(variant: Variant) -> &'static str {
    match variant {
        Variant::Sdk => "Only in the `3.sdk` variant, which the request asks for.",
        Variant::Legacy => "Only in the API of 2014; Heroku no longer publishes it.",
        _ => "",
    }
}

fn stability(stability: &str) -> &'static str {
    match stability {
        "prototype" => "A prototype: Heroku may change or withdraw it at any time.",
        "development" => "In development: Heroku may still change it, with notice.",
        "deprecation" | "deprecated" => "Deprecated: Heroku is going to withdraw it.",
        _ => "",
    }
}

fn access(access: &str) -> String {
    let access = markdown(access);
    let access = lower_first(access.trim_end_matches('.'));
    if access.is_empty() {
        String::new()
    } else {
        format!("Needs {access}.")
    }
}

/// The text with a small first letter, unless the first word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn errors(action: &Action) -> String {
    let mut parts = Vec::new();
    if !action.arguments.is_empty() {
        parts.push("`not_found` when an argument names nothing");
    }
    if action.body.is_some() {
        parts.push("`invalid_params` when a field is refused");
    }
    if parts.is_empty() {
        return "Those of every call, see [`heroku::Error`].".to_owned();
    }
    format!(
        "{}; besides those of every call, see [`heroku::Error`].",
        parts.join(", ")
    )
}
