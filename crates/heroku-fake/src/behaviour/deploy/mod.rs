//! Deploying: from a source by a build to code that is ready to run, and from that to a release.

mod archive;
pub(crate) mod blobs;
mod build_metadata;
mod build_text;
pub(super) mod builds;
pub(super) mod code;
pub(super) mod container_release;
mod oci_images;
pub(crate) mod outputs;
mod release_phase;
pub(super) mod releases;
mod slugs;
mod sources;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    build_metadata::RULES,
    builds::RULES,
    oci_images::RULES,
    releases::RULES,
    slugs::RULES,
    sources::RULES,
];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[builds::EVENTS, release_phase::EVENTS];
