//! Reading a list some items at a time.

use std::cell::Cell;

use serde::de::{Deserialize, IgnoredAny};

use crate::model::{Json, List, Off};

/// The text of a list of which some items are read at a time.
pub(crate) struct Piece<'a> {
    json: Json<'a>,
    most: usize,
    reached: Cell<Reached>,
}

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
    /// At most `most` items of a list, from where `json` stands.
    pub(crate) fn new(json: Json<'a>, most: usize) -> Self {
        Self {
            json,
            most,
            reached: Cell::new(Reached::All),
        }
    }

    /// Whether the list is read from its start.
    pub(crate) fn is_first(&self) -> bool {
        self.json.at() == 0
    }

    /// How far the reading came.
    pub(crate) fn reached(&self) -> Reached {
        self.reached.get()
    }

    /// Counts the items from here on, which it does not read, and ends at the most that it is to
    /// take; `None` if the text is no list.
    pub(crate) fn count(&self) -> Option<usize> {
        let mut json = self.json.clone();
        let mut is_first = self.is_first();
        if is_first {
            json.expect(b'[').ok()?;
        }
        let mut count = 0;
        while count < self.most && json.goes_on(b']', &mut is_first).ok()? {
            json.value(|reader| IgnoredAny::deserialize(reader)).ok()?;
            count += 1;
        }
        Some(count)
    }

    /// Takes the items one by one into a list, and tells what was off; `None` if the text is no
    /// list of such items.
    pub(crate) fn take(&self, items: &mut dyn List<'a>) -> Option<Off> {
        let mut off = None;
        let mut json = self.json.clone();
        let mut is_first = self.is_first();
        if is_first {
            json.expect(b'[').ok()?;
        }
        loop {
            let place = json.at();
            let count = items.count();
            let reached = match json.goes_on(b']', &mut is_first) {
                Ok(false) => json.end().map(|()| Some(Reached::End)),
                Ok(true) if count == self.most => Ok(Some(Reached::Place(place))),
                Ok(true) => items.read_item(&mut json).map(|item| {
                    off = off.or(item);
                    None
                }),
                Err(error) => Err(error),
            };
            let reached = match reached {
                Ok(None) => continue,
                Ok(Some(reached)) => reached,
                Err(_) if count == 0 => return None,
                // Those before it are given; what is wrong comes first the next time.
                Err(_) => {
                    items.keep_first(count);
                    Reached::Place(place)
                }
            };
            self.reached.set(reached);
            return Some(off);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Strict;

    /// All numbers of a list, read so many at a time.
    fn numbers(text: &str, most: usize) -> Option<Vec<i64>> {
        let mut numbers = Vec::new();
        let mut at = 0;
        loop {
            let piece = Piece::new(Json::resume(text, at, true), most);
            let mut taken = Strict::<i64>(Vec::new());
            piece.take(&mut taken)?;
            assert!(taken.0.len() <= most);
            numbers.extend(taken.0);
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
            let piece = Piece::new(Json::resume(text, at, true), 10);
            let mut items = Vec::new();
            let off = piece.take(&mut items);
            (off.map(|_| items), piece.reached())
        };
        let (taken, reached) = take(0);
        assert_eq!(taken, Some(vec![1_i64, 2]));
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
