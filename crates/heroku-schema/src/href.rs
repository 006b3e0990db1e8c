//! Paths of links: their text and what stands in their braces.

use crate::reference::decode;

/// A path, taken apart.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Href {
    pub(crate) pieces: Vec<Piece>,
    /// Parameters of a query string that the path carries, with the value where it is fixed.
    pub(crate) query: Vec<(String, Option<String>)>,
    /// What is odd about it.
    pub(crate) oddities: Vec<String>,
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    /// What stands between braces, decoded and without parentheses.
    Placeholder(String),
}

impl Href {
    pub(crate) fn parse(href: &str) -> Self {
        let mut parsed = Self::default();
        let is_blank = |letter: char| letter.is_whitespace() || letter.is_control();
        if href.contains(is_blank) {
            parsed
                .oddities
                .push("the path holds a blank, which is left out".to_owned());
        }
        let href = parsed.without_host(&href.replace(is_blank, ""));
        let mut rest = href.as_str();
        let mut in_query = false;
        while !rest.is_empty() {
            let (text, after) = split_at_brace(rest);
            if in_query {
                parsed.query_text(text);
            } else if let Some((path, query)) = text.split_once('?') {
                parsed.text(path);
                parsed.query_text(query);
                in_query = true;
            } else {
                parsed.text(text);
            }
            let Some(after) = after else { break };
            rest = parsed.placeholder(after, in_query);
        }
        if !matches!(parsed.pieces.first(), Some(Piece::Text(text)) if text.starts_with('/')) {
            parsed
                .oddities
                .push("the path does not begin with `/`".to_owned());
            parsed.pieces.insert(0, Piece::Text("/".to_owned()));
        }
        parsed
    }

    fn without_host(&mut self, href: &str) -> String {
        let Some((scheme, rest)) = href.split_once("://") else {
            return href.to_owned();
        };
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return href.to_owned();
        }
        self.oddities
            .push("the path names a host, which is left out".to_owned());
        match rest.find('/') {
            Some(start) => rest[start..].to_owned(),
            None => "/".to_owned(),
        }
    }

    fn text(&mut self, text: &str) {
        let text = match text.split_once('#') {
            Some((before, _)) => {
                self.oddities
                    .push("the path has a fragment, which is left out".to_owned());
                before
            }
            None => text,
        };
        if text.contains('}') {
            self.oddities
                .push("a brace is closed that was never opened".to_owned());
        }
        let clean = text.replace('}', "");
        if clean.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(&clean),
            _ => self.pieces.push(Piece::Text(clean)),
        }
    }

    fn query_text(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = (!value.is_empty()).then(|| decode(value));
            self.query.push((decode(name), value));
        }
    }

    /// Reads what follows an opening brace; gives back what follows the closing one.
    fn placeholder<'a>(&mut self, text: &'a str, in_query: bool) -> &'a str {
        let (inside, rest) = text.split_once('}').unwrap_or_else(|| {
            self.oddities
                .push("a brace is opened and never closed".to_owned());
            text.split_at(text.find('/').unwrap_or(text.len()))
        });
        let decoded = decode(inside);
        let mut name = decoded.trim();
        if let Some(bare) = name.strip_prefix('(') {
            name = bare.strip_suffix(')').unwrap_or_else(|| {
                self.oddities
                    .push("a parenthesis is opened and never closed".to_owned());
                bare
            });
        }
        if let Some(list) = name.strip_prefix(['?', '&']) {
            self.query
                .extend(list.split(',').map(|name| (name.trim().to_owned(), None)));
            return rest;
        }
        if in_query {
            if !self.query.last().is_some_and(|(_, value)| value.is_none()) {
                self.query.push((name.to_owned(), None));
            }
            return rest;
        }
        if name.is_empty() {
            self.oddities
                .push("nothing stands between the braces".to_owned());
        }
        self.pieces.push(Piece::Placeholder(name.to_owned()));
        rest
    }
}

/// The text before the first opening brace, and what follows the brace.
fn split_at_brace(text: &str) -> (&str, Option<&str>) {
    match text.split_once('{') {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The path with nothing between its braces and without its query.
pub(crate) fn blank(href: &str) -> String {
    let pieces = Href::parse(href).pieces;
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Placeholder(_) => "{}",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(href: &str) -> Vec<String> {
        let pieces = Href::parse(href).pieces.into_iter();
        pieces
            .filter_map(|piece| match piece {
                Piece::Placeholder(name) => Some(name),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn every_form_of_placeholder_is_read() {
        let encoded = "/apps/{(%2Fschemata%2Fapp%23%2Fdefinitions%2Fidentity)}";
        assert_eq!(
            placeholders(encoded),
            ["/schemata/app#/definitions/identity"]
        );
        assert_eq!(
            placeholders("/apps/{(#/definitions/app)}/x"),
            ["#/definitions/app"]
        );
        assert_eq!(placeholders("/apps/{app_identity}"), ["app_identity"]);
        assert_eq!(placeholders("/apps/{"), [""]);
        assert_eq!(placeholders("/apps/{(x/y"), ["x"]);
    }

    #[test]
    fn routes_compare_blank() {
        assert_eq!(blank("/apps/{(a)}/dynos/{b}?x=1"), "/apps/{}/dynos/{}");
        assert_eq!(blank("/users/~/apps"), "/users/~/apps");
    }

    #[test]
    fn queries_are_set_apart() {
        let parsed = Href::parse("/apps{?page,max}&extended=true");
        assert_eq!(parsed.query[0], ("page".to_owned(), None));
        let parsed = Href::parse("/apps?extended=true&q={q}");
        assert_eq!(
            parsed.query[0],
            ("extended".to_owned(), Some("true".to_owned()))
        );
        assert_eq!(parsed.query[1], ("q".to_owned(), None));
    }

    #[test]
    fn odd_paths_are_told() {
        for href in [
            "apps",
            "/a}",
            "/a/{",
            "/a/{}",
            "https://host/a",
            "/a#b",
            "/a/{(b}",
        ] {
            assert!(!Href::parse(href).oddities.is_empty(), "{href}");
        }
        assert!(Href::parse("/apps/{(a)}/b").oddities.is_empty());
    }
}
