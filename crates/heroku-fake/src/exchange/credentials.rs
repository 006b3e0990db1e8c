//! Who asks: the token of a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// What programs send that have no token and do not notice.
const LOST: [&str; 3] = ["None", "null", "undefined"];

/// The token that `headers` hold: that of a bearer, or the password of basic credentials.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let token = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        decoded.split_once(':')?.1.to_owned()
    } else {
        return None;
    };
    let is_lost = LOST.contains(&token.as_str());
    (!token.is_empty() && !is_lost).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, value.parse().ok()?);
        token(&headers)
    }

    #[test]
    fn bearers_and_passwords_are_tokens() {
        assert_eq!(of("Bearer HRKU-1").as_deref(), Some("HRKU-1"));
        assert_eq!(of("bearer  HRKU-1").as_deref(), Some("HRKU-1"));
        assert_eq!(of("Basic OnRva2Vu").as_deref(), Some("token"));
        assert_eq!(
            of("Basic dXNlckBleGFtcGxlLmNvbTpwYTpzcw==").as_deref(),
            Some("pa:ss")
        );
    }

    #[test]
    fn empty_or_strange_credentials_are_none() {
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer undefined",
            "Basic",
            "Basic dXNlcjo=",
            "Basic !",
            "Digest a",
        ] {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
