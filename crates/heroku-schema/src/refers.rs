//! What a field refers to: the definition that its references lead to.

use serde::{Deserialize, Serialize};

use crate::document::{Documents, Location};
use crate::reference::{Chain, Step, unescape};
use crate::{Object, Type};

/// A definition of a resource, as in `name` of `app`. In JSON it is the list of the two, as most
/// fields have one: names would make the whole description longer by a twentieth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, String)", into = "(String, String)")]
#[non_exhaustive]
pub struct Reference {
    /// The resource, by its name in the schema, as in `app-feature`.
    pub resource: String,
    /// The definition, as in `identity` or `created_at`.
    pub definition: String,
}

impl Reference {
    /// The definition that stands at a place, if it is one and no part of one.
    fn at(place: &Location) -> Option<Self> {
        let name = place.pointer.strip_prefix("/definitions/")?;
        (!name.contains('/')).then(|| Self {
            resource: place.resource.clone(),
            definition: unescape(name).into_owned(),
        })
    }
}

impl From<(String, String)> for Reference {
    fn from((resource, definition): (String, String)) -> Self {
        Self {
            resource,
            definition,
        }
    }
}

impl From<Reference> for (String, String) {
    fn from(reference: Reference) -> Self {
        (reference.resource, reference.definition)
    }
}

impl Documents<'_> {
    /// The definition that a schema of this type refers to. Of a list it is that of the items,
    /// unless those are described in place.
    pub(crate) fn refers(&self, chain: &Chain<'_>, ty: &Type) -> Option<Reference> {
        let items = matches!(ty, Type::Array(_)).then(|| self.items(chain));
        items
            .flatten()
            .and_then(|items| self.definition(&items))
            .or_else(|| self.definition(chain))
    }

    /// The one schema of all items of a list.
    fn items<'a>(&'a self, list: &Chain<'a>) -> Option<Chain<'a>> {
        let items = list.last().child("items")?;
        let is_only = items.node.as_array().is_some_and(|all| all.len() == 1);
        let item = if is_only { items.child("0")? } else { items };
        Some(self.follow_step(item))
    }

    /// The last definition of a chain; where that only lists definitions of another resource,
    /// the one that stands for them there.
    fn definition(&self, chain: &Chain<'_>) -> Option<Reference> {
        let last = last_definition(chain);
        let home = last.as_ref().map(|last| last.resource.as_str());
        self.of_alternatives(chain.last())
            .filter(|listed| Some(listed.resource.as_str()) != home)
            .or(last)
    }

    /// The definition that stands for all alternatives: the only one, or the identity that they
    /// are part of.
    fn of_alternatives(&self, target: &Step<'_>) -> Option<Reference> {
        let listed: Option<Vec<Reference>> = target
            .alternatives()
            .map(|step| last_definition(&self.follow_step(step)))
            .collect();
        let listed = listed?;
        let (first, others) = listed.split_first()?;
        if others.iter().all(|other| other == first) {
            return Some(first.clone());
        }
        let identity = Location::new(&first.resource, "/definitions/identity");
        let names = self
            .follow(&identity)
            .map_or_else(Vec::new, |chain| self.identity_names(&chain));
        let is_part =
            |one: &Reference| one.resource == first.resource && names.contains(&one.definition);
        listed
            .iter()
            .all(is_part)
            .then(|| Reference::at(&identity))
            .flatten()
    }
}

/// The last definition that a chain comes to, after the place where it begins.
fn last_definition(chain: &Chain<'_>) -> Option<Reference> {
    let reached = chain.steps.iter().skip(1).rev();
    reached.map(|step| &step.at).find_map(Reference::at)
}

/// Replaces the references of an object by those of another one that has the same fields.
pub(crate) fn take_references(object: &mut Object, other: &Object) {
    for (field, other) in object.fields.iter_mut().zip(&other.fields) {
        field.refers.clone_from(&other.refers);
        take_references_inside(&mut field.ty, &other.ty);
    }
}

fn take_references_inside(ty: &mut Type, other: &Type) {
    match (ty, other) {
        (Type::Object(object), Type::Object(other)) => take_references(object, other),
        (Type::Array(item), Type::Array(other)) => take_references_inside(item, other),
        (Type::Map(map), Type::Map(other)) => take_references_inside(&mut map.value, &other.value),
        _ => {}
    }
}
