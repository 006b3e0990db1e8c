//! The patterns that texts must match.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex_lite::Regex;

type Patterns = RwLock<HashMap<String, Option<Regex>>>;

/// Whether `text` matches `pattern`; a pattern that is empty or no regular expression matches all.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::default);
    if pattern.is_empty() {
        return true;
    }
    let known = PATTERNS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return regex.as_ref().is_none_or(|regex| regex.is_match(text));
    }
    drop(known);
    let regex = Regex::new(pattern).ok();
    let matches = regex.as_ref().is_none_or(|regex| regex.is_match(text));
    let mut known = PATTERNS.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(pattern.to_owned(), regex);
    matches
}
