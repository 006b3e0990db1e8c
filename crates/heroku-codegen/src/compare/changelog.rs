//! Changes, and how they read.

use std::fmt;

/// What a change asks of the version of a crate generated from the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Programs neither break nor gain anything to call.
    Patch,
    /// There is more to call or to read.
    Minor,
    /// Programs may no longer compile, or no longer do what they did.
    Major,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// The group of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// It appeared.
    Added,
    /// It vanished.
    Removed,
    /// It is another one.
    Changed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Its group.
    pub kind: Kind,
    /// What it asks of the version.
    pub class: Class,
    /// What changed, in Markdown.
    pub text: String,
}

/// All changes between two descriptions. It displays as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changelog {
    changes: Vec<Change>,
}

impl Changelog {
    /// The changes, in the order of the descriptions.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What all changes together ask of the version; nothing if there are none.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }

    pub(super) fn add(&mut self, kind: Kind, class: Class, text: String) {
        self.changes.push(Change { kind, class, text });
    }
}

impl fmt::Display for Changelog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(class) = self.class() else {
            return writeln!(f, "Semver: none. Nothing changed.");
        };
        writeln!(f, "Semver: {class}")?;
        let groups = [
            (Kind::Added, "Added"),
            (Kind::Removed, "Removed"),
            (Kind::Changed, "Changed"),
        ];
        for (kind, title) in groups {
            let mut changes = self
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .peekable();
            if changes.peek().is_some() {
                writeln!(f, "\n## {title}\n")?;
            }
            for change in changes {
                writeln!(f, "- {} ({})", change.text, change.class)?;
            }
        }
        Ok(())
    }
}
