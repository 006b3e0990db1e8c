//! Whether two URLs lead to the same server.

use http::Uri;
use http::uri::Authority;

/// Whether both URLs have the same scheme, host and port, so that credentials may go along.
pub(super) fn is_same(one: &Uri, other: &Uri) -> bool {
    let hosts = || one.host().zip(other.host());
    let has_same_host = || hosts().is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
    // For the most part one is made of the other, which is told at a glance.
    let is_same_server =
        authority(one) == authority(other) || has_same_host() && port(one) == port(other);
    one.scheme() == other.scheme() && is_same_server
}

fn authority(uri: &Uri) -> Option<&str> {
    uri.authority().map(Authority::as_str)
}

/// The port of a URL, said or unsaid.
pub(super) fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_unsaid_ports_make_no_difference() {
        let one = Uri::from_static("https://api.heroku.com/apps");
        for same in ["https://API.heroku.com", "https://api.heroku.com:443/x"] {
            assert!(is_same(&one, &Uri::from_static(same)), "{same}");
        }
    }

    #[test]
    fn another_scheme_host_or_port_is_another_server() {
        let one = Uri::from_static("https://api.heroku.com/apps");
        let others = [
            "http://api.heroku.com/apps",
            "http://api.heroku.com:443/apps",
            "https://api.heroku.com:8443/apps",
            "https://api.heroku.com.example.com/apps",
            "https://heroku.com/apps",
            "/apps",
        ];
        for other in others {
            assert!(!is_same(&one, &Uri::from_static(other)), "{other}");
        }
    }
}
