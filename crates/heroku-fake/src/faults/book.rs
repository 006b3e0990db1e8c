//! The faults that are in force.

use std::sync::{Mutex, MutexGuard, PoisonError};

use heroku_schema::Action;

use super::check::checked;
use super::effects::Effects;
use super::{Fault, FaultError, FaultId, InjectedFault, Strike};
use crate::world::Ids;

/// The faults that are in force.
#[derive(Default)]
pub(crate) struct Faults {
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    latest: u64,
    /// How many requests were struck.
    struck: u64,
    injected: Vec<Armed>,
}

struct Armed {
    known: InjectedFault,
    dice: Ids,
}

/// A request, as far as it matters to what strikes it.
pub(crate) struct Target<'a> {
    pub(crate) action: Option<&'a Action>,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// The id of the world that it is for.
    pub(crate) world: &'a str,
    /// The id that the world of its token would have, had nobody given out the token.
    pub(crate) key: &'a str,
}

impl Faults {
    pub(crate) fn inject(&self, fault: Fault) -> Result<FaultId, FaultError> {
        let fault = checked(fault)?;
        let mut pages = self.pages();
        let mut earlier = pages.injected.iter().map(|armed| &armed.known);
        if let Some(shadow) = earlier.find(|known| known.fault.shadows(&fault)) {
            return Err(FaultError::shadowed(shadow.id));
        }
        pages.latest += 1;
        let id = FaultId(pages.latest);
        pages.injected.push(Armed {
            dice: Ids::seeded(fault.seed.unwrap_or(id.0).into()),
            known: InjectedFault {
                id,
                fault,
                seen: 0,
                fired: 0,
            },
        });
        Ok(id)
    }

    pub(crate) fn list(&self) -> Vec<InjectedFault> {
        let pages = self.pages();
        let known = pages.injected.iter().map(|armed| armed.known.clone());
        known.collect()
    }

    /// Whether there was a fault of this id to be removed.
    pub(crate) fn remove(&self, id: FaultId) -> bool {
        let mut pages = self.pages();
        let before = pages.injected.len();
        pages.injected.retain(|armed| armed.known.id != id);
        pages.injected.len() < before
    }

    pub(crate) fn clear(&self) {
        self.pages().injected.clear();
    }

    /// What strikes a request.
    pub(crate) fn strike(&self, target: &Target<'_>) -> Strike {
        let mut ids = Vec::new();
        let mut effects = Effects::default();
        let mut pages = self.pages();
        for armed in &mut pages.injected {
            if armed.strikes(target) {
                ids.push(armed.known.id);
                effects.add(&armed.known.fault.effects);
            }
        }
        pages.struck += u64::from(!ids.is_empty());
        Strike::new(ids, pages.struck, effects)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn strikes(&mut self, target: &Target<'_>) -> bool {
        let InjectedFault {
            fault, seen, fired, ..
        } = &mut self.known;
        let other_world = fault
            .world
            .as_ref()
            .is_some_and(|world| world != target.world && world != target.key);
        if other_world || !fault.place.has(target.action, target.method, target.path) {
            return false;
        }
        *seen += 1;
        let due = fault.occasion.is_due(*seen, &mut self.dice);
        if !due || fault.times.is_some_and(|times| *fired >= times) {
            return false;
        }
        *fired += 1;
        true
    }
}
