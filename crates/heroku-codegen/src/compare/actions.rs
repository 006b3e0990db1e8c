//! Changes of actions.

use heroku_schema::{Action, Returns, Type};

use super::changelog::{Changelog, Class, Kind};
use super::fields::{Side, compare_fields, compare_order, compare_types};
use super::shape::{answer, shape};
use crate::source::members;

/// Compares the actions of a resource in two descriptions.
pub(super) fn compare_actions(log: &mut Changelog, old: &[Action], new: &[Action]) {
    for action in new {
        if let Some(before) = old.iter().find(|other| other.name == action.name) {
            compare_action(log, before, action);
            continue;
        }
        match old.iter().find(|other| is_renamed(other, action, new)) {
            Some(before) => {
                let text = format!("`{}` is now called `{}`", before.name, action.name);
                log.add(Kind::Changed, Class::Major, text);
                compare_action(log, before, action);
            }
            None => log.add(Kind::Added, Class::Minor, describe(action)),
        }
    }
    for action in old {
        let is_kept = new
            .iter()
            .any(|other| other.name == action.name || is_renamed(action, other, new));
        if !is_kept {
            log.add(Kind::Removed, Class::Major, describe(action));
        }
    }
}

/// An action in a few words.
pub(super) fn describe(action: &Action) -> String {
    format!("`{}`: `{} {}`", action.name, action.method, action.path)
}

fn is_renamed(old: &Action, new: &Action, all_new: &[Action]) -> bool {
    old.method == new.method
        && blank(&old.path) == blank(&new.path)
        && all_new.iter().all(|other| other.name != old.name)
}

/// A path without the names of its arguments.
fn blank(path: &str) -> String {
    let mut blanked = String::with_capacity(path.len());
    let mut is_inside = false;
    for c in path.chars() {
        match c {
            '{' => is_inside = true,
            '}' => {
                is_inside = false;
                blanked.push('*');
            }
            c if !is_inside => blanked.push(c),
            _ => {}
        }
    }
    blanked
}

fn compare_action(log: &mut Changelog, old: &Action, new: &Action) {
    let name = &new.name;
    let mut change = |class, text: String| {
        log.add(Kind::Changed, class, format!("`{name}`: {text}"));
    };
    if old.arguments.len() != new.arguments.len() {
        change(
            Class::Major,
            format!("takes {} for its path", count(new.arguments.len())),
        );
    }
    if (&old.method, blank(&old.path)) != (&new.method, blank(&new.path)) {
        let text = format!(
            "`{} {}` became `{} {}`",
            old.method, old.path, new.method, new.path
        );
        let is_other = old.method != new.method;
        change(if is_other { Class::Major } else { Class::Minor }, text);
    }
    if old.idempotent != new.idempotent {
        let text = if new.idempotent {
            "is now idempotent"
        } else {
            "is no longer idempotent"
        };
        change(Class::Patch, text.to_owned());
    }
    if old.free != new.free {
        let text = if new.free {
            "no longer counts against the rate limit"
        } else {
            "now counts against the rate limit"
        };
        change(Class::Patch, text.to_owned());
    }
    if old.variant != new.variant {
        change(
            Class::Patch,
            format!("now of the variant {:?}", new.variant),
        );
    }
    if old.stability != new.stability {
        change(
            Class::Patch,
            format!("stability is now `{}`", new.stability),
        );
    }
    for (class, text, ranges) in [
        (Class::Minor, "can now", without(&new.ranges, &old.ranges)),
        (
            Class::Major,
            "can no longer",
            without(&old.ranges, &new.ranges),
        ),
    ] {
        if !ranges.is_empty() {
            change(class, format!("{text} be sorted by {}", ranges.join(", ")));
        }
    }
    if old.description != new.description {
        change(Class::Patch, "is described in other words".to_owned());
    }
    compare_fields(
        log,
        Side::Request,
        &format!("{name}?"),
        &old.query,
        &new.query,
    );
    // Names of resources decide over names of entries only, and those are no arguments.
    compare_order(log, name, &members(old, ""), &members(new, ""));
    compare_bodies(log, name, old.body.as_ref(), new.body.as_ref());
    compare_answers(log, name, &old.returns, &new.returns);
}

/// The names that are not among the others, quoted.
fn without(names: &[String], others: &[String]) -> Vec<String> {
    let missing = names.iter().filter(|name| !others.contains(name));
    missing.map(|name| format!("`{name}`")).collect()
}

fn count(arguments: usize) -> String {
    match arguments {
        1 => "1 argument".to_owned(),
        many => format!("{many} arguments"),
    }
}

fn compare_bodies(log: &mut Changelog, name: &str, old: Option<&Type>, new: Option<&Type>) {
    match (old, new) {
        (Some(Type::Object(a)), Some(Type::Object(b))) => {
            compare_fields(log, Side::Request, name, &a.fields, &b.fields);
        }
        (Some(a), Some(b)) => compare_types(log, Side::Request, name, a, b),
        (None, Some(Type::Object(body))) => {
            compare_fields(log, Side::Request, name, &[], &body.fields);
        }
        (Some(Type::Object(body)), None) => {
            compare_fields(log, Side::Request, name, &body.fields, &[]);
        }
        (None, Some(body)) => {
            let text = format!("`{name}`: takes a body, {}", shape(body));
            log.add(Kind::Added, Class::Major, text);
        }
        (Some(_), None) => {
            log.add(Kind::Removed, Class::Major, format!("`{name}`: the body"));
        }
        (None, None) => {}
    }
}

fn compare_answers(log: &mut Changelog, name: &str, old: &Returns, new: &Returns) {
    let place = format!("{name} answer");
    match (old, new) {
        (Returns::One(a), Returns::One(b))
        | (Returns::Page(a), Returns::Page(b))
        | (Returns::Many(a), Returns::Many(b)) => compare_types(log, Side::Answer, &place, a, b),
        _ if old != new => {
            let text = format!("`{name}`: answers {}, not {}", answer(new), answer(old));
            log.add(Kind::Changed, Class::Major, text);
        }
        _ => {}
    }
}
