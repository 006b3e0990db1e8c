//! The dynos that wait for somebody to attach to them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What a dyno runs for the one who attaches to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The command line.
    pub(crate) command: String,
    /// Its environment: the config vars, and what was given for this run.
    ///
    /// `COLUMNS` among it says that a terminal is at the other end.
    pub(crate) env: Vec<(String, String)>,
}

/// The dynos that wait for somebody to attach to them, by their secrets, and how others ended.
#[derive(Default)]
pub(crate) struct Attachments(Mutex<HashMap<String, Attachment>>);

enum Attachment {
    Offered(Session),
    /// The exit status.
    Ended(i32),
}

impl Attachments {
    /// Lets whoever knows the secret attach, once.
    pub(crate) fn offer(&self, secret: String, session: Session) {
        self.with(|all| all.insert(secret, Attachment::Offered(session)));
    }

    /// Attaches, where the secret is right and nobody else has.
    pub(crate) fn take(&self, secret: &str) -> Option<Session> {
        self.with(|all| match all.remove(secret)? {
            Attachment::Offered(session) => Some(session),
            ended @ Attachment::Ended(_) => {
                all.insert(secret.to_owned(), ended);
                None
            }
        })
    }

    /// Notes how a session ended.
    pub(crate) fn end(&self, secret: &str, exit: i32) {
        self.with(|all| all.insert(secret.to_owned(), Attachment::Ended(exit)));
    }

    /// How a session ended, if it did.
    pub(crate) fn ending(&self, secret: &str) -> Option<i32> {
        self.with(|all| match all.get(secret)? {
            Attachment::Ended(exit) => Some(*exit),
            Attachment::Offered(_) => None,
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, Attachment>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
