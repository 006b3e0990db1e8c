//! Reading a time: the form that Heroku writes at once, all others as RFC 3339 has them.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::Timestamp;

/// The time that `text` tells, if it is one.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    plain(text.as_bytes()).or_else(|| text.parse().ok())
}

/// A time as Heroku writes it, `2024-05-06T07:08:09Z`. Models are full of them, and the parser of
/// all that RFC 3339 allows takes several times as long.
fn plain(text: &[u8]) -> Option<Timestamp> {
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        mo1,
        mo2,
        b'-',
        d1,
        d2,
        b'T', //
        h1,
        h2,
        b':',
        mi1,
        mi2,
        b':',
        s1,
        s2,
        b'Z',
    ] = text
    else {
        return None;
    };
    let two = |tens, ones| Some(digit(tens)? * 10 + digit(ones)?);
    let year = i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?);
    let (month, day) = (two(mo1, mo2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(mi1, mi2)?, two(s1, s2)?);
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    Offset::UTC.to_timestamp(time).ok()
}

fn digit(byte: u8) -> Option<i8> {
    let digit = byte.wrapping_sub(b'0');
    (digit < 10).then_some(digit.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_heroku_writes_as_the_standard_does() {
        for text in [
            "2024-05-06T07:08:09Z",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2000-02-29T23:59:59Z",
            "9999-12-30T22:00:00Z",
        ] {
            assert_eq!(plain(text.as_bytes()), text.parse().ok(), "{text}");
            assert!(plain(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn leaves_all_else_to_the_standard() {
        for text in [
            "2024-05-06T07:08:09.123Z",
            "2024-05-06T07:08:09+00:00",
            "2024-05-06t07:08:09z",
            "2016-12-31T23:59:60Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-05-06T24:00:00Z",
            "20x4-05-06T07:08:09Z",
            "",
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
            assert_eq!(time(text), text.parse().ok(), "{text}");
        }
    }
}
