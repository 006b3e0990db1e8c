//! The look of the pages, and the answers that are none.

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::outcome::Content;

/// A page with a title, and what stands below it, which is HTML already.
pub(super) fn page(status: StatusCode, title: &str, content: &str) -> Response<Content> {
    let title = escape(title);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>body {{ font-family: sans-serif; margin: 4em auto; max-width: 32em; }}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n{content}\n</body>\n</html>\n"
    );
    let mut answer = answer(status, "text/html; charset=utf-8", page);
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    answer
}

/// A page that says what is wrong.
pub(super) fn problem(status: StatusCode, what: &str) -> Response<Content> {
    page(
        status,
        "That does not work",
        &format!("<p>{}</p>", escape(what)),
    )
}

/// Sends the browser elsewhere; by a GET, whatever it came by.
pub(super) fn redirect(to: &str) -> Response<Content> {
    let mut answer = answer(StatusCode::SEE_OTHER, "text/plain", String::new());
    match HeaderValue::from_str(to) {
        Ok(to) => {
            answer.headers_mut().insert(LOCATION, to);
            answer
        }
        Err(_) => problem(
            StatusCode::BAD_REQUEST,
            "The address to go back to cannot be sent.",
        ),
    }
}

/// An answer for a program.
pub(super) fn json(status: StatusCode, body: &Value) -> Response<Content> {
    answer(status, "application/json", body.to_string())
}

/// A form with a button for yes and one for no, which posts `fields` with the decision.
pub(super) fn question(fields: &[(&str, &str)], yes: &str, no: &str) -> String {
    let hidden = fields.iter().map(|(name, value)| {
        let value = escape(value);
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
    });
    let hidden: String = hidden.collect();
    format!(
        "<form method=\"post\">\n{hidden}\
         <button name=\"decision\" value=\"yes\">{yes}</button>\n\
         <button name=\"decision\" value=\"no\">{no}</button>\n</form>"
    )
}

/// Text as it stands in HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An answer that nobody keeps.
fn answer(status: StatusCode, kind: &'static str, body: String) -> Response<Content> {
    let mut response = Content::whole(body).answer(status, kind);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
