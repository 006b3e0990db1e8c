//! Reading a page as its items are taken.

use std::marker::PhantomData;

use bytestring::ByteString;

use super::core::Arrived;
use crate::api_error::without_mark;
use crate::model::{Drift, Json, collect, has_controls};
use crate::piece::{Piece, Reached};
use crate::{Error, ListRequest, Page};

/// A page that arrived, of which the items are read as they are taken.
///
/// So an item is still at hand in the processor when its user gets it, memory that one item gives
/// back serves the next one, and the next page can arrive while this one is read.
pub(crate) struct Reading<R> {
    arrived: Arrived,
    text: ByteString,
    has_controls: bool,
    reached: Reached,
    given: usize,
    drift: Vec<Drift>,
    request: PhantomData<fn() -> R>,
}

impl<R: ListRequest> Reading<R> {
    pub(crate) fn new(arrived: Arrived) -> Self {
        let body = arrived.body.slice_ref(without_mark(&arrived.body));
        let (text, reached) = match ByteString::try_from(body) {
            Ok(text) => (text, Reached::Place(0)),
            // What is no text is read as a whole, which tells where it is none.
            Err(_) => (ByteString::new(), Reached::All),
        };
        Self {
            has_controls: has_controls(&text),
            arrived,
            text,
            reached,
            given: 0,
            drift: Vec::new(),
            request: PhantomData,
        }
    }

    /// Whether all items were read.
    pub(crate) fn is_over(&self) -> bool {
        self.reached == Reached::End
    }

    /// How many items were not read yet, if that can be told; no more than `most` are counted.
    pub(crate) fn unread(&self, most: usize) -> Option<usize> {
        match self.reached {
            Reached::Place(at) => self.piece(at, most).count(),
            Reached::End => Some(0),
            Reached::All => None,
        }
    }

    fn piece(&self, at: usize, most: usize) -> Piece<'_> {
        Piece::new(Json::resume(&self.text, at, self.has_controls), most)
    }

    /// Reads the next items, at most `most` of them where that is possible.
    ///
    /// # Errors
    /// The same as if the page was read at once.
    pub(crate) fn read(&mut self, most: usize) -> Result<Page<R::Item>, Error> {
        let page = match self.reached {
            Reached::Place(at) => self.read_piece(at, most),
            Reached::All | Reached::End => None,
        };
        let page = match page {
            Some(page) => page,
            None => self.read_all()?,
        };
        self.given += page.len();
        Ok(page)
    }

    fn read_piece(&mut self, at: usize, most: usize) -> Option<Page<R::Item>> {
        let piece = self.piece(at, most);
        let mut answer = self.arrived.answer();
        answer.piece = Some(&piece);
        let (page, drift) = collect(|| R::read(&answer));
        let reached = piece.reached();
        let page = page.ok().filter(|_| reached != Reached::All)?;
        self.reached = reached;
        for drift in drift {
            self.note(drift);
        }
        Some(page)
    }

    /// Reads all that is left, or finds out what is wrong.
    fn read_all(&mut self) -> Result<Page<R::Item>, Error> {
        let (page, drift) = self.arrived.read::<R>();
        self.reached = Reached::End;
        self.drift = drift;
        let page = page?;
        let next = page.next().cloned();
        let items = page.into_items().into_iter().skip(self.given);
        Ok(Page::new(items.collect(), next))
    }

    fn note(&mut self, drift: Drift) {
        // Of a list as such the first finding counts, as where it is read at once.
        let is_of_list =
            |drift: &Drift| drift.field.is_empty() && drift.model == self.arrived.operation.name;
        if is_of_list(&drift) && self.drift.iter().any(is_of_list) {
            return;
        }
        let is_same = |known: &&mut Drift| {
            (known.model, known.field, known.kind) == (drift.model, drift.field, drift.kind)
        };
        match self.drift.iter_mut().find(is_same) {
            Some(known) => known.count += drift.count,
            None => self.drift.push(drift),
        }
    }
}

impl<R> Drop for Reading<R> {
    /// Tells what was off about the items that were read, be they all of the page or not.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.arrived.report(&self.drift);
        }
    }
}
