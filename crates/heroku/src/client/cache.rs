//! Answers kept for as long as Heroku says that they still hold.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, ETAG, IF_NONE_MATCH, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use lru::LruCache;

use crate::prepared::Head;

/// A store of answers, so that what did not change is not sent again.
///
/// Each GET still asks Heroku: it names the `ETag` of the answer that is kept, and a 304 brings
/// that answer back. So nothing is ever out of date, and each call counts against the rate limit;
/// what is spared is the work of making and sending the answer. Answers are kept apart by
/// credentials, path, query, range, variant and every other header that may make a difference.
///
/// Clones share the store. What is used least recently is given up first.
///
/// ```
/// use heroku::{Cache, Client};
///
/// # fn main() -> Result<(), heroku::Error> {
/// let heroku = Client::builder().cache(Cache::new(16 * 1024 * 1024)).build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Cache {
    shared: Arc<Mutex<Shared>>,
    most: usize,
}

struct Shared {
    answers: LruCache<Key, Arc<Kept>>,
    size: usize,
}

/// What makes a difference to an answer: the URL, and the headers that were sent.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    url: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// An answer that is kept.
pub(super) struct Kept {
    pub(super) etag: HeaderValue,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Headers that make no difference to an answer.
const INDIFFERENT: [HeaderName; 4] = [
    ACCEPT_ENCODING,
    IF_NONE_MATCH,
    USER_AGENT,
    HeaderName::from_static("request-id"),
];

impl Cache {
    /// A store for answers of `bytes` in all, their headers and addresses included.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self {
            shared: Arc::new(Mutex::new(Shared {
                answers: LruCache::unbounded(),
                size: 0,
            })),
            most: bytes,
        }
    }

    /// How many bytes are in use.
    #[must_use]
    pub fn size(&self) -> usize {
        self.shared().size
    }

    /// Forgets all answers.
    pub fn clear(&self) {
        let mut shared = self.shared();
        shared.answers.clear();
        shared.size = 0;
    }

    pub(super) fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        self.shared().answers.get(key).cloned()
    }

    /// Keeps an answer in place of the one that was kept before, if it can be kept.
    pub(super) fn keep(&self, key: Key, status: StatusCode, headers: &HeaderMap, body: &Bytes) {
        let is_whole = matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT);
        let Some(etag) = headers.get(ETAG).filter(|_| is_whole) else {
            return;
        };
        let size = size(&key, headers, body);
        if size > self.most {
            return self.forget(&key);
        }
        let kept = Arc::new(Kept {
            etag: copied(etag),
            status,
            headers: headers
                .iter()
                .map(|(name, value)| (name.clone(), copied(value)))
                .collect(),
            body: Bytes::copy_from_slice(body),
        });
        let mut shared = self.shared();
        shared.remove(&key);
        shared.answers.push(key, kept);
        shared.size += size;
        while shared.size > self.most {
            let Some((key, kept)) = shared.answers.pop_lru() else {
                return;
            };
            shared.size -= kept.size(&key);
        }
    }

    /// Gives up an answer.
    pub(super) fn forget(&self, key: &Key) {
        self.shared().remove(key);
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn remove(&mut self, key: &Key) {
        if let Some(kept) = self.answers.pop(key) {
            self.size -= kept.size(key);
        }
    }
}

impl Key {
    /// The key of a request; `None` if its answer is not to be kept, or if the caller has
    /// conditions of their own.
    pub(super) fn of(head: &Head) -> Option<Self> {
        let has_conditions = head
            .headers
            .keys()
            .any(|name| name.as_str().starts_with("if-"));
        if head.method != Method::GET || has_conditions {
            return None;
        }
        let mut headers: Vec<_> = head
            .headers
            .iter()
            .filter(|(name, _)| !INDIFFERENT.contains(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        headers.sort_by(|one, other| one.0.as_str().cmp(other.0.as_str()));
        Some(Self {
            url: head.uri.to_string(),
            headers,
        })
    }
}

impl Kept {
    fn size(&self, key: &Key) -> usize {
        size(key, &self.headers, &self.body)
    }
}

/// A value that does not hold on to the buffer in which it arrived, with all else that was there.
fn copied(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone())
}

fn size(key: &Key, headers: &HeaderMap, body: &Bytes) -> usize {
    let asked = key.headers.iter();
    let asked: usize = asked
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    let told = headers.iter();
    let told: usize = told
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    key.url.len() + asked + told + body.len() + size_of::<(Key, Kept)>()
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.shared();
        f.debug_struct("Cache")
            .field("answers", &shared.answers.len())
            .field("size", &shared.size)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}
