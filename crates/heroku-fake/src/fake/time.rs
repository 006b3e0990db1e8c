//! The time of the worlds.

use std::time::Duration;

use jiff::SignedDuration;

use super::worlds::Worlds;
use super::{Fake, lock};
use crate::world::World;

/// Its time.
impl Fake {
    /// Lets time pass in all worlds: builds finish, tokens expire, the rate limit refills.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let fake = heroku_fake::Fake::new();
    /// fake.advance(Duration::from_secs(60));
    /// ```
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let set = |worlds: &mut Worlds| worlds.ahead = worlds.ahead.saturating_add(by);
        self.change_all(set, |world, ()| world.advance(by));
    }

    /// Lets the time of all worlds run with the machine's, or stand still but for a second with
    /// each request, as it does at first.
    ///
    /// What is due then happens while the fake is served, and otherwise with the next request.
    pub fn run_in_real_time(&self, real: bool) {
        let set = |worlds: &mut Worlds| worlds.real_time = real;
        self.change_all(set, |world, ()| world.clock.run(real));
    }

    /// Lets time go on where it runs with the machine's, though nobody asks for anything.
    pub(crate) fn keep_time(&self) {
        let all = {
            let worlds = lock(&self.shared.worlds);
            if !worlds.real_time {
                return;
            }
            worlds.by_key.clone()
        };
        for world in all.values() {
            self.change(world, World::tick);
        }
    }

    /// How far the time of new worlds is ahead, and whether time runs with the machine's.
    pub(crate) fn time(&self) -> (SignedDuration, bool) {
        let worlds = lock(&self.shared.worlds);
        (worlds.ahead, worlds.real_time)
    }
}
