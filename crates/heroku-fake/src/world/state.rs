//! The state behind one credential.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::logs::{Line, Logs, lines_of};
use super::timers::{Timer, Timers};
use super::{Change, Clock, Followers, Ids, Rate, Row, Store, Waiting, digest, key_of, names};
use crate::base::Base;
use crate::behaviour;

/// The state behind one credential.
#[derive(Serialize, Deserialize)]
pub(crate) struct World {
    /// What the world is called where its token must not be told.
    pub(crate) key: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) rate: Rate,
    pub(crate) store: Store,
    pub(crate) timers: Timers,
    pub(crate) logs: Logs,
    /// Where the addresses start that the latest request was told.
    #[serde(skip)]
    pub(crate) base: Base,
    /// Who reads along what apps log.
    #[serde(skip)]
    pub(crate) followers: Followers,
    /// Who waits for something that is still to be decided.
    #[serde(skip)]
    pub(crate) waiting: Waiting,
    /// The webhooks that something is on its way to, by their ids.
    #[serde(skip)]
    pub(crate) sending: BTreeSet<String>,
    /// The id of the account that asks.
    pub(crate) me: String,
    /// The keys of the tokens, codes and the like that the world gave out, and that lead to it.
    pub(crate) issued: BTreeSet<String>,
    /// Whether others were put in the place of all worlds: what happens here is not kept.
    #[serde(skip)]
    pub(crate) is_gone: bool,
    /// Those of them that are not known outside yet.
    #[serde(skip)]
    pub(crate) newly_issued: Vec<String>,
}

impl World {
    /// The world with a key as it is before its first request; a key always gets the same one.
    pub(crate) fn new(key: &str, seed: &str) -> Self {
        let clock = Clock::new();
        let mut world = Self {
            key: key.to_owned(),
            rate: Rate::full(clock.now()),
            clock,
            ids: Ids::seeded(digest(format!("{seed}/{key}").as_bytes())),
            store: Store::default(),
            timers: Timers::default(),
            logs: Logs::default(),
            base: Base::default(),
            followers: Followers::default(),
            waiting: Waiting::default(),
            sending: BTreeSet::new(),
            me: String::new(),
            issued: BTreeSet::new(),
            is_gone: false,
            newly_issued: Vec::new(),
        };
        world.me = world.open_account("user@example.com", Some("Example User"));
        world
    }

    /// Takes everything away, as if the account were new; time and rate limit go on.
    pub(crate) fn start_over(&mut self) {
        let names: Vec<String> = self
            .store
            .tables()
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in names {
            let ids: Vec<String> = self
                .store
                .rows(&name)
                .map(|row| row.id().to_owned())
                .collect();
            for id in ids {
                self.store.remove(&name, &id);
            }
        }
        self.timers.clear();
        self.me = self.open_account("user@example.com", Some("Example User"));
    }

    /// Lets time pass for one more request.
    pub(crate) fn tick(&mut self) {
        let mut then = self.clock.clone();
        then.tick();
        let passes = then.now().duration_since(self.clock.now());
        if !self.clock.runs() {
            self.rate.pass_over(passes);
        }
        self.pass_until(then.now());
    }

    /// Lets time pass, and what is due happen on the way.
    pub(crate) fn advance(&mut self, by: SignedDuration) {
        let then = self.clock.now().saturating_add(by);
        self.pass_until(then.unwrap_or(Timestamp::MAX));
    }

    fn pass_until(&mut self, then: Timestamp) {
        while let Some(timer) = self.timers.due(then) {
            self.clock.advance_to(timer.at);
            behaviour::happen(self, &timer);
        }
        self.clock.advance_to(then);
        self.tell_lines();
    }

    /// Leaves the account so many requests of its rate limit.
    pub(crate) fn set_rate_remaining(&mut self, remaining: u32) {
        self.rate.set_remaining(remaining, self.clock.now());
    }

    /// The account that asks.
    pub(crate) fn my_account(&self) -> &Row {
        self.store
            .row("account", &self.me)
            .expect("the account of the world is never removed without making another")
    }

    /// Changes the account that asks.
    pub(crate) fn change_my_account(&mut self, change: impl FnOnce(&mut Row)) {
        let me = self.me.clone();
        self.store.change("account", &me, change);
    }

    /// The id of the person with an email address, who gets an account if there is none.
    pub(crate) fn person(&mut self, email: &str) -> String {
        let email = email.to_ascii_lowercase();
        let known = self
            .store
            .rows("account")
            .find(|row| row.text("email") == email)
            .map(|row| row.id().to_owned());
        known.unwrap_or_else(|| self.open_account(&email, None))
    }

    /// Notes a token, a code or the like that was given out: who brings it comes to this world.
    pub(crate) fn issue(&mut self, secret: &str) {
        let key = key_of(secret);
        if self.issued.insert(key.clone()) {
            self.newly_issued.push(key);
        }
    }

    /// Creates apps with the names `app-0001` and so on, starting at a number.
    pub(crate) fn seed_apps(&mut self, from: usize, count: usize) {
        for number in from..from + count {
            let name = format!("app-{number:04}");
            if self.store.named("app", &name).next().is_none() {
                self.tick();
                behaviour::add_app(self, &name);
            }
        }
    }

    /// The time as answers tell it.
    pub(crate) fn now(&self) -> String {
        self.clock.now().to_string()
    }

    /// Lets an event happen later.
    pub(crate) fn later(&mut self, delay: SignedDuration, event: &str, about: impl Into<Value>) {
        let at = self.clock.now().saturating_add(delay);
        self.timers.add(Timer {
            at: at.unwrap_or(Timestamp::MAX),
            event: event.to_owned(),
            about: about.into(),
        });
    }

    /// Adds a line to the log of an app, or as many as the text has.
    pub(crate) fn log(&mut self, app: &str, source: &str, dyno: &str, text: impl AsRef<str>) {
        for text in lines_of(text.as_ref()) {
            let line = Line {
                at: self.clock.now(),
                number: self.ids.count(),
                source: source.to_owned(),
                dyno: dyno.to_owned(),
                text,
            };
            self.logs.add(app, line);
        }
    }

    /// Tells those who read along what was logged, which is never taken back then.
    pub(crate) fn tell_lines(&mut self) {
        for (app, line) in self.logs.make_certain() {
            self.followers.tell(app, line);
        }
    }

    /// Forgets what apps have logged that are gone by these changes, and ends the streams of it.
    pub(crate) fn forget_logs(&mut self, changes: &[Change]) {
        for Change { table, id, .. } in changes {
            if table == "app" && self.store.row(table, id).is_none() {
                self.logs.forget(id);
                self.followers.forget(id);
            }
        }
    }

    /// A name that nothing in a table has, as in `dodging-samurai-42`.
    pub(crate) fn invent_name(&mut self, table: &str) -> String {
        loop {
            let name = names::haiku(&mut self.ids);
            if self.store.named(table, &name).next().is_none() {
                return name;
            }
        }
    }

    /// A name that nothing in a table has, behind a prefix as in `postgresql-swift-12345`.
    pub(crate) fn invent_name_after(&mut self, table: &str, prefix: &str) -> String {
        loop {
            let name = names::after(prefix, &mut self.ids);
            if self.store.named(table, &name).next().is_none() {
                return name;
            }
        }
    }

    /// A host name for custom domains to point at.
    pub(crate) fn dns_target(&mut self) -> String {
        names::dns_target(&mut self.ids)
    }

    /// The thing of the catalog or of this world that `key` names by its id or its name.
    pub(crate) fn known(&self, table: &str, key: &str) -> Option<&Row> {
        let by_id = self.store.row(table, key);
        by_id.or_else(|| self.store.named(table, key).next())
    }

    fn open_account(&mut self, email: &str, name: Option<&str>) -> String {
        let id = self.ids.uuid();
        let now = self.now();
        let row = Row::new(id.as_str())
            .with("email", email)
            .with("name", name)
            .with("allow_tracking", true)
            .with("beta", false)
            .with("eco_dynos_enabled", false)
            .with("created_at", now.as_str())
            .with("updated_at", now.as_str())
            .with("last_login", now.as_str())
            .with("federated", false)
            .with("two_factor_authentication", false)
            .with("verified", true)
            .with("acknowledged_msa", false)
            .with("mfa_enabled", false)
            .with("mfa_exemption", false)
            .with("mfa_experience", "vaas");
        self.store.insert("account", row);
        id
    }
}
