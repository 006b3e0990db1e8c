//! Reading the answer of a call that succeeded.

use std::fmt;
use std::str::Utf8Error;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api_error::{ApiError, without_mark};
use crate::error::{Error, ErrorKind};
use crate::json_path::{json_path, json_path_inside, place};
use crate::model::{
    Drift, DriftKind, Lenient, List, Off, Read, Strict, Unreadable, items, note_answer,
    place_in_model, whole,
};
use crate::piece::Piece;
use crate::{Cursor, Operation, Page, Request};

/// How many bytes of a header are printed.
const MOST: usize = 100;

/// The answer of a call that succeeded, as it arrived.
///
/// [`Request::read`](crate::Request::read) turns it into what the action promises. The methods
/// that read are lenient: what differs from the schema is noted, not refused.
pub struct Answer<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    /// Which part of a list is to be read, if not all of it.
    pub(crate) piece: Option<&'a Piece<'a>>,
}

impl<'a> Answer<'a> {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The body of the answer.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.body
    }

    /// Reads one value.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn one<T: for<'de> Lenient<'de> + Default>(&self) -> Result<T, Error> {
        let mut value = T::default();
        self.whole(&mut |json| T::read(&mut value, json))?;
        Ok(value)
    }

    /// Reads a page of a list.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn page<T: for<'de> Lenient<'de>>(&self) -> Result<Page<T>, Error> {
        let mut items = Vec::new();
        let next = self.page_into(&mut items)?;
        Ok(Page::new(items, next))
    }

    /// Reads a list that comes whole.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn many<T: for<'de> Lenient<'de>>(&self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        self.list_into(&mut items)?;
        Ok(items)
    }

    /// Reads nothing: that the call succeeded is all there is to know.
    ///
    /// # Errors
    /// None; the signature is that of the other readers.
    pub fn nothing(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Reads any type of one's own, strictly.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if self.text().trim_ascii().is_empty() {
            return serde_json::from_slice(b"null")
                .map_err(|_| self.unreadable("the answer is empty"));
        }
        self.parse()
    }

    /// Reads a page of a list of any type of one's own, strictly.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn json_page<T: DeserializeOwned>(&self) -> Result<Page<T>, Error> {
        let items = match self.piece {
            None => self.parse()?,
            Some(piece) => {
                let mut items = Strict(Vec::new());
                self.piece_into(piece, &mut items)?;
                items.0
            }
        };
        Ok(Page::new(items, self.next()))
    }

    /// Reads a list of what may borrow from the answer, strictly.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it cannot be read.
    pub fn borrowed<T: Deserialize<'a>>(&self) -> Result<Vec<T>, Error> {
        if self.text().trim_ascii() == b"null" {
            return Ok(Vec::new());
        }
        self.parse_borrowed()
    }

    /// Reads the answer as one value, by `read`.
    fn whole(&self, read: &mut Read<'_, 'a>) -> Result<(), Error> {
        let off = if !self.is_empty() {
            whole(self.checked()?, read).map_err(|error| self.cannot_parse(error))?
        } else if self.operation.needs_content {
            return Err(self.unreadable("the answer is empty"));
        } else {
            Some(DriftKind::EmptyAnswer)
        };
        self.note(off);
        Ok(())
    }

    /// Reads a list into its place.
    fn list_into(&self, list: &mut dyn List<'a>) -> Result<(), Error> {
        if self.text().trim_ascii() == b"null" {
            self.note(Some(DriftKind::Null));
            return Ok(());
        }
        self.whole(&mut |json| items(list, json))
    }

    /// Reads a page, or a piece of it, into its place, and tells where the list goes on.
    fn page_into(&self, list: &mut dyn List<'a>) -> Result<Option<Cursor>, Error> {
        match self.piece {
            None => self.list_into(list)?,
            Some(piece) => self.piece_into(piece, list)?,
        }
        Ok(self.next())
    }

    /// Reads some items of a list. Where they cannot be read, who reads in pieces reads it all,
    /// which tells why.
    fn piece_into(&self, piece: &Piece<'a>, list: &mut dyn List<'a>) -> Result<(), Error> {
        let off = piece
            .take(list)
            .ok_or_else(|| self.unreadable("it cannot be read in pieces"))?;
        self.note(off);
        Ok(())
    }

    /// Notes what was off about the answer as a whole.
    fn note(&self, off: Off) {
        if let Some(kind) = off {
            note_answer(self.operation.name, kind);
        }
    }

    /// Where the list goes on. What is no text is mended, not dropped: a list must not end early
    /// without a word.
    pub(crate) fn next(&self) -> Option<Cursor> {
        // Who reads in pieces is told with the first of them.
        if self.piece.is_some_and(|piece| !piece.is_first()) {
            return None;
        }
        let range = String::from_utf8_lossy(self.headers.get("next-range")?.as_bytes());
        let range = range.trim();
        (!range.is_empty()).then(|| Cursor::new(range))
    }

    fn text(&self) -> &[u8] {
        without_mark(self.body)
    }

    fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.parse_borrowed()
    }

    fn parse_borrowed<T: Deserialize<'a>>(&self) -> Result<T, Error> {
        serde_json::from_str(self.checked()?).map_err(|error| self.cannot_deserialize(&error))
    }

    /// The body, which must be text. It is checked as a whole, which costs less than bit by bit.
    fn checked(&self) -> Result<&'a str, Error> {
        let text = without_mark(self.body);
        std::str::from_utf8(text).map_err(|error| self.is_no_text(error))
    }

    fn is_empty(&self) -> bool {
        let body = self.text().trim_ascii();
        body.is_empty() || body == b"null"
    }

    fn unreadable(&self, problem: &str) -> Error {
        let message = format!(
            "the call succeeded ({}), but {problem}",
            self.status.as_u16()
        );
        Error::new(ErrorKind::Decode, self.operation, message).with_answer(
            self.status,
            self.headers.clone(),
            self.body.clone(),
        )
    }

    /// Says where and what, but never the text that was found there: it may be a secret.
    fn cannot_parse(&self, error: Unreadable) -> Error {
        let Unreadable { line, column, .. } = error;
        if error.is_data {
            let path = json_path(self.text(), line, column);
            let place = place(&path);
            self.unreadable(&format!(
                "its answer has another type than promised at {place} (line {line}, column {column})"
            ))
            .with_json_path(path)
        } else {
            self.unreadable(&format!(
                "its answer is no JSON, or breaks off (line {line}, column {column}){}",
                self.manner()
            ))
        }
    }

    /// Says the same of what `serde` read, which knows no places in our models.
    fn cannot_deserialize(&self, error: &serde_json::Error) -> Error {
        let Some(inside) = place_in_model(error) else {
            return self.cannot_parse(error.into());
        };
        let path = json_path_inside(self.text(), (error.line(), error.column()), &inside);
        let place = place(&path);
        self.unreadable(&format!(
            "its answer has another type than promised at {place}"
        ))
        .with_json_path(path)
    }

    fn is_no_text(&self, error: Utf8Error) -> Error {
        let (before, _rest) = self.text().split_at(error.valid_up_to());
        let line = before.split(|byte| *byte == b'\n');
        let column = line.clone().next_back().map_or(0, <[u8]>::len) + 1;
        self.unreadable(&format!(
            "its answer is no UTF-8 (line {}, column {column}){}",
            line.count(),
            self.manner()
        ))
    }

    /// What the answer says it is instead, as far as it can be printed.
    fn manner(&self) -> String {
        let mut manner = String::new();
        if let Some(encoding) = short(self.headers, CONTENT_ENCODING)
            && encoding.split(',').map(str::trim).all(is_token)
        {
            manner = format!("; its content encoding is {encoding}");
        }
        if let Some(kind) = short(self.headers, CONTENT_TYPE)
            && is_media_type(kind)
        {
            manner = format!("{manner}; its content type is {kind}");
        }
        manner
    }
}

impl fmt::Debug for Answer<'_> {
    /// The body and the headers may hold secrets, so they are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Reads the answer of a call that succeeded, and tells how it drifted.
pub(crate) fn read_answer<R: Request + ?Sized>(
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> (Result<R::Output, Error>, Vec<Drift>) {
    crate::model::collect(|| {
        R::read(&Answer {
            operation: R::OPERATION,
            status,
            headers,
            body,
            piece: None,
        })
    })
}

/// The error that an answer is all about although its status says that the call succeeded.
pub(crate) fn refusal(
    operation: &'static Operation,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Bytes,
) -> Option<Error> {
    let is_refusal = !operation.is_opaque && ApiError::is_all_of(body);
    is_refusal.then(|| Error::status_of(operation, status, headers.clone(), body.clone()))
}

/// The value of a header, if it is text and fits into a message.
fn short(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let text = headers.get(name)?.to_str().ok()?;
    (text.len() <= MOST).then_some(text)
}

/// Whether this is a media type, maybe with parameters that are not quoted.
fn is_media_type(text: &str) -> bool {
    let mut parts = text.split(';').map(str::trim);
    let pair = |part: &str, by| {
        part.split_once(by)
            .is_some_and(|(one, other)| is_token(one) && is_token(other))
    };
    parts.next().is_some_and(|part| pair(part, '/')) && parts.all(|part| pair(part, '='))
}

fn is_token(text: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
    !text.is_empty() && text.bytes().all(is_fine)
}
