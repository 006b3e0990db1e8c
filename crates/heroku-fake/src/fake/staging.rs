//! What tests set up that the API has no call for.

use super::worlds::Worlds;
use super::{Account, Fake};

/// What the API has no call for.
impl Fake {
    /// Gives every world, whether it is in use or not, `count` more apps, named `app-0001` and so on.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.seed_apps(450);
    /// ```
    pub fn seed_apps(&self, count: usize) {
        let set = |worlds: &mut Worlds| {
            let from = worlds.seeded_apps + 1;
            worlds.seeded_apps += count;
            from
        };
        self.change_all(set, |world, from| world.seed_apps(from, count));
    }

    /// The account behind a token, to put it into a state that the API has no call for.
    #[must_use]
    pub fn account(&self, token: &str) -> Account {
        Account::new(self.clone(), token)
    }

    /// Leaves each account so many requests of its rate limit, up to 4500.
    ///
    /// It holds for accounts that are used already and for those that come, so that a test soon
    /// gets to the 429 that is told to who has none left. 75 a minute come back while time passes
    /// by [`Fake::advance`] or in real time; the second that each request takes brings none.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.set_rate_remaining(2);
    /// ```
    pub fn set_rate_remaining(&self, remaining: u32) {
        let set = |worlds: &mut Worlds| worlds.rate_remaining = Some(remaining);
        self.change_all(set, |world, ()| world.set_rate_remaining(remaining));
    }
}
