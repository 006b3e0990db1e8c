//! Finds the entries of a `.netrc`, each text looked at once.

use std::ops::Range;

use super::word::{self, is_blank};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One entry, told by where its words are.
#[derive(Debug)]
pub(super) struct Found {
    /// The machine's name; none for `default`.
    pub(super) name: Option<Range<usize>>,
    pub(super) logins: Vec<Range<usize>>,
    pub(super) passwords: Vec<Range<usize>>,
    /// All that belongs to the entry, macros included; comments lie between.
    pub(super) parts: Vec<Range<usize>>,
    /// Where the text between the entry and what stands before it starts.
    pub(super) gap: usize,
}

impl Found {
    /// Where the entry starts.
    pub(super) fn start(&self) -> usize {
        self.parts.first().map_or(self.gap, |part| part.start)
    }

    /// Where the entry ends.
    pub(super) fn end(&self) -> usize {
        self.parts.last().map_or(self.gap, |part| part.end)
    }
}

/// How a text ends.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// With all said.
    Complete,
    /// Within a macro, which only an empty line would end.
    InMacro,
    /// With a word at `start` that wants a value; what stands before it ends at `gap`.
    Dangling { start: usize, gap: usize },
}

/// Goes through the entries of a text.
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Where the last word or macro ended.
    behind: usize,
    entry: Option<Found>,
    end: End,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = first_byte(text);
        Self {
            text,
            at,
            behind: at,
            entry: None,
            end: End::Complete,
        }
    }

    /// How the text ends. Known once the last entry was given.
    pub(super) fn end(self) -> End {
        self.end
    }

    /// The next word that may be a keyword; comments are passed over.
    fn keyword(&mut self) -> Option<Range<usize>> {
        self.skip_blanks();
        while self.is_at_comment() {
            self.skip_comment();
        }
        self.word()
    }

    /// The value of a keyword. What starts with `#` on the same line is one too.
    fn value(&mut self) -> Option<Range<usize>> {
        let mut has_new_line = self.skip_blanks();
        while has_new_line && self.is_at_comment() {
            has_new_line = self.skip_comment();
        }
        self.word()
    }

    fn word(&mut self) -> Option<Range<usize>> {
        let length = word::length(&self.text[self.at..]);
        let span = self.at..self.at + length;
        self.at = span.end;
        (length > 0).then_some(span)
    }

    /// Tells whether a line ended on the way.
    fn skip_blanks(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let blanks = rest.iter().position(|byte| !is_blank(*byte));
        let blanks = &rest[..blanks.unwrap_or(rest.len())];
        self.at += blanks.len();
        blanks.contains(&b'\n')
    }

    fn is_at_comment(&self) -> bool {
        self.text.as_bytes().get(self.at) == Some(&b'#')
    }

    fn skip_comment(&mut self) -> bool {
        self.at = line_end(self.text, self.at);
        self.skip_blanks()
    }

    /// Goes to the empty line that ends a macro, and tells where its text ends.
    fn skip_macro(&mut self) -> usize {
        loop {
            let end = line_end(self.text, self.at);
            let Some(next) = self.text.get(end + 1..) else {
                self.at = self.text.len();
                self.end = End::InMacro;
                return self.at;
            };
            self.at = end + 1;
            if next.starts_with('\n') || next.starts_with("\r\n") {
                return end;
            }
        }
    }

    /// Adds what lies between `start` and `end` to the entry.
    fn add_part(&mut self, start: usize, end: usize) {
        let behind = std::mem::replace(&mut self.behind, end);
        let Some(entry) = &mut self.entry else { return };
        let is_blank = self.text[behind..start].bytes().all(is_blank);
        match entry.parts.last_mut() {
            Some(last) if is_blank && last.end == behind => last.end = end,
            _ => entry.parts.push(start..end),
        }
    }

    /// Starts an entry, and gives the one before.
    fn start(&mut self, name: Option<Range<usize>>) -> Option<Found> {
        self.entry.replace(Found {
            name,
            logins: Vec::new(),
            passwords: Vec::new(),
            parts: Vec::new(),
            gap: self.behind,
        })
    }

    /// Notes that the word at `keyword` has no value, for the text ends here.
    fn dangle(&mut self, keyword: &Range<usize>) {
        self.end = End::Dangling {
            start: keyword.start,
            gap: self.behind,
        };
    }
}

impl Iterator for Scan<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while let Some(keyword) = self.keyword() {
            let word = &self.text[keyword.clone()];
            match word {
                "machine" => {
                    let Some(name) = self.value() else {
                        self.dangle(&keyword);
                        break;
                    };
                    let before = self.start(Some(name.clone()));
                    self.add_part(keyword.start, name.end);
                    if before.is_some() {
                        return before;
                    }
                }
                "default" => {
                    let before = self.start(None);
                    self.add_part(keyword.start, keyword.end);
                    if before.is_some() {
                        return before;
                    }
                }
                "login" | "password" | "account" => {
                    let Some(value) = self.value() else {
                        self.dangle(&keyword);
                        self.add_part(keyword.start, keyword.end);
                        break;
                    };
                    if let Some(entry) = &mut self.entry {
                        match word {
                            "login" => entry.logins.push(value.clone()),
                            "password" => entry.passwords.push(value.clone()),
                            _ => {}
                        }
                    }
                    self.add_part(keyword.start, keyword.end);
                    self.add_part(value.start, value.end);
                }
                "macdef" => {
                    let end = self.skip_macro();
                    self.add_part(keyword.start, end);
                }
                _ => self.add_part(keyword.start, keyword.end),
            }
        }
        self.entry.take()
    }
}

/// Where the text starts, behind the mark that some editors put there.
pub(super) fn first_byte(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    }
}

/// Where the line that holds `at` starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at]
        .rfind('\n')
        .map_or(first_byte(text), |end| end + 1)
}

/// Where the line that holds `at` ends, before its line feed.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}
