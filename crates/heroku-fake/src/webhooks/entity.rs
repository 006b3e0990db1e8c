//! What webhooks can be told of.

/// The tables of what webhooks can be told of, and what an event calls it.
const ENTITIES: [(&str, &str); 11] = [
    ("add-on", "addon"),
    ("add-on-attachment", "addon-attachment"),
    ("app", "app"),
    ("build", "build"),
    ("collaborator", "collaborator"),
    ("domain", "domain"),
    ("dyno", "dyno"),
    ("formation", "formation"),
    ("release", "release"),
    ("sni-endpoint", "sni-endpoint"),
    ("ssl-endpoint", "ssl-endpoint"),
];

/// What can be subscribed to, as in `api:release`.
pub(crate) fn entities() -> impl Iterator<Item = String> {
    ENTITIES.iter().map(|(_, name)| format!("api:{name}"))
}

/// What an event calls the things of a table; none where no webhook can be told of them.
pub(super) fn entity(table: &str) -> Option<&'static str> {
    let found = ENTITIES.iter().find(|(known, _)| *known == table);
    found.map(|(_, name)| *name)
}
