//! How much the shell of the fake takes on, whatever it is told.

/// No line, word or value is longer, and no more is printed or typed ahead at once, in bytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// What is said where something is longer.
pub(super) const TOO_LONG: &str = "too long";

/// What a shell may still read, fill in, copy and print, in bytes, until something is typed again:
/// who starts it waits for as long as that takes.
pub(super) struct Effort(usize);

impl Default for Effort {
    fn default() -> Self {
        Self(4 * LONGEST)
    }
}

impl Effort {
    /// Takes as much; says whether there was as much.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}
