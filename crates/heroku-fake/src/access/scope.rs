//! What the scopes of tokens allow.

use heroku_schema::Action;

/// All scopes that there are.
pub(crate) const SCOPES: [&str; 6] = [
    "global",
    "identity",
    "read",
    "read-protected",
    "write",
    "write-protected",
];

/// Parts of paths behind which are config vars or releases, which only protected scopes reach.
const PROTECTED: [&str; 3] = ["config", "config-vars", "releases"];

/// The first parts of paths that are about the account itself, which only `global` reaches.
const OWN: [&str; 5] = ["account", "accounts", "oauth", "user", "users"];

/// The scopes that an action takes, any of which is enough.
///
/// That every token may tell whose it is, and how much of the rate limit is left, is a guess.
pub(crate) fn accepted(action: &Action) -> &'static [&'static str] {
    let parts: Vec<&str> = action.path.trim_start_matches('/').split('/').collect();
    let reads = action.method == "GET";
    match parts.as_slice() {
        ["account"] | ["account", "rate-limits"] | ["users", _] if reads => &SCOPES,
        ["users", _, "apps"] => of_apps(reads, false),
        [first, ..] if OWN.contains(first) => &["global"],
        parts => of_apps(reads, parts.iter().any(|part| PROTECTED.contains(part))),
    }
}

/// The scopes for apps and what belongs to them. Who may write may read as well.
fn of_apps(reads: bool, is_protected: bool) -> &'static [&'static str] {
    match (reads, is_protected) {
        (true, false) => &[
            "global",
            "read",
            "read-protected",
            "write",
            "write-protected",
        ],
        (true, true) => &["global", "read-protected", "write-protected"],
        (false, false) => &["global", "write", "write-protected"],
        (false, true) => &["global", "write-protected"],
    }
}
