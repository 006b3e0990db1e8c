//! Lines of a log: what is told of them, and that nothing is lost.

use heroku::Timestamp;
use heroku::logs::LogLine;
use proptest::prelude::*;

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

#[test]
fn tells_time_source_dyno_and_text() {
    let line = LogLine::parse("2026-01-01T00:00:00.123456+00:00 app[web.1]: Listening on 5000");
    assert_eq!(line.time(), Some(time("2026-01-01T00:00:00.123456Z")));
    assert_eq!(line.source(), Some("app"));
    assert_eq!(line.dyno(), Some("web.1"));
    assert_eq!(line.text(), "Listening on 5000");
}

#[test]
fn takes_every_form_of_time() {
    for (form, instant) in [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00.5-08:00", "2026-01-01T08:00:00.5Z"),
        (
            "2026-01-01T05:30:00.123456789+05:30",
            "2026-01-01T00:00:00.123456789Z",
        ),
    ] {
        let line = LogLine::parse(format!("{form} heroku[router]: at=info"));
        assert_eq!(line.time(), Some(time(instant)), "{form}");
        assert_eq!(line.text(), "at=info", "{form}");
    }
}

#[test]
fn takes_every_name_of_a_dyno() {
    for (source, dyno) in [
        ("heroku", "router"),
        ("heroku", "run.1234"),
        ("app", "web-5d9f7c-x2k8p"),
        ("app", "heroku-postgres"),
        ("app", "postgres.4242"),
        ("d.01234567-89ab", "worker_2.1"),
    ] {
        let line = LogLine::parse(format!("2026-01-01T00:00:00Z {source}[{dyno}]: text"));
        assert_eq!((line.source(), line.dyno()), (Some(source), Some(dyno)));
        assert_eq!(line.text(), "text");
    }
    let nameless = LogLine::parse("2026-01-01T00:00:00Z app[]: text");
    assert_eq!((nameless.source(), nameless.dyno()), (Some("app"), None));
}

#[test]
fn keeps_the_text_as_it_is() {
    for text in [
        "",
        " indented",
        "a]: b[c]: d",
        "[web.1]: again",
        "\u{1b}[31mred\u{1b}[0m\ttab\r",
        "žluťoučký 🐎",
        "ends with a blank ",
    ] {
        let raw = format!("2026-01-01T00:00:00Z app[web.1]: {text}");
        let line = LogLine::parse(raw.as_str());
        assert_eq!(line.text(), text);
        assert_eq!(line.dyno(), Some("web.1"));
        assert_eq!(line.raw(), raw);
    }
}

#[test]
fn text_may_lack_or_follow_without_a_blank() {
    assert_eq!(
        LogLine::parse("2026-01-01T00:00:00Z app[web.1]:").text(),
        ""
    );
    assert_eq!(
        LogLine::parse("2026-01-01T00:00:00Z app[web.1]:x").text(),
        "x"
    );
}

#[test]
fn what_has_no_time_is_all_text() {
    for raw in [
        "",
        " ",
        "Error: no session",
        "app[web.1]: no time",
        "2026-01-01 00:00:00Z app[web.1]: a blank within the time",
        "2026-13-01T00:00:00Z app[web.1]: no such month",
        "2026-01-01T00:00:00 app[web.1]: no offset",
        "20260101T000000Z app[web.1]: no dashes",
        " 2026-01-01T00:00:00Z app[web.1]: a blank before",
        "\u{feff}2026-01-01T00:00:00Z app[web.1]: a mark before",
    ] {
        let line = LogLine::parse(raw);
        assert_eq!(line.text(), raw);
        assert_eq!(
            (line.time(), line.source(), line.dyno()),
            (None, None, None),
            "{raw}"
        );
    }
}

#[test]
fn what_has_no_source_is_time_and_text() {
    for text in [
        "",
        "text",
        "[web.1]: text",
        "a b[c]: text",
        "app[web.1] text",
        "app[a b]: text",
    ] {
        let line = LogLine::parse(format!("2026-01-01T00:00:00Z {text}"));
        assert_eq!(line.time(), Some(time("2026-01-01T00:00:00Z")));
        assert_eq!(line.text(), text);
        assert_eq!((line.source(), line.dyno()), (None, None), "{text}");
    }
    assert_eq!(LogLine::parse("2026-01-01T00:00:00Z").text(), "");
}

#[test]
fn shows_the_raw_line() {
    let raw = "2026-01-01T00:00:00Z  app[web.1]: text";
    let line = LogLine::parse(raw);
    assert_eq!(line.to_string(), raw);
    assert_eq!(line.into_raw(), raw);
}

#[test]
fn debug_escapes_control_characters() {
    let line = LogLine::parse("2026-01-01T00:00:00Z app[web.1]: \u{1b}[2J");
    let debug = format!("{line:?}");
    assert!(debug.contains("web.1") && debug.contains("[2J"), "{debug}");
    assert!(!debug.contains('\u{1b}'), "{debug}");
}

proptest! {
    #[test]
    fn never_loses_a_character(
        raw in prop_oneof![
            any::<String>(),
            "[0-9TZ:+. -]{0,40}[a-z\\[\\]: ]{0,20}",
            "2026-01-01T00:00:00Z ?[a-z\\[\\]: é\u{1b}]{0,20}",
        ],
    ) {
        let line = LogLine::parse(raw.as_str());
        prop_assert_eq!(line.raw(), &raw);
        prop_assert!(raw.ends_with(line.text()));
        if line.time().is_none() {
            prop_assert_eq!(line.text(), &raw);
        }
    }

    #[test]
    fn reads_what_is_written_in_its_form(
        seconds in 0..4_000_000_000_i64,
        source in "[a-z.-]{1,9}",
        dyno in "[a-z0-9.-]{1,12}",
        text in any::<String>(),
    ) {
        let time = Timestamp::from_second(seconds).expect("within this century");
        let line = LogLine::parse(format!("{time:.6} {source}[{dyno}]: {text}"));
        prop_assert_eq!(line.time(), Some(time));
        prop_assert_eq!(line.source(), Some(source.as_str()));
        prop_assert_eq!(line.dyno(), Some(dyno.as_str()));
        prop_assert_eq!(line.text(), text);
    }
}
