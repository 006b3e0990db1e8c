//! One line of an app's log.

use std::fmt;
use std::ops::Range;

use crate::Timestamp;

/// One line of an app's log: the line as it came, and what could be told of it.
///
/// Lines have the form `2026-01-01T00:00:00.000000+00:00 app[web.1]: text`. Whatever has another
/// form is kept too: [`raw`](Self::raw) is always the whole line, and [`text`](Self::text) is all
/// that follows the part that could be read. Text comes as the app wrote it, so it may hold
/// colours and other control characters.
///
/// ```
/// use heroku::logs::LogLine;
///
/// let line = LogLine::parse("2026-01-01T00:00:00.5+00:00 app[web.1]: Listening on 5000");
/// assert_eq!(line.source(), Some("app"));
/// assert_eq!(line.dyno(), Some("web.1"));
/// assert_eq!(line.text(), "Listening on 5000");
/// assert_eq!(line.time().map(|time| time.as_millisecond()), Some(1_767_225_600_500));
///
/// let odd = LogLine::parse("no time, no source");
/// assert_eq!(odd.text(), "no time, no source");
/// assert_eq!(odd.time(), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct LogLine {
    raw: String,
    time: Option<Timestamp>,
    source: Option<Range<usize>>,
    dyno: Option<Range<usize>>,
    text: usize,
    is_cut: bool,
}

impl LogLine {
    /// Reads a line, given without its line end. It never fails and loses nothing.
    #[must_use]
    pub fn parse(line: impl Into<String>) -> Self {
        let mut line = Self {
            raw: line.into(),
            ..Self::default()
        };
        if let Some((time, length)) = time(&line.raw) {
            line.time = Some(time);
            line.text = length;
            if let Some(origin) = Origin::after(&line.raw, length) {
                line.source = Some(origin.source);
                line.dyno = Some(origin.dyno).filter(|dyno| !dyno.is_empty());
                line.text = origin.text;
            }
        }
        line
    }

    /// Says that the line had more than is kept of it.
    #[cfg(feature = "net")]
    pub(super) fn cut(mut self, is_cut: bool) -> Self {
        self.is_cut = is_cut;
        self
    }

    /// The whole line as it came.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The whole line as it came, owned.
    #[must_use]
    pub fn into_raw(self) -> String {
        self.raw
    }

    /// When Heroku took the line in.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        self.time
    }

    /// Who wrote the line: `app` for the app and its add-ons, `heroku` for the platform; other
    /// words occur.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.clone().map(|range| &self.raw[range])
    }

    /// The dyno, or the part of the platform: `web.1`, `run.1234`, `router`, `api`.
    #[must_use]
    pub fn dyno(&self) -> Option<&str> {
        self.dyno.clone().map(|range| &self.raw[range])
    }

    /// What was written: all that follows time, source and dyno, or the whole line where there
    /// are none.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.raw[self.text..]
    }

    /// Whether the line was longer than 1 MiB, so that its end is lost.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl fmt::Display for LogLine {
    /// The whole line as it came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

impl fmt::Debug for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogLine")
            .field("time", &self.time)
            .field("source", &self.source())
            .field("dyno", &self.dyno())
            .field("text", &self.text())
            .finish_non_exhaustive()
    }
}

/// The time that a line starts with, and how long it is with the blank behind it.
fn time(raw: &str) -> Option<(Timestamp, usize)> {
    let end = raw.find(' ').unwrap_or(raw.len());
    let word = &raw[..end];
    // The parser also takes forms that no log has, such as a date without dashes.
    let has_dashes = word.as_bytes().get(4) == Some(&b'-') && word.as_bytes().get(7) == Some(&b'-');
    let time = has_dashes.then(|| word.parse().ok()).flatten()?;
    Some((time, (end + 1).min(raw.len())))
}

/// The places of `source[dyno]: text`.
struct Origin {
    source: Range<usize>,
    dyno: Range<usize>,
    text: usize,
}

impl Origin {
    fn after(raw: &str, start: usize) -> Option<Self> {
        let rest = &raw[start..];
        let (source, rest) = rest.split_once('[')?;
        let (dyno, text) = rest.split_once("]:")?;
        if source.is_empty() || !is_word(source) || !is_word(dyno) {
            return None;
        }
        let dyno_start = start + source.len() + 1;
        let text = text.strip_prefix(' ').unwrap_or(text);
        Some(Self {
            source: start..dyno_start - 1,
            dyno: dyno_start..dyno_start + dyno.len(),
            text: raw.len() - text.len(),
        })
    }
}

/// Whether `text` has no character that would make it more than one word.
fn is_word(text: &str) -> bool {
    !text.contains(|character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '[' | ']' | ':')
    })
}
