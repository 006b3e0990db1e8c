//! Which action a request is for.

use bytes::Bytes;
use heroku_schema::Action;
use http::Request;

use crate::exchange::{Version, choose, served};
use crate::nearest::nearest;
use crate::schema::Schema;

/// The action that a request is for, before it is carried out; none where the path leads nowhere.
pub(crate) fn operation(request: &Request<Bytes>) -> Option<&'static Action> {
    let schema = Schema::shared();
    let found = schema.find(request.method().as_str(), request.uri().path())?;
    if let [index] = found.actions {
        return Some(schema.entry(*index).action);
    }
    let version = Version::from(request.headers()).unwrap_or_default();
    let sent = serde_json::from_slice(request.body()).unwrap_or_default();
    let choice = choose(&served(found.actions, &version), &sent, &version);
    choice.map(|choice| choice.entry.action)
}

/// The action of a name; or what may have been meant.
pub(crate) fn operation_named(name: &str) -> Result<&'static Action, String> {
    let actions = || Schema::shared().actions();
    let known =
        |action: &&Action| action.name == name || action.aliases.iter().any(|alias| alias == name);
    let names = || actions().map(|action| action.name.as_str());
    actions()
        .find(known)
        .ok_or_else(|| match nearest(name, names()) {
            Some(near) => format!("perhaps `{near}` is meant"),
            None => "its name is that of its type in `heroku`, as in `AppInfo`".to_owned(),
        })
}
