//! JSON as a dump shows it.

use std::borrow::Cow;
use std::fmt::Write;

use serde::de::{Deserialize, IgnoredAny};
use serde_json::Value;

use crate::model::{DEEPEST, Json, Unreadable};
use crate::scrub::Scrub;

/// What stands in place of a value that is not shown.
pub(crate) const HIDDEN: &str = "[hidden]";

/// JSON as it is shown: written while it is read, with only those values whose names are known to
/// hold no secret.
pub(crate) struct Shown<'a> {
    json: Json<'a>,
    text: String,
    depth: u8,
    show: &'a dyn Fn(&str) -> bool,
    scrub: &'a Scrub,
}

impl<'a> Shown<'a> {
    /// What is shown of a text, if it is JSON: what is under a name that `show` knows.
    pub(crate) fn of(
        text: &'a str,
        show: &'a dyn Fn(&str) -> bool,
        scrub: &'a Scrub,
    ) -> Option<String> {
        let mut shown = Self {
            json: Json::new(text),
            text: String::with_capacity(text.len()),
            depth: 0,
            show,
            scrub,
        };
        let is_read = shown.value(false).and_then(|()| shown.json.end());
        is_read.ok().map(|()| shown.text)
    }

    fn value(&mut self, is_shown: bool) -> Result<(), Unreadable> {
        match self.json.peek() {
            Some(b'{') => self.nested(Self::fields),
            Some(b'[') => self.nested(|shown| shown.items(is_shown)),
            Some(b'"') if is_shown => {
                let (text, _off) = self.json.text()?;
                if has_user_info(&text) {
                    self.hide();
                } else {
                    self.write(text);
                }
                Ok(())
            }
            _ => self.scalar(is_shown),
        }
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        if self.depth == DEEPEST {
            return Err(self.json.broken());
        }
        self.depth += 1;
        read(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn fields(&mut self) -> Result<(), Unreadable> {
        self.json.expect(b'{')?;
        self.text.push('{');
        let (mut is_first, mut comma) = (true, "");
        while self.json.goes_on(b'}', &mut is_first)? {
            self.text.push_str(std::mem::replace(&mut comma, ","));
            let name = self.json.key()?;
            let is_shown = (self.show)(&name);
            self.write(name);
            self.text.push(':');
            if is_shown {
                self.value(true)?;
            } else {
                self.json.value(|reader| IgnoredAny::deserialize(reader))?;
                self.hide();
            }
        }
        self.text.push('}');
        Ok(())
    }

    fn items(&mut self, is_shown: bool) -> Result<(), Unreadable> {
        self.json.expect(b'[')?;
        self.text.push('[');
        let (mut is_first, mut comma) = (true, "");
        while self.json.goes_on(b']', &mut is_first)? {
            self.text.push_str(std::mem::replace(&mut comma, ","));
            self.value(is_shown)?;
        }
        self.text.push(']');
        Ok(())
    }

    /// A number, a word, or a text that is not shown; that there is nothing is no secret.
    fn scalar(&mut self, is_shown: bool) -> Result<(), Unreadable> {
        let value = self.json.value(|reader| Value::deserialize(reader))?;
        if is_shown || value.is_null() {
            // Writing to a `String` cannot fail.
            let _always_ok = write!(self.text, "{value}");
        } else {
            self.hide();
        }
        Ok(())
    }

    /// Writes a text. One without escapes is written as it stands there, with secrets in it that
    /// are found in the end; once others are written as JSON, those in them may be another text.
    fn write(&mut self, text: Cow<'_, str>) {
        match text {
            Cow::Borrowed(plain) => {
                self.text.push('"');
                self.text.push_str(plain);
                self.text.push('"');
            }
            Cow::Owned(mut text) => {
                self.scrub.clean(&mut text);
                self.text.push_str(&Value::from(text).to_string());
            }
        }
    }

    fn hide(&mut self) {
        self.write(Cow::Borrowed(HIDDEN));
    }
}

/// Whether the text is a URL with a user or a password in it.
fn has_user_info(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_scheme, rest)| {
        rest.split(['/', '?', '#'])
            .next()
            .is_some_and(|host| host.contains('@'))
    })
}
