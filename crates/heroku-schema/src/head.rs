//! The head of a link: title, method, relation and path.

use crate::arguments::{Route, route};
use crate::corrections::Corrections;
use crate::diagnostic::Sink;
use crate::document::{Document, Documents, Location};
use crate::json::Value;
use crate::{Argument, Variant};

/// What is known of an action before its types are read.
#[derive(Debug)]
pub(crate) struct Head {
    /// The place of the link.
    pub(crate) at: Location,
    pub(crate) title: String,
    pub(crate) method: String,
    pub(crate) rel: String,
    pub(crate) path: String,
    pub(crate) arguments: Vec<Argument>,
    /// Parameters that stand in the path, with the value where it is fixed.
    pub(crate) query: Vec<(String, Option<String>)>,
    pub(crate) variant: Variant,
    /// The Rust name and its aliases; given once all heads are known.
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
}

/// Reads the heads of a resource's links; a link without a path is told and left out.
pub(crate) fn heads(
    document: &Document<'_>,
    documents: &Documents<'_>,
    corrections: &Corrections,
    sink: &Sink,
) -> Vec<Head> {
    let links = document
        .link_values()
        .iter()
        .zip(&document.links)
        .enumerate();
    links
        .filter_map(|(index, (link, origin))| {
            let at = Location::new(&document.name, &format!("/links/{index}"));
            let Some(href) = link.get("href").and_then(Value::as_str) else {
                documents.fail(
                    sink,
                    &at,
                    "the link has no `href`; left out",
                    "add the path of the action",
                );
                return None;
            };
            let (title, method) = title_and_method(link);
            tell_odd_head(link, &at, &title, &method, documents, sink);
            let Route {
                path,
                arguments,
                query,
            } = route(href, &at, documents, corrections, sink);
            Some(Head {
                at,
                rel: relation(link, &method),
                title,
                method,
                path,
                arguments,
                query,
                variant: origin.variant,
                name: String::new(),
                aliases: Vec::new(),
            })
        })
        .collect()
}

fn tell_odd_head(
    link: &Value<'_>,
    at: &Location,
    title: &str,
    method: &str,
    documents: &Documents<'_>,
    sink: &Sink,
) {
    let kind = |key: &str| link.get(key).map(Value::is_string);
    match (kind("title"), text(link, "title").is_some()) {
        (Some(true), true) => {}
        (None | Some(true), _) => documents.warn(
            sink,
            at,
            &format!("the link has no title; read as `{title}`"),
            "add a title, or a name by an override",
        ),
        (Some(false), _) => documents.warn(
            sink,
            &at.child("title"),
            &format!("the title is no text; read as `{title}`"),
            "write the title as text",
        ),
    }
    match kind("rel") {
        Some(true) => {}
        None => documents.warn(
            sink,
            at,
            &format!(
                "the link has no `rel`; read as `{}`",
                relation(link, method)
            ),
            "add the relation",
        ),
        Some(false) => documents.warn(
            sink,
            &at.child("rel"),
            &format!("`rel` is no text; read as `{}`", relation(link, method)),
            "write the relation as text",
        ),
    }
    match text(link, "method") {
        Some(written) if written == method => {}
        Some(written) => documents.warn(
            sink,
            &at.child("method"),
            &format!("the method is spelt `{written}`; read as `{method}`"),
            "write methods in capitals",
        ),
        None => documents.warn(
            sink,
            at,
            &format!("the link has no method; read as `{method}`"),
            "add the HTTP method",
        ),
    }
}

/// Title and method of a link, made up where they are missing.
pub(crate) fn title_and_method(link: &Value<'_>) -> (String, String) {
    let rel = text(link, "rel").unwrap_or_default();
    let method = text(link, "method")
        .map(str::to_ascii_uppercase)
        .filter(|method| method.bytes().all(|byte| byte.is_ascii_uppercase()));
    let method = method.unwrap_or_else(|| {
        match rel {
            "create" => "POST",
            "update" => "PATCH",
            "destroy" | "delete" => "DELETE",
            _ if link.get("schema").is_some_and(Value::is_object) => "POST",
            _ => "GET",
        }
        .to_owned()
    });
    let title = match text(link, "title") {
        Some(title) => title.to_owned(),
        None => title_of(&relation(link, &method)),
    };
    (title, method)
}

fn title_of(rel: &str) -> String {
    match rel {
        "self" => "Info",
        "instances" => "List",
        "create" => "Create",
        "update" => "Update",
        "destroy" | "delete" => "Delete",
        other => other,
    }
    .to_owned()
}

/// The relation of a link, made up from the method where it is missing.
fn relation(link: &Value<'_>, method: &str) -> String {
    if let Some(rel) = text(link, "rel") {
        return rel.to_owned();
    }
    let target = link.get("targetSchema");
    let lists = target.is_some_and(|target| {
        target.get("items").is_some()
            || target
                .get("type")
                .is_some_and(|it| it.to_string().contains("\"array\""))
    });
    match method {
        "GET" if lists => "instances",
        "POST" => "create",
        "PUT" | "PATCH" => "update",
        "DELETE" => "destroy",
        _ => "self",
    }
    .to_owned()
}

/// A text that is there and not blank.
fn text<'a>(link: &'a Value<'_>, key: &str) -> Option<&'a str> {
    link.get(key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
