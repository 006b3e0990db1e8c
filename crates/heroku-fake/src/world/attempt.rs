//! What is refused changes nothing.

use super::World;

/// How far a world had come when something was begun that may be refused.
struct Mark {
    me: String,
    changes: usize,
    timers: usize,
    issued: usize,
}

impl World {
    /// Does something that may be refused, and takes all of it back if it is: rows, timers, lines
    /// and what was issued. Only ids and the rate limit go on.
    ///
    /// No time may pass in it.
    pub(crate) fn attempt<T, E>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let mark = self.mark();
        let done = act(self);
        if done.is_err() {
            self.take_back(mark);
        }
        done
    }

    fn mark(&mut self) -> Mark {
        self.tell_lines();
        Mark {
            me: self.me.clone(),
            changes: self.store.changes(),
            timers: self.timers.changes(),
            issued: self.newly_issued.len(),
        }
    }

    fn take_back(&mut self, mark: Mark) {
        self.me = mark.me;
        self.store.take_back(mark.changes);
        self.timers.take_back(mark.timers);
        self.logs.take_back();
        for key in self.newly_issued.drain(mark.issued..) {
            self.issued.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use serde_json::{Value, json};

    use super::*;
    use crate::world::{Ids, Row};

    /// A world in which something is there, something will happen, and something was logged.
    fn world() -> World {
        let mut world = World::new("key", "");
        world.seed_apps(1, 1);
        let app = world
            .known("app", "app-0001")
            .expect("an app")
            .id()
            .to_owned();
        world.log(&app, "app", "web.1", "one line");
        world.later(SignedDuration::from_secs(9), "nothing", "this");
        world.issue("a token");
        world
    }

    /// All of a world but its ids, which go on.
    fn shown(world: &mut World) -> Value {
        world.ids = Ids::seeded(1);
        serde_json::to_value(&*world).expect("JSON")
    }

    /// What is left of a world when something was refused.
    fn after(act: impl FnOnce(&mut World)) -> (Value, Value) {
        let mut world = world();
        let before = shown(&mut world);
        let refused: Result<(), ()> = world.attempt(|world| {
            act(world);
            Err(())
        });
        assert_eq!(refused, Err(()));
        (shown(&mut world), before)
    }

    #[test]
    fn rows_are_as_they_were() {
        let (after, before) = after(|world| {
            let app = world
                .known("app", "app-0001")
                .expect("an app")
                .id()
                .to_owned();
            world
                .store
                .change("app", &app, |app| app.set("name", "other"));
            world.store.insert("domain", Row::new("new").owned_by(&app));
            world.store.remove("app", &app);
            let region = world
                .known("region", "eu")
                .expect("a region")
                .id()
                .to_owned();
            world
                .store
                .change("region", &region, |row| row.set("name", "moon"));
        });
        assert_eq!(after, before);
    }

    #[test]
    fn timers_lines_and_tokens_are_as_they_were() {
        let (after, before) = after(|world| {
            let app = world
                .known("app", "app-0001")
                .expect("an app")
                .id()
                .to_owned();
            world.log(&app, "app", "web.1", "another line\nand one more");
            world.log("new", "app", "web.1", "a line of another app");
            for seconds in [9, 1, 20] {
                let about = json!({ "in": seconds });
                world.later(SignedDuration::from_secs(seconds), "something", about);
            }
            world.issue("a token");
            world.issue("another token");
        });
        assert_eq!(after, before);
    }

    #[test]
    fn an_account_that_starts_over_is_as_it_was() {
        let (after, before) = after(World::start_over);
        assert_eq!(after, before);
    }

    #[test]
    fn what_is_granted_stays() {
        let mut world = world();
        let before = shown(&mut world);
        let granted: Result<(), ()> = world.attempt(|world| {
            world.issue("another token");
            Ok(())
        });
        assert_eq!(granted, Ok(()));
        assert_ne!(shown(&mut world), before);
    }
}
