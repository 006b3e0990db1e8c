//! Names of the types of one module: each taken once, shared where the types are alike.

use std::collections::HashMap;

use crate::refers::take_references;
use crate::words::numbered;
use crate::{EnumType, Field, Object, Type};

/// The names that one module has given.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeNames {
    taken: HashMap<String, Taken>,
    /// The names in the order in which they were given.
    order: Vec<String>,
}

#[derive(Clone, Debug)]
enum Taken {
    /// The resource's own type, or an action.
    Reserved,
    Object(Object),
    Enum(EnumType),
}

impl TypeNames {
    /// Keeps a name from being given.
    pub(crate) fn reserve(&mut self, name: &str) {
        self.take(name, Taken::Reserved);
    }

    /// A point to come back to.
    pub(crate) fn mark(&self) -> usize {
        self.order.len()
    }

    /// Forgets the names that were given after a mark.
    pub(crate) fn forget_since(&mut self, mark: usize) {
        for name in self.order.drain(mark.min(self.order.len())..) {
            self.taken.remove(&name);
        }
    }

    fn take(&mut self, name: &str, taken: Taken) {
        if self.taken.insert(name.to_owned(), taken).is_none() {
            self.order.push(name.to_owned());
        }
    }

    fn take_free(&mut self, name: &str, taken: impl FnOnce() -> Taken) {
        if !self.taken.contains_key(name) {
            self.take(name, taken());
        }
    }

    /// Names an object; one that is known by this name already and has the same shape is shared.
    pub(crate) fn object(&mut self, wanted: &str, mut object: Object) -> Object {
        for name in [wanted.to_owned(), format!("{wanted}Details")] {
            match self.taken.get(&name) {
                Some(Taken::Object(known)) if same_fields(known, &object) => {
                    return shared(known, &object);
                }
                None => {
                    object.name.clone_from(&name);
                    self.take(&name, Taken::Object(object.clone()));
                    return object;
                }
                Some(_) => {}
            }
        }
        object.name = numbered(wanted, "", |name| {
            self.taken.get(name).is_none_or(
                |taken| matches!(taken, Taken::Object(known) if same_fields(known, &object)),
            )
        });
        if let Some(Taken::Object(known)) = self.taken.get(&object.name) {
            return shared(known, &object);
        }
        self.take(&object.name, Taken::Object(object.clone()));
        object
    }

    /// Names a set of values; one that is known by one of the names already is shared.
    pub(crate) fn values(&mut self, wanted: &[String], mut new: EnumType) -> EnumType {
        let first = wanted.first().cloned().unwrap_or_default();
        let more = [format!("{first}Kind")];
        for name in wanted.iter().chain(&more) {
            match self.taken.get(name) {
                Some(Taken::Enum(known)) if known.values == new.values => return known.clone(),
                None => {
                    new.name.clone_from(name);
                    self.take(name, Taken::Enum(new.clone()));
                    return new;
                }
                Some(_) => {}
            }
        }
        new.name = numbered(&first, "", |name| !self.taken.contains_key(name));
        self.take(&new.name, Taken::Enum(new.clone()));
        new
    }

    /// Takes over the names inside a type that was named elsewhere.
    pub(crate) fn adopt(&mut self, ty: &Type) {
        match ty {
            Type::Object(object) => {
                for field in &object.fields {
                    self.adopt(&field.ty);
                }
                self.take_free(&object.name, || Taken::Object(object.clone()));
            }
            Type::Enum(values) => {
                self.take_free(&values.name, || Taken::Enum(values.clone()));
            }
            Type::Array(item) => self.adopt(item),
            Type::Map(map) => self.adopt(&map.value),
            _ => {}
        }
    }
}

/// A known object in place of another one, which keeps what its own fields refer to: types are
/// shared by what they hold, whichever definitions they hold it of.
fn shared(known: &Object, own: &Object) -> Object {
    let mut object = known.clone();
    take_references(&mut object, own);
    object
}

/// Whether two objects have the same fields, whatever is said about them.
fn same_fields(one: &Object, other: &Object) -> bool {
    one.fields.len() == other.fields.len()
        && one.text_field == other.text_field
        && one.closed == other.closed
        && one
            .fields
            .iter()
            .zip(&other.fields)
            .all(|(one, other)| same_field(one, other))
}

fn same_field(one: &Field, other: &Field) -> bool {
    let flags = |field: &Field| {
        let read_only = field.read_only;
        let omissions = (field.omittable, field.default_null);
        (field.nullable, field.required, omissions, read_only)
    };
    one.wire_name == other.wire_name
        && one.name == other.name
        && flags(one) == flags(other)
        && one.variant == other.variant
        && one.pattern == other.pattern
        && one.default == other.default
        && one.format == other.format
        && one.also_accepts == other.also_accepts
        && same_type(&one.ty, &other.ty)
}

/// Whether two types are written alike; names of nested types count.
fn same_type(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Object(one), Type::Object(other)) => {
            one.name == other.name && same_fields(one, other)
        }
        (Type::Enum(one), Type::Enum(other)) => {
            one.name == other.name && one.values == other.values
        }
        (Type::Array(one), Type::Array(other)) => same_type(one, other),
        (Type::Map(one), Type::Map(other)) => {
            one.nullable == other.nullable
                && one.pattern == other.pattern
                && same_type(&one.value, &other.value)
        }
        (one, other) => one == other,
    }
}
