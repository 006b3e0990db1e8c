//! Why a description could not be read at all.

use std::fmt;
use std::io;

/// The input could not be read at all: a file is missing, or is not JSON (or, for overrides, not TOML).
///
/// Names every such file, with line and column where there are any. Everything else that is
/// wrong with a description is a [`Diagnostic`](crate::Diagnostic).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    problems: Vec<Problem>,
}

/// One file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    file: String,
    place: Option<(usize, usize)>,
    message: String,
    advice: &'static str,
}

impl ReadError {
    pub(crate) fn unreadable(file: &str, error: &io::Error) -> Self {
        Self::of(
            file,
            None,
            format!("cannot be read: {error}"),
            "check the path and its permissions",
        )
    }

    pub(crate) fn not_json(file: &str, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let why = text.strip_suffix(&place).unwrap_or(&text);
        Self::of(
            file,
            Some((error.line(), error.column())),
            format!("is not JSON: {why}"),
            "repair the file, or fetch the schema again",
        )
    }

    pub(crate) fn not_an_object(file: &str) -> Self {
        Self::of(
            file,
            Some((1, 1)),
            "is JSON, but no object".to_owned(),
            "give a hyper-schema, which is a JSON object",
        )
    }

    pub(crate) fn not_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            (line, column)
        });
        Self::of(
            file,
            place,
            format!("is not TOML: {}", error.message().replace('\n', ", ")),
            "repair the file",
        )
    }

    pub(crate) fn no_files(folder: &str) -> Self {
        Self::of(
            folder,
            None,
            "holds no schema".to_owned(),
            "give a folder with platform/, sdk/ or legacy/, or with *.json files",
        )
    }

    pub(crate) fn join(mut self, other: Self) -> Self {
        self.problems.extend(other.problems);
        self
    }

    fn of(
        file: &str,
        place: Option<(usize, usize)>,
        message: String,
        advice: &'static str,
    ) -> Self {
        let problem = Problem {
            file: file.to_owned(),
            place,
            message,
            advice,
        };
        Self {
            problems: vec![problem],
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            f.write_str(&problem.file)?;
            if let Some((line, column)) = problem.place {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": {}; {}", problem.message, problem.advice)?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}
