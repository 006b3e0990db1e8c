//! The journal of a fake, as tests see it.

use super::Fake;
use crate::journal::Received;
use crate::operation::operation_named;

/// What it was asked.
impl Fake {
    /// The latest requests that came, the oldest first, without their credentials.
    ///
    /// ```
    /// assert!(heroku_fake::Fake::new().received().is_empty());
    /// ```
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        let entries = self.journal().entries();
        entries.iter().map(|entry| Received::clone(entry)).collect()
    }

    /// The latest requests for one operation, by the name of its type in `heroku`.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// assert_eq!(fake.received_by("AppCreate").len(), 0);
    /// ```
    ///
    /// # Panics
    /// Where there is no such operation, since a test that asserts on one would prove nothing.
    #[must_use]
    #[track_caller]
    pub fn received_by(&self, operation: &str) -> Vec<Received> {
        match operation_named(operation) {
            Ok(action) => {
                let mut received = self.received();
                received.retain(|entry| entry.operation() == action.name);
                received
            }
            Err(hint) => panic!("no operation is named `{operation}`: {hint}"),
        }
    }

    /// Forgets the requests that came.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.clear_received();
    /// assert!(fake.received().is_empty());
    /// ```
    pub fn clear_received(&self) {
        self.journal().clear();
    }
}
