//! The patterns that texts must match.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use heroku_schema::Field;
use regex_lite::Regex;

type Patterns = RwLock<HashMap<String, Option<Regex>>>;

/// Words of sentences that tell what a text is made of.
const WORDS: [&str; 4] = ["letters", "digits", "in CIDR form", "`YYYY-"];

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

/// What a text must be, where it does not match the pattern of its field: in the words of the
/// field's description, if that has any for it.
pub(super) fn complaint(field: &Field) -> String {
    let mut sentences = field.description.split(". ");
    let tells = |sentence: &&str| WORDS.iter().any(|word| sentence.contains(word));
    match sentences.find(tells) {
        Some(words) => format!(
            "does not have the form that it must: {}",
            words.trim_end_matches('.')
        ),
        None => format!("must match {}", shown(&field.pattern)),
    }
}

/// A pattern as complaints name it.
pub(super) fn shown(pattern: &str) -> String {
    format!("the regular expression `{pattern}`")
}
