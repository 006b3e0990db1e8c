//! Which action a name stands for.

use heroku_schema::Action;

use crate::nearest::{closest, nearest};
use crate::schema::Schema;

/// The action of a name; or what may have been meant.
pub(crate) fn operation_named(name: &str) -> Result<&'static Action, String> {
    let actions = || Schema::shared().actions();
    let known =
        |action: &&Action| action.name == name || action.aliases.iter().any(|alias| alias == name);
    let names = || actions().map(|action| action.name.as_str());
    let alike = || closest(name, names().filter(|known| begins_alike(name, known)));
    actions()
        .find(known)
        .ok_or_else(|| match nearest(name, names()).or_else(alike) {
            Some(near) => format!("perhaps `{near}` is meant"),
            None => "its name is that of its type in `heroku`, as in `AppInfo`".to_owned(),
        })
}

/// Whether two names begin with the same word, as `AppInfo` and `AppList` do.
fn begins_alike(one: &str, other: &str) -> bool {
    first_word(one) == first_word(other)
}

fn first_word(name: &str) -> &str {
    let mut capitals = name.char_indices().skip(1);
    let end = capitals.find(|(_, letter)| letter.is_uppercase());
    &name[..end.map_or(name.len(), |(index, _)| index)]
}
