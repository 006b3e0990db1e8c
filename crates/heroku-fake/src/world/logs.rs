//! What apps log.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Heroku keeps no more lines of an app.
const KEPT: usize = 1500;
/// What ends a line for some reader.
const BREAKS: [char; 2] = ['\r', '\n'];

/// What apps have logged, by their ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Logs {
    lines: BTreeMap<String, VecDeque<Line>>,
    /// The lines that came since this was asked before, with the apps that logged them.
    #[serde(skip)]
    fresh: Vec<(String, Line)>,
    /// How many of them are certain.
    #[serde(skip)]
    certain: usize,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) at: Timestamp,
    /// Counts the lines of a world, so that those of one second stay in order.
    pub(crate) number: u64,
    /// `app` or `heroku`.
    pub(crate) source: String,
    /// The dyno or the part of Heroku, as in `web.1` or `api`.
    pub(crate) dyno: String,
    pub(crate) text: String,
}

impl Logs {
    /// Adds a line, and notes that it is new. It may be taken back until it is certain.
    pub(super) fn add(&mut self, app: &str, line: Line) {
        self.fresh.push((app.to_owned(), line.clone()));
        self.lines
            .entry(app.to_owned())
            .or_default()
            .push_back(line);
    }

    /// Adds a line that was noted before.
    pub(crate) fn keep(&mut self, app: &str, line: Line) {
        let lines = self.lines.entry(app.to_owned()).or_default();
        lines.push_back(line);
        forget_old(lines);
    }

    /// Makes certain all lines that came, and hands out those that were not.
    pub(super) fn make_certain(&mut self) -> &[(String, Line)] {
        let before = std::mem::replace(&mut self.certain, self.fresh.len());
        let fresh = &self.fresh[before..];
        for (app, _) in fresh {
            if let Some(lines) = self.lines.get_mut(app) {
                forget_old(lines);
            }
        }
        fresh
    }

    /// Takes back the lines that are not certain.
    pub(super) fn take_back(&mut self) {
        for (app, _) in self.fresh.drain(self.certain..) {
            if let Some(lines) = self.lines.get_mut(&app) {
                lines.pop_back();
                if lines.is_empty() {
                    self.lines.remove(&app);
                }
            }
        }
    }

    /// The lines that came since this was asked before, with the apps that logged them.
    pub(crate) fn take_fresh(&mut self) -> Vec<(String, Line)> {
        self.certain = 0;
        std::mem::take(&mut self.fresh)
    }

    /// The lines of an app, the oldest first.
    pub(crate) fn of(&self, app: &str) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.get(app).into_iter().flatten()
    }

    /// Forgets the lines of an app.
    pub(crate) fn forget(&mut self, app: &str) {
        self.lines.remove(app);
    }
}

/// Forgets the oldest of the lines of an app where there are more than are kept.
fn forget_old(lines: &mut VecDeque<Line>) {
    lines.drain(..lines.len().saturating_sub(KEPT));
}

/// The lines of a text; of more than are kept, the last ones.
pub(super) fn lines_of(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let text = text.strip_suffix(BREAKS).unwrap_or(&text);
    let mut lines: Vec<&str> = text.rsplit(BREAKS).take(KEPT).collect();
    lines.reverse();
    lines.into_iter().map(str::to_owned).collect()
}

impl Line {
    /// The line as a log stream gives it, without an end, and without breaks wherever it comes
    /// from.
    pub(crate) fn show(&self) -> String {
        let at = self.at.strftime("%Y-%m-%dT%H:%M:%S");
        let (micros, source) = (self.number % 1_000_000, &self.source);
        let line = format!(
            "{at}.{micros:06}+00:00 {source}[{}]: {}",
            self.dyno, self.text
        );
        line.replace(BREAKS, " ")
    }
}
