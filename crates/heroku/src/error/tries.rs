//! What became of the tries of a call.

use crate::transport::Sent;

/// What is known of the tries of a call so far.
#[derive(Clone, Copy)]
pub(crate) struct Tries {
    /// How many there were.
    pub(crate) count: u32,
    /// How far the furthest of those before the last came.
    pub(crate) sent: Sent,
    /// Whether an earlier one than the last may have taken effect.
    pub(crate) had_effect: bool,
    /// Whether the request only reads, so that it never has an effect.
    pub(crate) is_read: bool,
}

impl Tries {
    /// Nothing was tried yet.
    pub(crate) const NONE: Self = Self {
        count: 0,
        sent: Sent::NotSent,
        had_effect: false,
        is_read: false,
    };
}
