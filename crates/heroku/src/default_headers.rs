//! The headers that a client adds to each of its requests.

#[cfg(feature = "net")]
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue};

#[cfg(feature = "net")]
use crate::headers;

/// The headers that a client adds to each of its requests, those of one name in a row.
///
/// They are a list, since a map takes several times the memory, and all that is asked of them is to
/// be walked.
#[derive(Clone, Default)]
pub(crate) struct DefaultHeaders(Box<[(HeaderName, HeaderValue)]>);

impl DefaultHeaders {
    /// The name of the program, and headers of the caller's own, which replace it.
    #[cfg(feature = "net")]
    pub(crate) fn new(user_agent: &str, own: &[(String, String)]) -> Result<Self, String> {
        let agent = HeaderValue::try_from(user_agent)
            .map_err(|_| "the user agent holds characters that no header can have".to_owned())?;
        let mut map = HeaderMap::new();
        for (name, value) in own {
            let (name, value) = headers::own(name, value)?;
            map.append(name, value);
        }
        map.entry(USER_AGENT).or_insert(agent);
        let mut pairs = Vec::with_capacity(map.len());
        let mut current = None;
        // Further values of a name come without it.
        for (name, value) in map {
            current = name.or(current);
            pairs.extend(current.clone().map(|name| (name, value)));
        }
        Ok(Self(pairs.into()))
    }

    /// Puts them in place of those of their names.
    pub(crate) fn replace_in(&self, headers: &mut HeaderMap) {
        for group in self.groups() {
            for (at, (name, value)) in group.iter().enumerate() {
                if at == 0 {
                    headers.insert(name, value.clone());
                } else {
                    headers.append(name, value.clone());
                }
            }
        }
    }

    /// Those of one name after the other.
    fn groups(&self) -> impl Iterator<Item = &[(HeaderName, HeaderValue)]> {
        self.0.chunk_by(|(one, _), (other, _)| one == other)
    }
}

#[cfg(feature = "net")]
impl DefaultHeaders {
    /// The first of this name.
    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        let (_name, value) = self.iter().find(|(other, _)| *other == name)?;
        Some(value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Adds those of names that are not there yet.
    pub(crate) fn complete(&self, headers: &mut HeaderMap) {
        for group in self.groups() {
            let is_new = |(name, _): &(HeaderName, HeaderValue)| !headers.contains_key(name);
            if group.first().is_some_and(is_new) {
                for (name, value) in group {
                    headers.append(name, value.clone());
                }
            }
        }
    }
}

#[cfg(all(test, feature = "net"))]
mod tests {
    use super::*;

    fn headers() -> DefaultHeaders {
        let own = [("x-one", "1"), ("x-two", "2"), ("X-One", "3")];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        DefaultHeaders::new("agent", &own).expect("headers")
    }

    fn of(map: &HeaderMap, name: &str) -> Vec<HeaderValue> {
        map.get_all(name).iter().cloned().collect()
    }

    #[test]
    fn all_values_of_a_name_take_the_place_of_what_was_there() {
        let mut map = HeaderMap::new();
        map.append("x-one", HeaderValue::from_static("old"));
        map.append("x-one", HeaderValue::from_static("older"));
        map.append("x-three", HeaderValue::from_static("kept"));
        headers().replace_in(&mut map);
        assert_eq!(of(&map, "x-one"), ["1", "3"]);
        assert_eq!(of(&map, "x-two"), ["2"]);
        assert_eq!(of(&map, "x-three"), ["kept"]);
        assert_eq!(of(&map, "user-agent"), ["agent"]);
    }

    #[test]
    fn what_is_there_already_is_not_completed() {
        let mut map = HeaderMap::new();
        map.append("x-two", HeaderValue::from_static("own"));
        headers().complete(&mut map);
        assert_eq!(of(&map, "x-one"), ["1", "3"]);
        assert_eq!(of(&map, "x-two"), ["own"]);
    }

    #[test]
    fn an_agent_of_the_callers_own_is_the_only_one() {
        let own = ("User-Agent".to_owned(), "other".to_owned());
        let headers = DefaultHeaders::new("agent", &[own]).expect("headers");
        assert_eq!(headers.iter().count(), 1);
        assert_eq!(headers.get(&USER_AGENT).expect("an agent"), "other");
    }
}
