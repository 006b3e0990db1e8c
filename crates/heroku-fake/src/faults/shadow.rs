//! Faults that an earlier one leaves nothing to do.

use super::Fault;
use super::effects::{Effects, Reset};
use super::occasion::Occasion;
use super::place::Place;

impl Fault {
    /// Whether this fault, injected before another, certainly leaves that nothing to do: it strikes
    /// whatever the other one may strike, each time, and all that the other one does with it.
    pub(super) fn shadows(&self, other: &Self) -> bool {
        let is_endless = self.occasion == Occasion::Always && self.times.is_none();
        let of_same_world = self.world.is_none() || self.world == other.world;
        is_endless
            && of_same_world
            && self.place.covers(&other.place)
            && self.effects.shadow(&other.effects)
    }
}

impl Place {
    /// Whether all that the other place has is certainly here as well.
    fn covers(&self, other: &Self) -> bool {
        *self == Self::Everywhere || self == other
    }
}

impl Effects {
    /// Whether others would add nothing.
    fn shadow(&self, other: &Self) -> bool {
        if self.reset == Some(Reset::Before) {
            return other.delay.is_none();
        }
        let mut both = self.clone();
        both.add(other);
        if self.refuses() {
            // Only what is granted drifts.
            both.drift.clone_from(&self.drift);
        }
        both == *self
    }
}
