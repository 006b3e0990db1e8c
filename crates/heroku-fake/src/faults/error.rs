//! Why a fault cannot be injected.

use std::fmt;

use super::FaultId;

/// Why a fault cannot be injected.
///
/// ```
/// use heroku_fake::{Fake, Fault};
///
/// let refused = Fake::new().inject(Fault::on("AppInf").status(503));
/// let error = refused.expect_err("there is no such operation");
/// assert_eq!(error.field(), "operation");
/// assert!(error.to_string().contains("`AppInfo`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    field: String,
    problem: String,
}

impl FaultError {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }

    /// An earlier fault leaves it nothing to do.
    pub(super) fn shadowed(by: FaultId) -> Self {
        let problem = format!(
            "the fault could change nothing: fault {by} strikes all that it would, each time, and \
             does as much or more; remove that one first"
        );
        Self::new("", problem)
    }

    /// What of the fault is wrong, by its name over HTTP, as in `operation`; empty where it is the
    /// fault as a whole.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.problem)
        } else {
            write!(f, "`{}` {}", self.field, self.problem)
        }
    }
}

impl std::error::Error for FaultError {}
