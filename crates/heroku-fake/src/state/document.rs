//! All worlds as one JSON document.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::StateError;
use crate::world::World;

/// What can be read back; documents of other versions cannot.
const VERSION: u64 = 1;

/// All worlds as one JSON document. It holds keys of tokens, never the tokens that clients brought.
#[derive(Serialize, Deserialize)]
pub(crate) struct Document<W = World> {
    version: u64,
    /// Mixed into the seed of each world.
    pub(crate) seed: String,
    /// How many apps a world starts with.
    pub(crate) seeded_apps: usize,
    /// How far new worlds are ahead.
    pub(crate) ahead: SignedDuration,
    /// Whether the time of new worlds runs with the machine's.
    pub(crate) real_time: bool,
    /// How many requests new worlds have left, where it is not the usual number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rate_remaining: Option<u32>,
    pub(crate) worlds: BTreeMap<String, W>,
}

impl<W> Document<W> {
    pub(crate) fn new(seed: String) -> Self {
        Self {
            version: VERSION,
            seed,
            seeded_apps: 0,
            ahead: SignedDuration::ZERO,
            real_time: false,
            rate_remaining: None,
            worlds: BTreeMap::new(),
        }
    }
}

impl Document {
    /// Reads a document.
    pub(crate) fn read(text: &[u8]) -> Result<Self, StateError> {
        #[derive(Deserialize)]
        struct Head {
            version: u64,
        }
        let head: Head = serde_json::from_slice(text).map_err(StateError::broken)?;
        if head.version != VERSION {
            return Err(StateError::version(head.version));
        }
        let document: Self = serde_json::from_slice(text).map_err(StateError::broken)?;
        for (key, world) in &document.worlds {
            if *key != world.key || world.store.row("account", &world.me).is_none() {
                return Err(StateError::torn(key));
            }
        }
        Ok(document)
    }
}

impl<W: Serialize> Document<W> {
    /// The document as text.
    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).expect("worlds are made of texts, numbers and JSON values")
    }
}
