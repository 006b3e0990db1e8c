//! Lets the fake check its own answers.

use std::env;
use std::sync::OnceLock;

use heroku_schema::Action;
use serde_json::Value;

use super::conform::Description;

/// Set in this repository for all tests; elsewhere nobody pays for it.
const VARIABLE: &str = "HEROKU_FAKE_CHECK";

/// Panics where an answer is not what the description promises, if answers are to be checked.
pub(crate) fn check_answer(action: &Action, sdk: bool, answer: &Value) {
    static DESCRIPTION: OnceLock<Option<Description>> = OnceLock::new();
    let wanted = || env::var_os(VARIABLE).is_some().then(Description::load);
    let Some(description) = DESCRIPTION.get_or_init(wanted) else {
        return;
    };
    let mut complaints = description.complaints(action, answer);
    complaints.extend(description.of_the_wrong_version(action, sdk, answer));
    assert!(
        complaints.is_empty(),
        "{} answers what it must not:\n{}",
        action.name,
        complaints.join("\n")
    );
}
