//! The command `printf`, and the escapes that `echo -e` knows as well.

use std::iter::Peekable;
use std::str::Chars;

use super::bounds::LONGEST;

/// What is printed, and the values that were no numbers though they had to be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) invalid: Vec<String>,
    /// Whether it was cut off, since it is longer than anything may be.
    pub(super) is_too_long: bool,
}

/// Fills values into a format, again and again until none is left.
pub(super) fn printf(format: &str, values: &[String]) -> Printed {
    let mut printed = Printed::default();
    let mut values = values.iter();
    loop {
        let before = values.len();
        printed.fill(format, &mut values);
        if printed.is_too_long || values.len() == 0 || values.len() == before {
            return printed;
        }
    }
}

/// The text with its escapes, such as `\n`, replaced.
pub(super) fn unescape(text: &str) -> String {
    let mut unescaped = String::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' => escape(&mut rest, &mut unescaped),
            _ => unescaped.push(next),
        }
    }
    unescaped
}

impl Printed {
    fn fill<'a>(&mut self, format: &str, values: &mut impl Iterator<Item = &'a String>) {
        let mut rest = format.chars().peekable();
        while let Some(next) = rest.next() {
            if self.text.len() > LONGEST {
                self.is_too_long = true;
                return;
            }
            match next {
                '\\' => escape(&mut rest, &mut self.text),
                '%' if rest.next_if_eq(&'%').is_some() => self.text.push('%'),
                '%' => self.convert(&mut rest, values),
                _ => self.text.push(next),
            }
        }
    }

    /// A place for a value: `s`, `b`, `c`, `d`, `i`, `u` or `x`, before it flags and width.
    fn convert<'a>(
        &mut self,
        rest: &mut Peekable<Chars<'_>>,
        values: &mut impl Iterator<Item = &'a String>,
    ) {
        let mut signs = String::new();
        while let Some(sign) = rest.next_if(|next| next.is_ascii_digit() || *next == '-') {
            signs.push(sign);
        }
        let Some(kind) = rest.next() else {
            self.text.push('%');
            return self.text.push_str(&signs);
        };
        let value = match kind {
            's' | 'b' | 'c' | 'd' | 'i' | 'u' | 'x' => values.next().map_or("", String::as_str),
            _ => {
                self.text
                    .extend(['%'].into_iter().chain(signs.chars()).chain([kind]));
                return;
            }
        };
        let shown = match kind {
            'b' => unescape(value),
            'c' => value.chars().take(1).collect(),
            'd' | 'i' | 'u' => self.number(value).to_string(),
            'x' => format!("{:x}", self.number(value)),
            _ => value.to_owned(),
        };
        self.pad(&shown, &signs);
    }

    fn number(&mut self, value: &str) -> i64 {
        let number = value.trim();
        number.parse().unwrap_or_else(|_| {
            if !number.is_empty() {
                self.invalid.push(value.to_owned());
            }
            0
        })
    }

    /// Makes it as wide as the signs say: to the right of spaces or, after `0`, of zeros; after
    /// `-`, to their left.
    fn pad(&mut self, shown: &str, signs: &str) {
        /// Nobody's screen is wider.
        const WIDEST: usize = 1000;
        let width = signs.trim_start_matches('-').parse().unwrap_or(0);
        let missing = usize::min(width, WIDEST).saturating_sub(shown.chars().count());
        if signs.starts_with('-') {
            self.text.push_str(shown);
            self.text.extend(std::iter::repeat_n(' ', missing));
        } else {
            let filler = if signs.starts_with('0') { '0' } else { ' ' };
            self.text.extend(std::iter::repeat_n(filler, missing));
            self.text.push_str(shown);
        }
    }
}

/// What stands behind a backslash.
fn escape(rest: &mut Peekable<Chars<'_>>, text: &mut String) {
    let Some(kind) = rest.next() else {
        return text.push('\\');
    };
    let meant = match kind {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\x07',
        'b' => '\x08',
        'e' => '\x1b',
        '\\' | '"' | '\'' => kind,
        'x' => return code(rest, 2, kind, text),
        'u' => return code(rest, 4, kind, text),
        _ => {
            text.push('\\');
            kind
        }
    };
    text.push(meant);
}

/// A character by its number in hexadecimal digits.
fn code(rest: &mut Peekable<Chars<'_>>, most: usize, kind: char, text: &mut String) {
    let mut digits = String::new();
    while let Some(digit) = rest.next_if(|next| digits.len() < most && next.is_ascii_hexdigit()) {
        digits.push(digit);
    }
    let number = u32::from_str_radix(&digits, 16).ok();
    if let Some(character) = number.and_then(char::from_u32) {
        text.push(character);
    } else {
        text.push('\\');
        text.push(kind);
        text.push_str(&digits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(format: &str, values: &[&str]) -> String {
        let values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
        printf(format, &values).text
    }

    #[test]
    fn values_are_filled_in_until_none_is_left() {
        assert_eq!(text("%s=%d\\n", &["a", "1", "b"]), "a=1\nb=0\n");
        assert_eq!(text("100%%", &["unused"]), "100%");
        assert_eq!(text("%x %c %b", &["255", "xyz", "a\\tb"]), "ff x a\tb");
    }

    #[test]
    fn values_are_as_wide_as_they_are_told() {
        assert_eq!(text("%5s|%-5s|%03d", &["ab", "cd", "7"]), "   ab|cd   |007");
        assert!(text("%99999999999s|%999999s", &["a", "b"]).len() < 3_000);
    }

    #[test]
    fn what_is_no_number_counts_as_nothing() {
        let printed = printf("%d", &["many".to_owned()]);
        assert_eq!(
            (printed.text.as_str(), printed.invalid),
            ("0", vec!["many".to_owned()])
        );
    }

    #[test]
    fn escapes_stand_for_characters_and_others_for_themselves() {
        assert_eq!(unescape(r"a\tb\\c\x41\u00e9\q\"), "a\tb\\cAé\\q\\");
        assert_eq!(unescape(r"\xzz \ud800"), r"\xzz \ud800");
        assert_eq!(text("%q %", &[]), "%q %");
    }
}
