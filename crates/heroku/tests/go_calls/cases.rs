//! The calls of the Go client, read from `calls.txt` and `ranges.txt`.

use serde_json::Value;

/// What has to get through a body and a path unharmed.
pub(crate) const ODD: &str = "50% off/up?a=b&c+d #1 <i>\"ü\\ß\"</i>\u{2028}文";

/// The same as one segment of a path.
const ODD_IN_PATH: &str = "50%25%20off%2Fup%3Fa%3Db%26c%2Bd%20%231%20%3Ci%3E%22%C3%BC%5C%C3%9F%22%3C%2Fi%3E%E2%80%A8%E6%96%87";

const ODD_MARK: &str = "{odd}";

/// One call of the Go client, and what it puts on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) call: String,
    pub(crate) variant: String,
    pub(crate) arguments: Vec<Value>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) range: Option<String>,
    pub(crate) body: Expected,
}

/// The body that a call sends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    /// None, and no content type.
    Nothing,
    /// JSON; where it is `{}`, none will do.
    Json(Value),
    /// A text that is handed through, without a content type.
    Text(String),
}

/// All calls, in the order of the file.
pub(crate) fn read(calls: &str, ranges: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut head = "";
    for line in lines(calls) {
        match line.strip_prefix("  ") {
            None => head = line,
            Some(row) => {
                let case = read_row(head, row);
                match case.variant.as_str() {
                    "ranges" => cases.extend(lines(ranges).map(|line| with_range(&case, line))),
                    _ => cases.push(case),
                }
            }
        }
    }
    cases
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn read_row(head: &str, row: &str) -> Case {
    let [call, method, path] = columns(head, " ");
    let parts: Vec<&str> = row.split(" | ").collect();
    let (variant, arguments, body, path) = match parts[..] {
        [variant, arguments, body] => (variant, arguments, body, path),
        [variant, arguments, body, path] => (variant, arguments, body, path),
        _ => panic!("no row: {row}"),
    };
    let Value::Array(arguments) = json(arguments) else {
        panic!("no list of arguments: {row}");
    };
    Case {
        call: call.to_owned(),
        variant: variant.to_owned(),
        arguments,
        method: method.to_owned(),
        path: path.replace(ODD_MARK, ODD_IN_PATH),
        range: None,
        body: read_body(body),
    }
}

fn read_body(text: &str) -> Expected {
    match text.strip_suffix(" as it is") {
        _ if text == "-" => Expected::Nothing,
        Some(text) => Expected::Text(text.to_owned()),
        None => Expected::Json(json(text)),
    }
}

fn with_range(case: &Case, line: &str) -> Case {
    let [variant, range, header] = columns(line, " | ");
    let mut case = case.clone();
    variant.clone_into(&mut case.variant);
    *case.arguments.last_mut().expect("a list takes a range") = json(range);
    case.range = (header != "-").then(|| header.to_owned());
    case
}

fn columns<'a>(line: &'a str, separator: &str) -> [&'a str; 3] {
    let columns: Vec<&str> = line.split(separator).collect();
    columns
        .try_into()
        .unwrap_or_else(|_| panic!("not three columns: {line}"))
}

fn json(text: &str) -> Value {
    let mut value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    put_odd(&mut value);
    value
}

fn put_odd(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace(ODD_MARK, ODD),
        Value::Array(values) => values.iter_mut().for_each(put_odd),
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, mut value)| {
                    put_odd(&mut value);
                    (name.replace(ODD_MARK, ODD), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
