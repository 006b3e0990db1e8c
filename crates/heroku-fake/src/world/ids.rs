//! Ids that look random and are the same in every run.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// Ids that look random and are the same in every run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ids {
    state: u64,
    #[serde(default)]
    counted: u64,
}

impl Ids {
    pub(crate) fn seeded(seed: u128) -> Self {
        Self {
            state: fold(seed),
            counted: 0,
        }
    }

    /// The next number of a count.
    pub(crate) fn count(&mut self) -> u64 {
        self.counted += 1;
        self.counted
    }

    /// The next number (`SplitMix64`).
    pub(crate) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % limit).unwrap_or_default()
    }

    /// A new UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = u128::from(self.number()) << 64 | u128::from(self.number());
        uuid(bits | 1 << 127)
    }

    /// A new UUID that sorts before those of [`Ids::uuid`].
    pub(crate) fn early_uuid(&mut self) -> String {
        let bits = u128::from(self.number()) << 64 | u128::from(self.number());
        uuid(bits & !(1 << 127))
    }

    /// Twelve hexadecimal digits.
    pub(crate) fn twelve_digits(&mut self) -> String {
        format!("{:012x}", self.number() >> 16)
    }
}

/// The UUID of something that is the same in every world.
pub(crate) fn fixed_id(name: &str) -> String {
    uuid(digest(name.as_bytes()))
}

/// A number that stands for `bytes` (FNV-1a).
pub(crate) fn digest(bytes: &[u8]) -> u128 {
    bytes.iter().fold(
        0x6c62_272e_07bb_0142_62b8_2175_6295_c58d,
        |digest, &byte| {
            (digest ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        },
    )
}

/// The key of a secret: it tells secrets apart, and does not tell them.
pub(crate) fn key_of(secret: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, secret.as_bytes());
    let first = digest.as_ref().iter().take(8);
    first.fold(String::new(), |mut key, byte| {
        // Writing to a text never fails.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// How many hexadecimal digits the id of a world has.
const WORLD_ID: usize = 8;

/// The id of the world with a key, for people to read.
pub(crate) fn world_id(key: &str) -> &str {
    key.get(..WORLD_ID).unwrap_or(key)
}

/// Whether a world could have `text` as its id.
pub(crate) fn is_world_id(text: &str) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == WORLD_ID && text.bytes().all(is_digit)
}

/// Whether `text` is a UUID.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A UUID of version 4 from its free bits.
fn uuid(bits: u128) -> String {
    let version = 0xf << 76;
    let variant = 0b11 << 62;
    let bits = bits & !version & !variant | 0x4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

fn fold(seed: u128) -> u64 {
    let low = u128::from(u64::MAX);
    u64::try_from((seed >> 64 ^ seed) & low).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_ids() {
        let (mut one, mut other) = (Ids::seeded(1), Ids::seeded(1));
        assert_eq!(one.uuid(), other.uuid());
        assert_ne!(one.uuid(), Ids::seeded(2).uuid());
    }

    #[test]
    fn ids_are_uuids_of_version_four() {
        let mut ids = Ids::seeded(7);
        for _ in 0..100 {
            let (early, late) = (ids.early_uuid(), ids.uuid());
            assert!(is_uuid(&early) && is_uuid(&late) && early < late);
            assert_eq!(&late[14..15], "4");
            assert!("89ab".contains(&late[19..20]));
        }
    }
}
