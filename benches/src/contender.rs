//! What each client must be able to do.

use std::error::Error;

use crate::tally::Tally;

/// Why a contender gave up.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A client that takes part. Clones share what such clients share, so each task has one.
pub trait Contender: Clone + Send + 'static {
    /// Gets the app with this id.
    fn get(&mut self, id: &str) -> impl Future<Output = Result<Tally, Failure>> + Send;

    /// Walks the catalogue in pages of a thousand, app by app.
    fn walk(&mut self) -> impl Future<Output = Result<Tally, Failure>> + Send;
}

/// A client that takes part without async.
pub trait BlockingContender {
    /// Gets the app with this id.
    ///
    /// # Errors
    /// Those of the client.
    fn get(&mut self, id: &str) -> Result<Tally, Failure>;
}
