//! Whether a request under way is still where it was made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Knows of a request under way whether nothing of it was sent for certain.
///
/// No head can be written before it is known whether a body follows, so the network looks at the
/// body first, through a view that tells [`Touch`] of it, in each of its methods. Until it did, the
/// body is whole, and once it is dropped then, nobody can send it any more.
pub(crate) struct Untouched(Arc<AtomicBool>);

/// The other end, in the body.
pub(super) struct Touch(Arc<AtomicBool>);

/// Both ends of a watch over one body.
pub(super) fn watch() -> (Untouched, Touch) {
    let is_touched = Arc::new(AtomicBool::new(false));
    (Untouched(Arc::clone(&is_touched)), Touch(is_touched))
}

impl Untouched {
    /// Whether the body is gone and was never looked at. Whoever still has it may send it at any
    /// time, so ask after the exchange was dropped.
    pub(crate) fn is_certain(&mut self) -> bool {
        // That no one else has the flag also orders what they told before this look at it.
        Arc::get_mut(&mut self.0).is_some_and(|is_touched| !*is_touched.get_mut())
    }
}

impl Touch {
    pub(super) fn tell(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::watch;

    #[test]
    fn a_body_that_is_still_there_may_be_sent() {
        let (mut untouched, touch) = watch();
        assert!(!untouched.is_certain());
        drop(touch);
        assert!(untouched.is_certain());
    }

    #[test]
    fn a_body_that_was_looked_at_may_have_been_sent() {
        let (mut untouched, touch) = watch();
        touch.tell();
        drop(touch);
        assert!(!untouched.is_certain());
    }
}
