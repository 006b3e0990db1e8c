//! The worlds of a fake, and which of them a request belongs to.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use jiff::SignedDuration;

use super::{Fake, lock};
use crate::doors;
use crate::world::{World, key_of, world_id};

/// The worlds by their keys.
#[derive(Default)]
pub(super) struct Worlds {
    pub(super) by_key: BTreeMap<String, Arc<Mutex<World>>>,
    /// The worlds that gave out tokens, codes and the like, by the keys of these.
    pub(super) issued: HashMap<String, String>,
    /// Mixed into the seed of each world.
    pub(super) seed: String,
    /// How many apps each world starts with.
    pub(super) seeded_apps: usize,
    /// How far the time of new worlds is ahead.
    pub(super) ahead: SignedDuration,
    /// Whether time runs with the machine's.
    pub(super) real_time: bool,
    /// How many requests new worlds have left, where it is not the usual number.
    pub(super) rate_remaining: Option<u32>,
}

impl Fake {
    /// The id of the world that a request is for; empty where it is for none.
    pub(super) fn whose(&self, request: &Request<Bytes>, asks: Option<&str>) -> String {
        let worlds = lock(&self.shared.worlds);
        let behind_door = doors::split(request.uri().path())
            .filter(|(door, key, _)| {
                doors::door(door).is_some() && worlds.by_key.contains_key(*key)
            })
            .map(|(_, key, _)| key);
        let asks = asks.map(|asks| worlds.owner(asks));
        behind_door
            .or(asks)
            .map_or_else(String::new, |key| world_id(key).to_owned())
    }

    /// The world that gave out a code or the like; the one of requests without a token where none
    /// did.
    pub(super) fn world_of(&self, secret: &str) -> Arc<Mutex<World>> {
        let key = key_of(secret);
        let is_issued = lock(&self.shared.worlds).issued.contains_key(&key);
        self.world(&if is_issued { key } else { key_of("") })
    }

    /// The world of the token with a key: that which gave out the token, or one of its own.
    pub(super) fn world(&self, asks: &str) -> Arc<Mutex<World>> {
        let mut worlds = lock(&self.shared.worlds);
        let key = worlds.owner(asks).to_owned();
        if let Some(world) = worlds.by_key.get(&key) {
            return Arc::clone(world);
        }
        let mut world = World::new(&key, &worlds.seed);
        world.clock.advance(worlds.ahead);
        world.clock.run(worlds.real_time);
        if let Some(remaining) = worlds.rate_remaining {
            world.set_rate_remaining(remaining);
        }
        world.seed_apps(1, worlds.seeded_apps);
        let world = Arc::new(Mutex::new(world));
        worlds.by_key.insert(key, Arc::clone(&world));
        world
    }

    /// Changes the world that a token leads to.
    pub(crate) fn in_world(&self, token: &str, change: impl FnOnce(&mut World)) {
        self.change(&self.world(&key_of(token)), change);
    }

    /// Sets what worlds begin with, and changes those that are in use by what that tells.
    pub(super) fn change_all<T: Copy>(
        &self,
        set: impl FnOnce(&mut Worlds) -> T,
        change: impl Fn(&mut World, T),
    ) {
        let (told, all) = {
            let mut worlds = lock(&self.shared.worlds);
            (set(&mut worlds), worlds.by_key.clone())
        };
        for world in all.values() {
            self.change(world, |world| change(world, told));
        }
        self.save_all();
    }

    /// Writes what is in the document only, as what worlds begin with. Whoever comes next is told
    /// if it cannot be written.
    fn save_all(&self) {
        let _ = self.save();
    }

    /// The worlds that are in use, by their keys.
    pub(crate) fn worlds(&self) -> BTreeMap<String, Arc<Mutex<World>>> {
        lock(&self.shared.worlds).by_key.clone()
    }
}

impl Worlds {
    /// The key of the world that a token with a key leads to: that which gave out the token, or one
    /// of its own.
    fn owner<'a>(&'a self, asks: &'a str) -> &'a str {
        self.issued.get(asks).map_or(asks, String::as_str)
    }
}
