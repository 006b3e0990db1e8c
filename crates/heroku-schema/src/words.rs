//! Words of schema names, and the identifiers made of them.

/// Splits a name into words: at anything that is neither letter nor digit, and where a capital follows a small letter.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            after_small = false;
            if !word.is_empty() {
                all.push(std::mem::take(&mut word));
            }
            continue;
        }
        if after_small && letter.is_ascii_uppercase() {
            all.push(std::mem::take(&mut word));
        }
        after_small = letter.is_ascii_lowercase();
        word.push(letter);
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

/// `add-on` becomes `AddOn`; empty where the name has no letters or digits.
pub(crate) fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capital(word)).collect()
}

fn capital(word: &str) -> String {
    let small = word.to_ascii_lowercase();
    if small == "oauth" {
        return "OAuth".to_owned();
    }
    let (first, rest) = small.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// `app-feature` becomes `app_feature`; empty where the name has no letters or digits.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_").to_ascii_lowercase()
}

/// A name for a field, an argument or a module: never empty, never a bare keyword.
pub(crate) fn value_name(name: &str, otherwise: &str) -> String {
    let mut made = snake(name);
    if made.is_empty() {
        otherwise.clone_into(&mut made);
    }
    if made.starts_with(|first: char| first.is_ascii_digit()) {
        made.insert(0, 'n');
    }
    if KEYWORDS.contains(&made.as_str()) {
        made.push('_');
    }
    made
}

/// A name for a type or an enum variant: never empty, never a name that every Rust program uses.
pub(crate) fn type_name(name: &str, otherwise: &str) -> String {
    let mut made = pascal(name);
    if made.is_empty() {
        otherwise.clone_into(&mut made);
    }
    if made.starts_with(|first: char| first.is_ascii_digit()) {
        made.insert(0, 'N');
    }
    if EVERYDAY_TYPES.contains(&made.as_str()) {
        made.push_str("Value");
    }
    made
}

/// `apps` becomes `app`, `capabilities` `capability`; words that end in `ss`, `us` or `is` stay.
pub(crate) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if let Some(stem) = name.strip_suffix("sses") {
        return format!("{stem}ss");
    }
    if name.len() < 2 || ["ss", "us", "is"].iter().any(|end| name.ends_with(end)) {
        return name.to_owned();
    }
    name.strip_suffix('s').unwrap_or(name).to_owned()
}

/// `add-on-service` becomes `add-on service`, to be read in a sentence.
pub(crate) fn spoken(resource: &str) -> String {
    resource
        .replace(['-', '_'], " ")
        .replace("add on", "add-on")
}

/// The first of `name`, `name` + 2, `name` + 3, … that `free` accepts.
pub(crate) fn numbered(name: &str, between: &str, mut free: impl FnMut(&str) -> bool) -> String {
    if free(name) {
        return name.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let tried = format!("{name}{between}{number}");
        if free(&tried) {
            return tried;
        }
        number += 1;
    }
}

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

const EVERYDAY_TYPES: [&str; 14] = [
    "Box", "Clone", "Debug", "Default", "Drop", "Err", "From", "Into", "None", "Ok", "Option",
    "Self", "String", "Vec",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_pascal_case() {
        assert_eq!(type_name("add-on", "X"), "AddOn");
        assert_eq!(type_name("oauth-client", "X"), "OAuthClient");
        assert_eq!(type_name("OAuth Token", "X"), "OAuthToken");
        assert_eq!(type_name("Enable ACM", "X"), "EnableAcm");
        assert_eq!(
            type_name("Get review app by app_id", "X"),
            "GetReviewAppByAppId"
        );
        assert_eq!(type_name("01", "X"), "N01");
        assert_eq!(type_name("self", "X"), "SelfValue");
        assert_eq!(type_name("%", "X"), "X");
    }

    #[test]
    fn values_are_snake_case() {
        assert_eq!(value_name("ca_signed?", "x"), "ca_signed");
        assert_eq!(value_name("addons-controls", "x"), "addons_controls");
        assert_eq!(value_name("type", "x"), "type_");
        assert_eq!(value_name("self", "x"), "self_");
        assert_eq!(value_name("displayName", "x"), "display_name");
        assert_eq!(value_name("8ball", "x"), "n8ball");
    }

    #[test]
    fn plurals_lose_their_s() {
        assert_eq!(singular("apps"), "app");
        assert_eq!(singular("address"), "address");
        assert_eq!(singular("status"), "status");
        assert_eq!(singular("s"), "s");
        assert_eq!(singular("capabilities"), "capability");
        assert_eq!(singular("addresses"), "address");
    }
}
