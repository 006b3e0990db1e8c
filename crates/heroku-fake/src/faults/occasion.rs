//! When a fault strikes.

use crate::world::Ids;

/// Which of the requests that a fault may strike it does strike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Occasion {
    #[default]
    Always,
    /// Only this one, counted from 1.
    Nth(u64),
    /// As many from the start.
    First(u64),
    /// This share of them, above 0 and up to 1.
    Probability(f64),
}

impl Occasion {
    /// Whether the request with this number, counted from 1, is to be struck.
    pub(super) fn is_due(self, number: u64, dice: &mut Ids) -> bool {
        match self {
            Self::Always => true,
            Self::Nth(nth) => number == nth,
            Self::First(count) => number <= count,
            Self::Probability(share) => roll(dice) < share,
        }
    }
}

/// A number from 0 up to, and without, 1.
fn roll(dice: &mut Ids) -> f64 {
    let drawn = u32::try_from(dice.number() >> 32).unwrap_or(u32::MAX);
    f64::from(drawn) / (f64::from(u32::MAX) + 1.0)
}
