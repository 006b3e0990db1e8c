//! The table of operations.

use heroku_schema::{Action, Api, Resource, Returns, Type, Variant};

use super::index::{Index, module_name};
use super::text::{Code, first_sentence};

/// Name of the static of an action, as in `APP_FEATURE_UPDATE`.
pub(crate) fn static_name(action: &str) -> String {
    let action = action.replace("OAuth", "Oauth");
    let letters: Vec<char> = action.chars().collect();
    let mut name = String::with_capacity(letters.len() + 8);
    for (position, letter) in letters.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|at| letters.get(at));
        let next_is_lower = letters.get(position + 1).is_some_and(|c| c.is_lowercase());
        let is_start = letter.is_uppercase()
            && before.is_some_and(|c| !c.is_uppercase() && *c != '_' || next_is_lower);
        if is_start {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

/// Writes the statics of all actions, and the list of them.
pub(crate) fn write_operations(code: &mut Code, index: &Index<'_>, api: &Api) {
    let mut imports = vec!["Operation"];
    if actions(api).any(|action| action.variant != Variant::Platform) {
        imports.push("Variant");
    }
    code.blank();
    if actions(api).next().is_some() {
        code.line(0, "use heroku::support::Method;");
    }
    match &imports[..] {
        [one] => code.line(0, format_args!("use heroku::{one};")),
        names => code.line(0, format_args!("use heroku::{{{}}};", names.join(", "))),
    }
    for resource in &api.resources {
        let module = module_name(resource);
        for action in &resource.actions {
            code.blank();
            code.doc_line(
                0,
                &format!("See [`{0}`](super::{module}::{0}).", action.name),
            );
            write_operation(code, action, resource, index);
        }
    }
    code.blank();
    code.doc_line(0, "All actions, by resource.");
    code.line(0, "pub static OPERATIONS: &[&Operation] = &[");
    for action in actions(api) {
        code.line(1, format_args!("&{},", static_name(&action.name)));
    }
    code.line(0, "];");
}

fn actions(api: &Api) -> impl Iterator<Item = &Action> {
    api.resources.iter().flat_map(|resource| &resource.actions)
}

fn write_operation(code: &mut Code, action: &Action, resource: &Resource, index: &Index<'_>) {
    let name = static_name(&action.name);
    code.line(0, format_args!("pub static {name}: Operation ="));
    code.line(
        1,
        format_args!(
            "Operation::new({:?}, {}, {:?})",
            action.name,
            method(&action.method),
            action.path
        ),
    );
    let mut facts = vec![format!(".resource({:?})", resource.name)];
    match action.variant {
        Variant::Sdk => facts.push(".variant(Variant::Sdk)".to_owned()),
        Variant::Legacy => facts.push(".variant(Variant::Legacy)".to_owned()),
        _ => {}
    }
    if matches!(action.returns, Returns::Page(_)) {
        facts.push(format!(".list(&{:?})", action.ranges));
    }
    if action.idempotent != is_idempotent(&action.method) {
        facts.push(format!(".idempotent({})", action.idempotent));
    }
    if action.free {
        facts.push(".free()".to_owned());
    }
    if needs_content(action) {
        facts.push(".needs_content()".to_owned());
    }
    if is_opaque(action, index) {
        facts.push(".opaque()".to_owned());
    }
    let summary = action
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    facts.push(format!(".summary({:?})", first_sentence(&summary).0));
    let last = facts.len() - 1;
    for (position, fact) in facts.iter().enumerate() {
        let end = if position == last { ";" } else { "" };
        code.line(2, format_args!("{fact}{end}"));
    }
}

fn method(method: &str) -> String {
    match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
            format!("Method::{method}")
        }
        _ => "Method::GET".to_owned(),
    }
}

fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "PUT" | "DELETE")
}

/// Whether an answer without content would be an error.
fn needs_content(action: &Action) -> bool {
    let asks = action.method == "GET" || (action.method == "POST" && action.rel == "create");
    asks && action.returns != Returns::Nothing
}

/// Whether the body or the answer has free keys, so that no key proves its value harmless.
fn is_opaque(action: &Action, index: &Index<'_>) -> bool {
    let answer = match &action.returns {
        Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => is_map(ty, index, 0),
        _ => false,
    };
    answer || action.body.as_ref().is_some_and(|ty| is_map(ty, index, 0))
}

fn is_map(ty: &Type, index: &Index<'_>, depth: usize) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::Array(item) => is_map(item, index, depth),
        Type::Model(name) if depth <= index.count() => index
            .model(name)
            .is_some_and(|model| is_map(model, index, depth + 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::static_name;

    #[test]
    fn names_of_statics_keep_words_together() {
        assert_eq!(
            static_name("OAuthAuthorizationCreate"),
            "OAUTH_AUTHORIZATION_CREATE"
        );
        assert_eq!(static_name("AddOnSsoInfo"), "ADD_ON_SSO_INFO");
        assert_eq!(static_name("OciImageInfo"), "OCI_IMAGE_INFO");
        assert_eq!(static_name("SSLEndpointInfo"), "SSL_ENDPOINT_INFO");
    }
}
