//! Where an answer differed from what the schema promises.

use std::cell::RefCell;
use std::fmt;

/// One way in which an answer differed from what the schema promises.
///
/// Nothing failed: the field holds its empty value, or the nearest one to what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The model, as in `App`.
    pub model: &'static str,
    /// The field on the wire, as in `web_url`; empty where the whole value was off.
    pub field: &'static str,
    /// What was off.
    pub kind: DriftKind,
    /// How often it was so in one answer.
    pub count: usize,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.model)?;
        if !self.field.is_empty() {
            write!(f, ".{}", self.field)?;
        }
        write!(f, " {}", self.kind)?;
        if self.count > 1 {
            write!(f, " ({} times)", self.count)?;
        }
        Ok(())
    }
}

/// What was off about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriftKind {
    /// A promised field was missing.
    Missing,
    /// A promised field was null.
    Null,
    /// The value had another type, and was converted or left empty.
    OtherType,
    /// The value is none of the known ones.
    UnknownValue,
    /// The answer was empty where the schema promises a body.
    EmptyAnswer,
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing",
            Self::Null => "is null",
            Self::OtherType => "has another type",
            Self::UnknownValue => "has an unknown value",
            Self::EmptyAnswer => "was not answered",
        })
    }
}

thread_local! {
    static NOTES: RefCell<Option<Vec<Drift>>> = const { RefCell::new(None) };
}

/// Takes down one difference, if anybody collects them on this thread.
pub(super) fn note(model: &'static str, field: &'static str, kind: DriftKind) {
    NOTES.with_borrow_mut(|notes| {
        let Some(notes) = notes else { return };
        let known = notes
            .iter_mut()
            .find(|known| known.field == field && known.kind == kind && known.model == model);
        match known {
            Some(known) => known.count += 1,
            None => notes.push(Drift {
                model,
                field,
                kind,
                count: 1,
            }),
        }
    });
}

/// Takes down that the whole answer of an operation was off.
pub(crate) fn note_answer(operation: &'static str, kind: DriftKind) {
    note(operation, "", kind);
}

/// Runs `read` and collects what it notes.
pub(crate) fn collect<T>(read: impl FnOnce() -> T) -> (T, Vec<Drift>) {
    let outer = NOTES.replace(Some(Vec::new()));
    let value = read();
    let notes = NOTES.replace(outer).unwrap_or_default();
    (value, notes)
}
