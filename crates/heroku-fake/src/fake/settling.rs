//! What follows from a change of a world: what others must know, and what must survive.

use std::sync::{Arc, Mutex};

use super::{Fake, lock};
use crate::state::{Changed, StateError};
use crate::webhooks::{self, Attempt, Parcel};
use crate::world::World;

impl Fake {
    /// Changes a world, and lets follow what does.
    ///
    /// There may be nobody to tell that this cannot be kept: whoever comes next is told, unless
    /// it can be by then.
    pub(super) fn change(&self, world: &Mutex<World>, change: impl FnOnce(&mut World)) {
        let mut world = lock(world);
        change(&mut world);
        let _ = self.settle(&mut world);
    }

    /// Notes what a world has done that others must know, and writes what must survive.
    pub(super) fn settle(&self, world: &mut World) -> Result<(), StateError> {
        world.tell_lines();
        if world.is_gone {
            return Ok(());
        }
        let mut changes = world.store.take_changes();
        let mut parcels = webhooks::notice(world, &changes);
        parcels.extend(webhooks::due(world));
        changes.extend(world.store.take_changes());
        world.forget_logs(&changes);
        self.send(parcels);
        let issued = std::mem::take(&mut world.newly_issued);
        let (timers, lines) = (world.timers.take_changed(), world.logs.take_fresh());
        if !issued.is_empty() {
            let owned = issued
                .iter()
                .map(|issued| (issued.clone(), world.key.clone()));
            lock(&self.shared.worlds).issued.extend(owned);
        }
        let Some(file) = &self.shared.file else {
            return Ok(());
        };
        let is_set = world.rate.take_set();
        match Changed::of(world, is_set, &changes, timers, issued, lines) {
            Some(whole) => lock(file).append(&whole),
            None => Ok(()),
        }
    }

    /// Sends what webhooks are told, and notes how that ends.
    fn send(&self, parcels: Vec<Parcel>) {
        let shared = Arc::downgrade(&self.shared);
        self.shared.courier.take(parcels, move |parcel, attempt| {
            if let Some(shared) = shared.upgrade() {
                Self { shared }.arrived(parcel, attempt);
            }
        });
    }

    /// Notes how an attempt to tell a webhook ended.
    fn arrived(&self, parcel: &Parcel, attempt: &Attempt) {
        let world = lock(&self.shared.worlds).by_key.get(&parcel.world).cloned();
        if let Some(world) = world {
            self.change(&world, |world| {
                webhooks::record(world, &parcel.webhook, &parcel.delivery, attempt);
            });
        }
    }
}
