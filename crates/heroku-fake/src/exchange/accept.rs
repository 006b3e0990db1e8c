//! The version of the API that a request asks for.

use heroku_schema::Variant;
use http::HeaderMap;
use http::header::ACCEPT;

use super::Refusal;

/// The variants that have what the variant `sdk` brought.
const WITH_SDK: [&str; 2] = ["sdk", "run-inside"];

/// The version of the API that a request asks for: 3, or a variant of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// The variant's word, as in `sdk`; empty for the plain version.
    variant: String,
}

impl Version {
    /// The version that `headers` ask for.
    pub(crate) fn from(headers: &HeaderMap) -> Result<Self, Refusal> {
        headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .find_map(parse)
            .ok_or_else(Refusal::not_acceptable)
    }

    /// The plain version, without a variant.
    pub(crate) fn plain() -> Self {
        Self {
            variant: String::new(),
        }
    }

    /// Whether this version has what the variant `sdk` brought.
    pub(crate) fn is_sdk(&self) -> bool {
        WITH_SDK.contains(&self.variant.as_str())
    }

    /// Whether this version has the actions that a variant brought. Variants by other words, such
    /// as `3.dogwood`, are known by the clients that use them; what they lead to is in the `sdk`.
    pub(crate) fn serves_actions(&self, variant: Variant) -> bool {
        variant != Variant::Sdk || !self.variant.is_empty()
    }

    /// Whether this version has the fields that a variant brought.
    pub(crate) fn serves(&self, variant: Variant) -> bool {
        variant != Variant::Sdk || self.is_sdk()
    }
}

/// The version that a media type asks for, if it is Heroku's.
fn parse(media_type: &str) -> Option<Version> {
    let mut parts = media_type.split(';').map(str::trim);
    if !parts
        .next()?
        .eq_ignore_ascii_case("application/vnd.heroku+json")
    {
        return None;
    }
    let version = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("version")
            .then(|| value.trim().trim_matches('"'))
    })?;
    let variant = match version.split_once('.') {
        None if version == "3" => "",
        Some(("3", word)) if is_word(word) => word,
        _ => return None,
    };
    Some(Version {
        variant: variant.to_owned(),
    })
}

fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_three_and_its_variants_are_accepted() {
        for (accept, variant) in [
            ("application/vnd.heroku+json; version=3", ""),
            ("application/vnd.heroku+json;version=3", ""),
            ("text/html, Application/Vnd.Heroku+Json; version=\"3\"", ""),
            ("application/vnd.heroku+json; version=3.sdk", "sdk"),
            (
                "application/vnd.heroku+json; q=0.9; version=3.team-invitations",
                "team-invitations",
            ),
        ] {
            assert_eq!(parse_any(accept).expect(accept).variant, variant);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/vnd.heroku+json",
            "application/vnd.heroku+json; version=2",
            "application/vnd.heroku+json; version=33",
            "application/vnd.heroku+json; version=3.",
            "application/vnd.heroku+json; version=3.a b",
        ] {
            assert!(parse_any(accept).is_none(), "{accept}");
        }
    }

    fn parse_any(accept: &str) -> Option<Version> {
        accept
            .split(',')
            .find_map(|media_type| parse(media_type.trim()))
    }
}
