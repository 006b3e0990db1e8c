//! Attaching to the runs of one-off dynos.

use super::{Fake, lock};
use crate::behaviour;
use crate::rendezvous::Session;
use crate::world::World;

impl Fake {
    /// Attaches to a run, where the secret is right and nobody else has.
    pub(crate) fn attach(&self, secret: &str) -> Option<Session> {
        let (command, env) = self.with_run(secret, behaviour::attach)??;
        Some(Session { command, env })
    }

    /// Notes how a run that somebody attached to ended.
    pub(crate) fn ended(&self, secret: &str, exit: i32) {
        self.with_run(secret, |world, secret| {
            behaviour::ended(world, secret, exit);
        });
    }

    /// Does something with a run, in the world that the secret tells; none where that is unknown,
    /// or where what was done cannot be kept.
    fn with_run<T>(&self, secret: &str, act: impl FnOnce(&mut World, &str) -> T) -> Option<T> {
        let (key, secret) = secret.split_once('-')?;
        let world = lock(&self.shared.worlds).by_key.get(key).cloned()?;
        let mut world = lock(&world);
        let done = act(&mut world, secret);
        self.settle(&mut world).ok()?;
        Some(done)
    }
}
