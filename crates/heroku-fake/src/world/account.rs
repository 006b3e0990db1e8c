//! People: the one who asks, and those that apps are shared with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Ids, is_uuid};

/// Somebody with an account.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) email: String,
}

/// The account behind the credential, and the people it knows.
pub(crate) struct Account {
    pub(crate) me: Person,
    pub(crate) name: Option<String>,
    pub(crate) allow_tracking: bool,
    pub(crate) beta: bool,
    pub(crate) eco_dynos_enabled: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// Other people, by their email address.
    others: BTreeMap<String, Person>,
}

impl Person {
    pub(crate) fn show(&self) -> Value {
        json!({ "id": self.id, "email": self.email })
    }
}

impl Account {
    pub(super) fn new(ids: &mut Ids, now: Timestamp) -> Self {
        Self {
            me: Person {
                id: ids.uuid(),
                email: "user@example.com".to_owned(),
            },
            name: Some("Example User".to_owned()),
            allow_tracking: true,
            beta: false,
            eco_dynos_enabled: false,
            created_at: now,
            updated_at: now,
            others: BTreeMap::new(),
        }
    }

    /// Whether `key` names the account itself: its id, its email address or `~`.
    pub(crate) fn is_me(&self, key: &str) -> bool {
        key == "~" || key == self.me.id || key.eq_ignore_ascii_case(&self.me.email)
    }

    /// The person that `key` names. Any email address is somebody's; an id must be known.
    pub(crate) fn person(&mut self, key: &str, ids: &mut Ids) -> Option<Person> {
        if self.is_me(key) {
            return Some(self.me.clone());
        }
        if is_uuid(key) {
            return self
                .others
                .values()
                .find(|person| person.id == key)
                .cloned();
        }
        let email = key.to_ascii_lowercase();
        let looks_right = email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !email.contains(char::is_whitespace)
        });
        looks_right.then(|| {
            let new = || Person {
                id: ids.uuid(),
                email: email.clone(),
            };
            self.others.entry(email.clone()).or_insert_with(new).clone()
        })
    }
}
