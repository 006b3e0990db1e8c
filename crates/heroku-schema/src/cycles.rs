//! Models that would contain themselves without end.

use std::collections::BTreeMap;

use crate::diagnostic::Sink;
use crate::document::{Documents, Location, join};
use crate::{Api, Type};

/// Replaces references that make a model contain itself directly, other than through a list or a map.
pub(crate) fn break_cycles(api: &mut Api, documents: &Documents<'_>, sink: &Sink) {
    let index: BTreeMap<String, usize> = api
        .resources
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), at))
        .collect();
    let mut state = vec![State::New; api.resources.len()];
    for start in 0..api.resources.len() {
        visit(start, api, &index, &mut state, documents, sink);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

fn visit(
    start: usize,
    api: &mut Api,
    index: &BTreeMap<String, usize>,
    state: &mut [State],
    documents: &Documents<'_>,
    sink: &Sink,
) {
    if state[start] != State::New {
        return;
    }
    state[start] = State::Open;
    // An explicit stack: a chain of models may be longer than the program's own stack is deep.
    let mut stack = vec![(start, edges(api, start), 0)];
    while let Some((node, found, next)) = stack.last_mut() {
        let node = *node;
        let Some((pointer, target)) = found.get(*next).cloned() else {
            state[node] = State::Done;
            stack.pop();
            continue;
        };
        *next += 1;
        let Some(target_index) = index.get(&target).copied() else {
            continue;
        };
        match state[target_index] {
            State::Done => {}
            State::New => {
                state[target_index] = State::Open;
                stack.push((target_index, edges(api, target_index), 0));
            }
            State::Open => {
                let resource = &mut api.resources[node];
                if let Some(model) = &mut resource.model {
                    cut(model, "", &pointer);
                }
                let at = Location::new(&resource.name, &pointer);
                let message =
                    format!("the model of `{target}` would contain itself; read as any JSON");
                documents.warn(sink, &at, &message, "refer to its id instead");
            }
        }
    }
}

/// The models that a model contains directly, each with the pointer of the field.
fn edges(api: &Api, node: usize) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(model) = &api.resources[node].model {
        collect(model, "", &mut found);
    }
    found
}

fn collect(ty: &Type, pointer: &str, found: &mut Vec<(String, String)>) {
    match ty {
        Type::Model(name) => found.push((pointer.to_owned(), name.clone())),
        Type::Object(object) => {
            for field in &object.fields {
                let inside = join(&format!("{pointer}/properties"), &field.wire_name);
                collect(&field.ty, &inside, found);
            }
        }
        _ => {}
    }
}

fn cut(ty: &mut Type, pointer: &str, wanted: &str) {
    match ty {
        Type::Model(_) if pointer == wanted => *ty = Type::Any,
        Type::Object(object) => {
            for field in &mut object.fields {
                let inside = join(&format!("{pointer}/properties"), &field.wire_name);
                cut(&mut field.ty, &inside, wanted);
            }
        }
        _ => {}
    }
}
