//! Who asks: the token of a request.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The token that `headers` hold: that of a bearer, or the password of basic credentials.
pub(crate) fn token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let token = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(decode_base64(rest.trim())?).ok()?;
        decoded.split_once(':')?.1.to_owned()
    } else {
        return None;
    };
    (!token.is_empty()).then_some(token)
}

/// Decodes base64, with or without padding.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
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
            "Basic",
            "Basic dXNlcjo=",
            "Basic !",
            "Digest a",
        ] {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
