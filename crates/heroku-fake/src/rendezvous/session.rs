//! What a dyno runs for the one who attaches to it.

/// What a dyno runs for the one who attaches to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The command line.
    pub(crate) command: String,
    /// Its environment: the config vars, and what was given for this run.
    ///
    /// `COLUMNS` among it says that a terminal is at the other end.
    pub(crate) env: Vec<(String, String)>,
}
