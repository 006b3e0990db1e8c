//! What a contender saw, so that one that reads wrong is found out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalogue;

/// How many things were read, and a sum over them.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Tally {
    /// How many apps; answers for a contender that does not decode.
    pub read: u64,
    /// The lengths of the names and the seconds of the creations; bytes for a contender that does
    /// not decode.
    pub checksum: u64,
}

impl Tally {
    /// Counts one more app in.
    pub fn app(&mut self, name: &str, created_at: Option<Timestamp>) {
        let seconds = created_at.map_or(0, Timestamp::as_second);
        self.read += 1;
        self.checksum += name.len() as u64 + seconds.unsigned_abs();
    }

    /// Counts one more answer in, of which only the size is known.
    pub fn body(&mut self, length: usize) {
        self.read += 1;
        self.checksum += length as u64;
    }

    /// Counts in what another tally counted.
    pub fn add(&mut self, other: Self) {
        self.read += other.read;
        self.checksum += other.checksum;
    }

    /// What whoever gets the first app `times` times should see.
    #[must_use]
    pub fn of_app(times: u64) -> Self {
        let mut once = Self::default();
        once.app(&catalogue::name(0), Some(catalogue::created_at(0)));
        once.times(times)
    }

    /// What whoever walks the catalogue `times` times should see.
    #[must_use]
    pub fn of_catalogue(times: u64) -> Self {
        let mut once = Self::default();
        for number in 0..catalogue::COUNT {
            let created_at = catalogue::created_at(number);
            once.app(&catalogue::name(number), Some(created_at));
        }
        once.times(times)
    }

    /// What whoever walks the catalogue `times` times without decoding should see.
    #[must_use]
    pub fn of_pages(times: u64) -> Self {
        let mut once = Self::default();
        for start in (0..catalogue::COUNT).step_by(catalogue::PAGE) {
            once.body(catalogue::page(start..start + catalogue::PAGE).len());
        }
        once.times(times)
    }

    fn times(self, times: u64) -> Self {
        Self {
            read: self.read * times,
            checksum: self.checksum * times,
        }
    }
}
