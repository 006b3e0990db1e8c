//! Reads what an action answers.

use crate::action::is_shapeless;
use crate::document::Location;
use crate::head::Head;
use crate::json::{Map, Value};
use crate::kind::types_in;
use crate::shape::{Shaper, Side};
use crate::shaped::Naming;
use crate::{Returns, Type};

/// Reads the answer of a link from its target schema, or guesses it from its relation.
pub(crate) fn returns(head: &Head, link: &Value<'_>, shaper: &mut Shaper<'_>) -> Returns {
    shaper.side = Side::Model;
    let corrections = shaper.shared.corrections;
    for rule in corrections.of_action(&head.at) {
        let Some(text) = &rule.returns else { continue };
        if let Some(returns) = by_override(text, shaper) {
            return returns;
        }
        let message = format!("`returns` of `{}` is `{text}`", rule.at);
        let hint = "write `nothing`, `one app`, `page app` or `many app`, with a resource that has a model";
        corrections.fail(shaper.shared.sink, &rule.pointer, &message, hint);
    }
    let at = head.at.child("targetSchema");
    match link.get("targetSchema") {
        Some(Value::Object(target)) if is_shapeless(target) => Returns::Nothing,
        Some(_) => described(head, &at, shaper),
        None => guessed(head, shaper),
    }
}

fn by_override(text: &str, shaper: &Shaper<'_>) -> Option<Returns> {
    let (kind, model) = text.split_once(' ').unwrap_or((text, ""));
    if kind == "nothing" {
        return Some(Returns::Nothing);
    }
    let item = model_of(model.trim(), shaper)?;
    match kind {
        "one" => Some(Returns::One(item)),
        "page" => Some(Returns::Page(item)),
        "many" => Some(Returns::Many(item)),
        _ => None,
    }
}

fn model_of(resource: &str, shaper: &Shaper<'_>) -> Option<Type> {
    let document = shaper.shared.documents.get(resource)?;
    document
        .model
        .as_ref()
        .map(|_| Type::Model(resource.to_owned()))
}

fn described(head: &Head, at: &Location, shaper: &mut Shaper<'_>) -> Returns {
    let documents = shaper.shared.documents;
    let target = documents.follow(at).map(|chain| chain.last().node);
    let target = target.and_then(Value::as_object);
    let is_list = target.is_some_and(is_list);
    if is_list
        && target.is_some_and(|target| {
            !target.contains_key("items") && !target.contains_key("properties")
        })
        && let Some(item) = model_of(shaper.resource, shaper)
    {
        shaper.warn(
            at,
            &format!(
                "the list does not tell its items; read as those of `{}`",
                shaper.resource
            ),
            "add `items`",
        );
        return list(head, item);
    }
    if !is_list && target.is_some_and(is_shapeless) {
        return Returns::Nothing;
    }
    let naming = Naming {
        parent: head.name.clone(),
        field: "Output".to_owned(),
        about: format!("What [`{}`] answers.", head.name),
        by_definition: true,
        variant: head.variant,
        ..Naming::default()
    };
    match shaper.shape(at, &naming).ty {
        Type::Array(item) => list(head, *item),
        ty => Returns::One(ty),
    }
}

fn is_list(target: &Map<'_>) -> bool {
    let kinds = types_in(target.get("type"));
    kinds.contains(&"array") || (kinds.is_empty() && target.contains_key("items"))
}

fn list(head: &Head, item: Type) -> Returns {
    if head.method == "GET" {
        Returns::Page(item)
    } else {
        Returns::Many(item)
    }
}

fn guessed(head: &Head, shaper: &Shaper<'_>) -> Returns {
    if head.rel == "empty" || head.method == "DELETE" {
        return Returns::Nothing;
    }
    let Some(model) = model_of(shaper.resource, shaper) else {
        return Returns::Nothing;
    };
    let (returns, what) = if head.rel == "instances" {
        (list(head, model), "a list of")
    } else {
        (Returns::One(model), "one")
    };
    let message = format!("no `targetSchema`; read as {what} `{}`", shaper.resource);
    shaper.warn(&head.at, &message, "say what the action answers");
    returns
}
