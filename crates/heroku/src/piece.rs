//! Reading a list some items at a time.

use std::cell::Cell;

use serde::de::IgnoredAny;
use serde_json::Deserializer;
use serde_json::de::StrRead;

use crate::model::Off;

/// The text of a list of which some items are read at a time.
pub(crate) struct Piece<'a> {
    text: &'a str,
    at: Cell<usize>,
    most: usize,
    reached: Cell<Reached>,
}

/// For how many items room is made in advance.
const ROOM: usize = 8;

/// How much of a list was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// Whoever read it did so without looking at the piece.
    All,
    /// There are more items from this place on.
    Place(usize),
    /// All items were taken.
    End,
}

impl<'a> Piece<'a> {
    /// At most `most` items of a list, from the place `at` on.
    pub(crate) fn new(text: &'a str, at: usize, most: usize) -> Self {
        Self {
            text,
            at: Cell::new(at),
            most,
            reached: Cell::new(Reached::All),
        }
    }

    /// How far the reading came.
    pub(crate) fn reached(&self) -> Reached {
        self.reached.get()
    }

    /// Takes the items one by one, each by `push`; `None` if the text is no list of such items.
    pub(crate) fn take<T>(
        &self,
        push: impl Fn(&mut Vec<T>, &mut Deserializer<StrRead<'a>>) -> serde_json::Result<Off>,
    ) -> Option<(Vec<T>, Off)> {
        let mut items = Vec::with_capacity(self.most.min(ROOM));
        let mut off = None;
        let mut has_more = self.at.get() > 0 || self.enter()?;
        while has_more && items.len() < self.most {
            let count = items.len();
            let mut reader = Deserializer::from_str(self.text.get(self.at.get()..)?);
            match push(&mut items, &mut reader) {
                Ok(item) => off = off.or(item),
                // Those before it are given; it comes first the next time.
                Err(_) if count > 0 => {
                    items.truncate(count);
                    break;
                }
                Err(_) => return None,
            }
            self.pass(reader.into_iter::<IgnoredAny>().byte_offset());
            has_more = self.goes_on()?;
        }
        self.reached.set(if has_more {
            Reached::Place(self.at.get())
        } else {
            Reached::End
        });
        Some((items, off))
    }

    /// Passes over the start of the list, and tells whether there are items.
    fn enter(&self) -> Option<bool> {
        if self.next()? != b'[' {
            return None;
        }
        self.pass(1);
        if self.next()? == b']' {
            return self.goes_on();
        }
        Some(true)
    }

    /// Passes over what stands behind an item, and tells whether there are more.
    fn goes_on(&self) -> Option<bool> {
        let mark = self.next()?;
        self.pass(1);
        match mark {
            b',' => Some(true),
            b']' if self.next().is_none() => Some(false),
            _ => None,
        }
    }

    /// The next byte that is no blank, to which it moves.
    fn next(&self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at.get()..)?;
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let blanks = rest.iter().take_while(|byte| blank(byte)).count();
        self.pass(blanks);
        rest.get(blanks).copied()
    }

    fn pass(&self, bytes: usize) {
        self.at.set(self.at.get() + bytes);
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// All numbers of a list, read so many at a time.
    fn numbers(text: &str, most: usize) -> Option<Vec<i64>> {
        let mut numbers = Vec::new();
        let mut at = 0;
        loop {
            let piece = Piece::new(text, at, most);
            let (taken, _off) = piece.take(|items, reader| {
                items.push(i64::deserialize(reader)?);
                Ok(None)
            })?;
            assert!(taken.len() <= most);
            numbers.extend(taken);
            match piece.reached() {
                Reached::Place(place) => at = place,
                Reached::End => return Some(numbers),
                Reached::All => panic!("it was taken"),
            }
        }
    }

    #[test]
    fn reads_what_a_list_holds_however_many_at_a_time() {
        let texts = [
            "[]",
            " [ ] \n",
            "[1]",
            "[1,2,3]",
            "\t[ 1 ,\n2 , 3 ]\r\n",
            "[-1,0,9223372036854775807]",
        ];
        for text in texts {
            let all: Vec<i64> = serde_json::from_str(text).expect("a list");
            for most in 1..=4 {
                assert_eq!(numbers(text, most).as_ref(), Some(&all), "{text} by {most}");
            }
        }
    }

    #[test]
    fn gives_what_stands_before_an_item_that_it_cannot_read() {
        let text = "[1, 2, \"three\", 4]";
        let take = |at| {
            let piece = Piece::new(text, at, 10);
            let taken = piece.take(|items, reader| {
                items.push(0);
                let last = items.last_mut().expect("it was pushed");
                *last = i64::deserialize(reader)?;
                Ok(None)
            });
            (taken.map(|(items, _off)| items), piece.reached())
        };
        let (taken, reached) = take(0);
        assert_eq!(taken, Some(vec![1, 2]));
        let Reached::Place(place) = reached else {
            panic!("there is more: {reached:?}")
        };
        assert_eq!(take(place).0, None);
    }

    #[test]
    fn refuses_what_is_no_list() {
        let texts = [
            "", " ", "1", "{}", "[", "[1", "[1,", "[1,]", "[,]", "[,1]", "[1 2]", "[1}", "[1]]",
            "[1] x", "[1],", "[\"1\"]", "[]]", "]", "[1.5]",
        ];
        for text in texts {
            assert!(serde_json::from_str::<Vec<i64>>(text).is_err(), "{text}");
            for most in 1..=4 {
                assert_eq!(numbers(text, most), None, "{text} by {most}");
            }
        }
    }
}
