//! The state behind one credential.

use super::apps::Apps;
use super::clock::Clock;
use super::ids::{Ids, digest};
use super::names;
use super::rate::Rate;
use super::{Account, App, REGIONS, Region, STACKS, Stack};

/// The state behind one credential.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) rate: Rate,
    pub(crate) account: Account,
    pub(crate) apps: Apps,
}

impl World {
    /// The world of a token as it is before its first request; a token always gets the same one.
    pub(crate) fn new(token: &str) -> Self {
        let clock = Clock::new();
        let mut ids = Ids::seeded(digest(token.as_bytes()));
        Self {
            rate: Rate::full(clock.now()),
            account: Account::new(&mut ids, clock.now()),
            apps: Apps::default(),
            clock,
            ids,
        }
    }

    /// Takes everything away, as if the account were new; time and rate limit go on.
    pub(crate) fn start_over(&mut self) {
        self.account = Account::new(&mut self.ids, self.clock.now());
        self.apps = Apps::default();
    }

    /// Creates an app, with its first release and what else a new app has.
    pub(crate) fn create_app(
        &mut self,
        name: String,
        region: &'static Region,
        stack: &'static Stack,
    ) -> &mut App {
        let app = App::new(
            name,
            region,
            stack,
            &self.account,
            &mut self.ids,
            self.clock.now(),
        );
        self.apps.insert(app)
    }

    /// Creates apps with the names `app-0001` and so on, starting at a number.
    pub(crate) fn seed_apps(&mut self, from: usize, count: usize) {
        for number in from..from + count {
            let name = format!("app-{number:04}");
            if !self.apps.has_name(&name) {
                self.clock.tick();
                self.create_app(name, &REGIONS[0], Stack::default_of(&STACKS));
            }
        }
    }

    /// A name that no app has, as in `dodging-samurai-42`.
    pub(crate) fn invent_app_name(&mut self) -> String {
        loop {
            let name = names::haiku(&mut self.ids);
            if !self.apps.has_name(&name) {
                return name;
            }
        }
    }
}
