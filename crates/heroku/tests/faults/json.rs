//! JSON that is hostile, and JSON of another shape.

use heroku::app::{AppInfo, AppList};
use heroku::{ErrorKind, Raw};

use crate::ask::{call, get, list};
use crate::step::Step;

fn json(body: impl AsRef<[u8]>) -> Step {
    Step::answer("200 OK", &[("Content-Type", "application/json")], body)
}

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[test]
fn ten_thousand_levels_are_an_error_and_no_overflow() {
    let deep = nested(10_000);
    call(json(&deep), Raw::get("/x"))
        .error()
        .is(ErrorKind::Decode, 200, &deep);
    let failure = call(json(&deep), AppList::new()).error();
    failure.is(ErrorKind::Decode, 200, &deep);
    assert!(failure.error.to_string().len() < 300, "{}", failure.error);
    let body = format!(r#"{{"name":"example","owner":{deep}}}"#);
    call(json(&body), AppInfo::new("example"))
        .error()
        .is(ErrorKind::Decode, 200, &body);
}

#[test]
fn ten_thousand_levels_under_an_unknown_name_are_passed_over() {
    let body = format!(r#"{{"zzz":{},"name":"example"}}"#, nested(10_000));
    assert_eq!(get(json(body)).response().value().name, "example");
}

#[test]
fn ten_thousand_levels_in_an_error_are_kept_as_bytes() {
    let body = format!(r#"{{"id":"x","message":{}}}"#, nested(10_000));
    let failure = get(Step::answer("422 Unprocessable Entity", &[], &body)).error();
    failure.is(ErrorKind::Api, 422, &body);
    assert_eq!(failure.error.api().map(|api| api.id.as_str()), Some(""));
}

#[test]
fn numbers_beyond_all_bounds_are_an_error_where_they_matter() {
    for number in ["1e999", "-1e999"] {
        let body = format!(r#"{{"name":"example","repo_size":{number}}}"#);
        get(json(&body)).error().is(ErrorKind::Decode, 200, &body);
        let body = format!(r#"{{"name":"example","zzz":{number}}}"#);
        assert_eq!(get(json(body)).response().value().name, "example");
    }
}

#[test]
fn whole_numbers_beyond_64_bits_do_not_wrap_around() {
    let body = r#"{"name":"example","repo_size":18446744073709551617}"#;
    get(json(body)).error().is(ErrorKind::Decode, 200, body);
}

#[test]
fn of_a_field_that_comes_twice_the_last_counts() {
    let response = get(json(r#"{"name":"first","name":"last"}"#)).response();
    assert_eq!(response.value().name, "last");
}

#[test]
fn a_text_of_half_a_surrogate_is_kept() {
    let body = r#"{"name":"\ud800"}"#;
    get(json(body)).error().is(ErrorKind::Decode, 200, body);
}

#[test]
fn what_only_resembles_json_is_kept() {
    for body in [
        "NaN",
        "{'name':'example'}",
        "{\"name\":\"a\",}",
        "// x\n{}",
        "undefined",
    ] {
        get(json(body)).error().is(ErrorKind::Decode, 200, body);
    }
}

#[test]
fn one_value_for_another_is_an_error_with_its_place() {
    for body in ["\"example\"", "5", "true"] {
        let failure = get(json(body)).error();
        failure
            .is(ErrorKind::Decode, 200, body)
            .says("its answer has another type than promised at its root");
    }
    let body = r#"{"name":"example"}"#;
    list(json(body)).error().is(ErrorKind::Decode, 200, body);
}
