//! The formats that the description knows beside types.

use std::net::Ipv4Addr;

use heroku_schema::Field;

use crate::world::is_uuid;

/// What a text must be, where it is not what the format of its field says.
pub(super) fn complaint(field: &Field, text: &str) -> Option<&'static str> {
    let (fits, what) = match field.format.as_str() {
        "uuid" => (is_uuid(text) || takes_names(field), "must be a UUID"),
        "email" => (is_email(text), "must be an email address"),
        "uri" => (is_uri(text), "must be a URL"),
        "date" => (
            text.parse::<jiff::civil::Date>().is_ok(),
            "must be a date, as in 2026-01-31",
        ),
        "ipv4" => (
            text.parse::<Ipv4Addr>().is_ok(),
            "must be an IPv4 address, as in 203.0.113.1",
        ),
        _ => return None,
    };
    (!fits).then_some(what)
}

/// Whether the field names a thing: Heroku takes its name in place of its id.
fn takes_names(field: &Field) -> bool {
    let refers = field.refers.as_ref();
    field.wire_name == "id" || refers.is_some_and(|refers| refers.definition == "id")
}

fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
        && !text.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// Host names are called URLs as well, so that one without a scheme is none the worse.
fn is_uri(text: &str) -> bool {
    let strange = |character: char| {
        character.is_whitespace() || character.is_control() || "<>\"\\^`{|}".contains(character)
    };
    !text.is_empty() && !text.contains(strange)
}
