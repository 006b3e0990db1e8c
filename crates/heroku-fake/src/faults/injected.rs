//! A fault that was injected.

use std::fmt;

use super::Fault;

/// Names a fault that was injected, as long as the fake lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub(super) u64);

impl FaultId {
    /// Its number, as it stands in paths over HTTP: the first fault of a fake has 1.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    pub(crate) fn from_number(number: u64) -> Self {
        Self(number)
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A fault that was injected, and what became of it so far.
#[derive(Clone, Debug)]
pub struct InjectedFault {
    pub(super) id: FaultId,
    pub(super) fault: Fault,
    pub(super) seen: u64,
    pub(super) fired: u64,
}

impl InjectedFault {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> FaultId {
        self.id
    }

    /// The fault.
    #[must_use = "this only looks at the fault"]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// How many requests came that it might have struck.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// How many requests it struck.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.fired
    }
}
