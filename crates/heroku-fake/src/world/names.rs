//! Names for apps that were created without one.

use super::Ids;

const ADJECTIVES: [&str; 32] = [
    "amber",
    "brisk",
    "calm",
    "dancing",
    "dodging",
    "drifting",
    "eager",
    "fading",
    "floating",
    "gentle",
    "glowing",
    "hidden",
    "humming",
    "jumping",
    "keen",
    "lively",
    "lunar",
    "mellow",
    "nimble",
    "polished",
    "quiet",
    "rapid",
    "roaming",
    "rustling",
    "silent",
    "sleeping",
    "solar",
    "swift",
    "tender",
    "wandering",
    "whispering",
    "winding",
];

const NOUNS: [&str; 32] = [
    "badger", "bay", "brook", "canyon", "cedar", "cliff", "comet", "coral", "crane", "delta",
    "dune", "ember", "falcon", "fjord", "forest", "garden", "glacier", "harbor", "heron", "island",
    "lagoon", "lantern", "meadow", "otter", "pebble", "prairie", "reef", "samurai", "sparrow",
    "summit", "tundra", "willow",
];

/// A name as in `dodging-samurai-42`.
pub(super) fn haiku(ids: &mut Ids) -> String {
    let (adjective, noun) = words(ids);
    format!("{adjective}-{noun}-{}", 10 + ids.below(99_990))
}

/// A name behind a prefix, as in `postgresql-swift-12345`.
pub(super) fn after(prefix: &str, ids: &mut Ids) -> String {
    let (adjective, _) = words(ids);
    format!("{prefix}-{adjective}-{}", 10_000 + ids.below(90_000))
}

/// A host name for custom domains to point at, as in `dodging-samurai-5f21.herokudns.com`.
pub(super) fn dns_target(ids: &mut Ids) -> String {
    let (adjective, noun) = words(ids);
    format!(
        "{adjective}-{noun}-{}.herokudns.com",
        &ids.twelve_digits()[..8]
    )
}

fn words(ids: &mut Ids) -> (&'static str, &'static str) {
    (
        ADJECTIVES[ids.below(ADJECTIVES.len())],
        NOUNS[ids.below(NOUNS.len())],
    )
}
