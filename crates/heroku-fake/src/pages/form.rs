//! Fields as browsers send them, in a query or in a body.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::query;

/// What stands in a query as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Fields as browsers send them.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// The fields in a query, or in the body of a form.
    pub(super) fn read(text: &str) -> Self {
        Self {
            fields: query::fields(text).collect(),
        }
    }

    /// A field; empty where it is missing.
    pub(super) fn get(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }
}

/// An address with more fields in its query.
pub(super) fn with_fields(address: &str, fields: &[(&str, &str)]) -> String {
    let mut address = address.to_owned();
    for (name, value) in fields {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, ESCAPED));
    }
    address
}
