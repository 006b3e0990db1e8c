//! The id by which a request can be found in logs.

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

use fastrand::Rng;
use http::header::Entry;
use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

const NAME: HeaderName = HeaderName::from_static("request-id");

/// The id that a request is sent with.
#[derive(Clone)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    /// The id among the headers of a request, which gets one if it has none.
    pub(super) fn among(headers: &mut HeaderMap) -> Self {
        Self(match headers.entry(NAME) {
            Entry::Occupied(own) => own.get().clone(),
            Entry::Vacant(vacant) => vacant.insert(new()).clone(),
        })
    }

    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.0.as_bytes())
    }
}

thread_local! {
    /// Of our own: who seeds the generator of `fastrand` for tests must not get the same ids again.
    static RANDOM: RefCell<Rng> = RefCell::new(Rng::with_seed(RandomState::new().hash_one(())));
}

/// A new id. It is to be told from others, not to be kept from them, so it asks the system for
/// randomness but once a thread.
fn new() -> HeaderValue {
    let random = RANDOM
        .with_borrow_mut(|random| random.u128(..))
        .to_ne_bytes();
    let id = uuid::Builder::from_random_bytes(random).into_uuid();
    let mut buffer = Uuid::encode_buffer();
    let id = id.hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_of_the_program_does_not_repeat_ids() {
        fastrand::seed(7);
        let one = new();
        fastrand::seed(7);
        assert_ne!(one, new());
    }
}
