//! Rust names of actions: one action, one name.

use std::collections::{HashMap, HashSet};

use crate::corrections::Corrections;
use crate::diagnostic::Sink;
use crate::document::Documents;
use crate::head::Head;
use crate::words::{numbered, pascal, type_name};

/// Names all actions: first those that an override names, then by folder, resource and order.
///
/// `types` holds the Rust type of each resource by its name; an action never takes the name of
/// its own resource's type.
pub(crate) fn name_actions(
    heads: &mut [Head],
    types: &HashMap<String, String>,
    documents: &Documents<'_>,
    corrections: &Corrections,
    sink: &Sink,
) {
    let mut taken = HashSet::new();
    let mut mechanical = Vec::with_capacity(heads.len());
    for head in heads.iter() {
        let own = types
            .get(&head.at.resource)
            .map(String::as_str)
            .unwrap_or_default();
        let title = match pascal(&head.title) {
            empty if empty.is_empty() => "Action".to_owned(),
            title => title,
        };
        mechanical.push(format!("{own}{title}"));
    }
    for (head, plain) in heads.iter_mut().zip(&mechanical) {
        for rule in corrections.of_action(&head.at) {
            let Some(wanted) = &rule.name else { continue };
            let name = type_name(wanted, plain);
            if name != *wanted || !taken.insert(name.clone()) {
                let message = format!("`{wanted}` cannot name `{}`", rule.at);
                let hint = "give a PascalCase name that no other action has";
                corrections.fail(sink, &rule.pointer, &message, hint);
                continue;
            }
            head.name = name;
        }
    }
    let mut order: Vec<usize> = (0..heads.len())
        .filter(|i| heads[*i].name.is_empty())
        .collect();
    order.sort_by_key(|index| heads[*index].variant);
    for index in order {
        let (head, plain) = (&mut heads[index], &mechanical[index]);
        let own = types.get(&head.at.resource);
        let mut free = |name: &str| !taken.contains(name) && own.is_none_or(|own| own != name);
        if free(plain) {
            head.name.clone_from(plain);
        } else {
            let long = with_arguments(plain, head);
            head.name = numbered(&long, "", &mut free);
            let message = format!(
                "another action is named `{plain}`; this one is `{}`",
                head.name
            );
            documents.warn(
                sink,
                &head.at,
                &message,
                "give it a better name by an override",
            );
        }
        taken.insert(head.name.clone());
    }
    for (head, plain) in heads.iter_mut().zip(mechanical) {
        if head.name != plain && !taken.contains(&plain) {
            head.aliases.push(plain);
        }
    }
}

/// `UsageInfo` of `/teams/{team}/usage` becomes `UsageInfoByTeam`.
fn with_arguments(plain: &str, head: &Head) -> String {
    let arguments: Vec<String> = head.arguments.iter().map(|it| pascal(&it.name)).collect();
    if arguments.is_empty() {
        return plain.to_owned();
    }
    format!("{plain}By{}", arguments.join("And"))
}
