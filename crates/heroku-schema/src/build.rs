//! Puts the resources of an [`Api`] together.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use crate::action::action;
use crate::corrections::Corrections;
use crate::cycles::break_cycles;
use crate::diagnostic::Sink;
use crate::document::{Document, Documents, Location};
use crate::head::{Head, heads};
use crate::json::Value;
use crate::naming::name_actions;
use crate::overrides::Overrides;
use crate::shape::{Shaper, Shared, Side, budget};
use crate::shaped::Naming;
use crate::type_names::TypeNames;
use crate::words::{numbered, type_name, value_name};
use crate::{Api, Resource, Type};

/// Reads merged documents into an API.
pub(crate) fn build(mut documents: Documents<'_>, overrides: Overrides, sink: &Sink) -> Api {
    let corrections = Corrections::bind(overrides, &mut documents, sink);
    let names = rust_names(&documents, sink);
    let types: HashMap<String, String> = names
        .iter()
        .map(|(name, rust)| (name.clone(), rust.type_name.clone()))
        .collect();
    let in_order = documents.in_order();
    let mut all_heads: Vec<Head> = in_order
        .iter()
        .flat_map(|document| heads(document, &documents, &corrections, sink))
        .collect();
    name_actions(&mut all_heads, &types, &documents, &corrections, sink);
    let shared = Shared {
        documents: &documents,
        corrections: &corrections,
        sink,
        budget: Cell::new(budget(&documents)),
    };
    let mut all_heads = all_heads.into_iter().peekable();
    let mut api = Api::default();
    for document in in_order {
        let Some(rust) = names.get(&document.name) else {
            continue;
        };
        let next = || all_heads.next_if(|head| head.at.resource == document.name);
        let own: Vec<Head> = std::iter::from_fn(next).collect();
        api.resources.push(resource(document, rust, own, &shared));
    }
    break_cycles(&mut api, &documents, sink);
    corrections.tell_unused(sink);
    api
}

/// Rust names of a resource.
struct RustNames {
    module: String,
    type_name: String,
}

fn rust_names(documents: &Documents<'_>, sink: &Sink) -> HashMap<String, RustNames> {
    let mut modules = HashSet::new();
    let mut types = HashSet::new();
    let mut names = HashMap::new();
    for name in documents.in_order().iter().map(|document| &document.name) {
        let wanted = value_name(name, "resource");
        let module = numbered(&wanted, "_", |tried| !modules.contains(tried));
        let type_name = numbered(&type_name(name, "Resource"), "", |tried| {
            !types.contains(tried)
        });
        if module != wanted {
            let message = format!("another resource is named `{wanted}`; this one is `{module}`");
            let at = Location::new(name, "");
            documents.warn(
                sink,
                &at,
                &message,
                "give it a name that differs in letters or digits",
            );
        }
        modules.insert(module.clone());
        types.insert(type_name.clone());
        names.insert(name.clone(), RustNames { module, type_name });
    }
    names
}

fn resource(
    document: &Document<'_>,
    rust: &RustNames,
    heads: Vec<Head>,
    shared: &Shared<'_>,
) -> Resource {
    let text = |key: &str| {
        document
            .value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut names = TypeNames::default();
    names.reserve(&rust.type_name);
    for head in &heads {
        names.reserve(&head.name);
    }
    let names = RefCell::new(names);
    let mut shaper = Shaper::new(shared, &document.name, &rust.type_name, &names, Side::Model);
    let stability = text("stability");
    Resource {
        name: document.name.clone(),
        module: rust.module.clone(),
        type_name: rust.type_name.clone(),
        description: text("description"),
        model: model(document, rust, &text("description"), &mut shaper),
        actions: heads
            .into_iter()
            .map(|head| action(head, &stability, &mut shaper))
            .collect(),
        stability,
        variant: document.variant,
        identity: identity(document, shared.documents),
    }
}

fn model(
    document: &Document<'_>,
    rust: &RustNames,
    about: &str,
    shaper: &mut Shaper<'_>,
) -> Option<Type> {
    let Some(pointer) = &document.model else {
        if document.value.get("$ref").is_some() {
            let root = Location::new(&document.name, "");
            let documents = shaper.shared.documents;
            let message = "the resource refers to nothing, or back to itself; it has no model";
            documents.fail(shaper.shared.sink, &root, message, "correct the reference");
        }
        return None;
    };
    let at = Location::new(&document.name, pointer);
    if !pointer.is_empty() {
        let message = format!("the shape of the resource stands in `{pointer}`; read from there");
        let root = Location::new(&document.name, "");
        shaper.warn(
            &root,
            &message,
            "nothing to do, or move it to the `properties` of the resource",
        );
    }
    let naming = Naming {
        parent: rust.type_name.clone(),
        about: about.to_owned(),
        exact: true,
        variant: document.variant,
        ..Naming::default()
    };
    Some(shaper.shape_model(&at, &naming).ty)
}

fn identity(document: &Document<'_>, documents: &Documents<'_>) -> Vec<String> {
    let at = Location::new(&document.name, "/definitions/identity");
    let chain = documents.follow(&at);
    chain.map_or_else(Vec::new, |chain| documents.identity_names(&chain))
}
