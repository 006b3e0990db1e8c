//! The code that a release runs: a slug, or an OCI image.

use serde_json::{Map, Value};

use crate::world::{Row, World};

/// The process type that runs before a release becomes the current one.
pub(in crate::behaviour) const RELEASE: &str = "release";

/// What a release runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::behaviour) struct Code {
    /// The id of the slug, on Cedar.
    pub(super) slug: Option<String>,
    /// The id of the image, on Fir.
    pub(super) image: Option<String>,
}

impl Code {
    /// A slug.
    pub(super) fn slug(id: &str) -> Self {
        Self {
            slug: Some(id.to_owned()),
            image: None,
        }
    }

    /// An OCI image.
    pub(super) fn image(id: &str) -> Self {
        Self {
            slug: None,
            image: Some(id.to_owned()),
        }
    }

    /// What a release runs.
    pub(super) fn of(release: &Row) -> Self {
        let referred = |field| release.referred(field).map(str::to_owned);
        Self {
            slug: referred("slug"),
            image: referred("oci_image"),
        }
    }

    /// The row of the code, if there is any.
    pub(super) fn row<'a>(&self, world: &'a World) -> Option<&'a Row> {
        match (&self.slug, &self.image) {
            (Some(slug), _) => world.store.row("slug", slug),
            (None, Some(image)) => world.store.row("oci-image", image),
            (None, None) => None,
        }
    }
}

/// The process types of an app with their commands: what its code says, or its container images.
pub(in crate::behaviour) fn process_types(
    world: &World,
    app: &str,
    code: &Code,
) -> Map<String, Value> {
    let types = match code.row(world) {
        Some(row) => row.get("process_types"),
        None => match world.store.row("app", app) {
            Some(app) => app.noted("containers"),
            None => &Value::Null,
        },
    };
    let types = types.as_object().into_iter().flatten();
    let command = |told: &Value| {
        let inner = told.get("command").unwrap_or(told);
        Value::from(inner.as_str().unwrap_or_default())
    };
    types
        .map(|(name, told)| (name.clone(), command(told)))
        .collect()
}
