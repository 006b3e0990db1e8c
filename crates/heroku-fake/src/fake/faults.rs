//! The faults of a fake, as tests see them.

use super::Fake;
use crate::faults::{Fault, FaultError, FaultId, InjectedFault};

/// What goes wrong in it.
impl Fake {
    /// Lets something go wrong from now on.
    ///
    /// # Errors
    /// Where the fault makes no sense; the error tells which part of it, and a name that was
    /// probably meant.
    ///
    /// ```
    /// use heroku_fake::{Fake, Fault};
    ///
    /// let fake = Fake::new();
    /// fake.inject(Fault::on("AppInfo").first(2).status(503))?;
    /// assert_eq!(fake.faults()[0].fired(), 0);
    /// # Ok::<(), heroku_fake::FaultError>(())
    /// ```
    pub fn inject(&self, fault: Fault) -> Result<FaultId, FaultError> {
        self.fault_book().inject(fault)
    }

    /// The faults that were injected, and how often each has struck.
    #[must_use]
    pub fn faults(&self) -> Vec<InjectedFault> {
        self.fault_book().list()
    }

    /// Ends a fault; false where there was none of this id any more.
    #[expect(clippy::must_use_candidate, reason = "it is called for what it does")]
    pub fn remove_fault(&self, id: FaultId) -> bool {
        self.fault_book().remove(id)
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.fault_book().clear();
    }
}
