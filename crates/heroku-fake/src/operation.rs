//! Which action a name stands for.

use heroku_schema::Action;

use crate::nearest::nearest;
use crate::schema::Schema;

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
