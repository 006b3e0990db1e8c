//! Whether the answers that a fault strikes can drift as it says.

use heroku_schema::{Action, Returns, Type};

use super::FaultError;
use super::effects::Drift;
use crate::nearest::nearest;
use crate::schema::Schema;

/// A way to drift that happens to some types only.
struct Kind {
    /// The field of a fault that asks for it.
    field: &'static str,
    is_wanted: fn(&Drift) -> bool,
    happens_to: fn(&Type) -> bool,
    /// What an answer is to which it cannot happen.
    without: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        field: "nulls",
        is_wanted: |drift| drift.nulls,
        happens_to: has_optional_field,
        without: "no field that may be missing or null",
    },
    Kind {
        field: "alien_enums",
        is_wanted: |drift| drift.alien_enums,
        happens_to: |ty| matches!(ty, Type::Enum(_)),
        without: "no field that has one of some known values",
    },
    Kind {
        field: "unknown_fields",
        is_wanted: |drift| drift.unknown_fields,
        happens_to: |ty| matches!(ty, Type::Object(_)),
        without: "no object that has known fields",
    },
];

fn has_optional_field(ty: &Type) -> bool {
    let Type::Object(object) = ty else {
        return false;
    };
    let mut fields = object.fields.iter();
    fields.any(|field| field.nullable || !field.required)
}

/// Checks that the answer of one of some actions can drift so.
pub(super) fn check_drift_anywhere(actions: &[&Action], drift: &Drift) -> Result<(), FaultError> {
    let mut checked = actions.iter().map(|action| check_drift(action, drift));
    match checked.next() {
        Some(first) => checked.fold(first, |found, next| {
            found.or_else(|error| next.map_err(|_| error))
        }),
        None => Ok(()),
    }
}

/// Checks that the answer of an action can drift so.
pub(super) fn check_drift(action: &Action, drift: &Drift) -> Result<(), FaultError> {
    let (Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty)) = &action.returns else {
        return check_nothing(action, drift);
    };
    for kind in KINDS {
        if (kind.is_wanted)(drift) && !holds(ty, kind.happens_to, &mut Vec::new()) {
            let problem = format!("can do nothing: {} answers {}", action.name, kind.without);
            return Err(FaultError::new(kind.field, problem));
        }
    }
    let mut missing = drift.missing.iter();
    missing.try_for_each(|path| find_field(ty, path))
}

/// Refuses all drift of an action that answers nothing.
fn check_nothing(action: &Action, drift: &Drift) -> Result<(), FaultError> {
    let mut kinds = KINDS.iter().filter(|kind| (kind.is_wanted)(drift));
    let missing = drift.missing.first().map(|_| "missing");
    let field = kinds.next().map(|kind| kind.field).or(missing);
    field.map_or(Ok(()), |field| {
        let problem = format!("makes no sense for {}, which answers nothing", action.name);
        Err(FaultError::new(field, problem))
    })
}

/// Whether a type, or one within it, is such a one; `seen` are the models that were looked at.
fn holds<'a>(ty: &'a Type, is_it: fn(&Type) -> bool, seen: &mut Vec<&'a str>) -> bool {
    if is_it(ty) {
        return true;
    }
    match ty {
        Type::Array(item) => holds(item, is_it, seen),
        Type::Map(map) => holds(&map.value, is_it, seen),
        Type::Object(object) => {
            let mut fields = object.fields.iter();
            fields.any(|field| holds(&field.ty, is_it, seen))
        }
        Type::Model(name) if !seen.contains(&name.as_str()) => {
            seen.push(name);
            let model = Schema::shared().model(name);
            model.is_some_and(|model| holds(model, is_it, seen))
        }
        _ => false,
    }
}

/// Checks that a type has a field at a path, as in `owner.email`.
fn find_field(ty: &Type, path: &str) -> Result<(), FaultError> {
    let mut ty = ty;
    let mut place = String::new();
    for name in path.split('.') {
        let fields = loop {
            match ty {
                Type::Array(item) => ty = item,
                Type::Model(model) => match Schema::shared().model(model) {
                    Some(model) => ty = model,
                    None => return Ok(()),
                },
                Type::Object(object) => break &object.fields,
                // What has free keys may have this one.
                _ => return Ok(()),
            }
        };
        let Some(field) = fields.iter().find(|field| field.wire_name == name) else {
            let names = fields.iter().map(|field| field.wire_name.as_str());
            let near = nearest(name, names);
            let hint = near.map(|near| format!(": perhaps `{place}{near}` is meant"));
            let hint = hint.unwrap_or_default();
            let problem = format!("names `{path}`, which the answer does not have{hint}");
            return Err(FaultError::new("missing", problem));
        };
        ty = &field.ty;
        place.push_str(name);
        place.push('.');
    }
    Ok(())
}
