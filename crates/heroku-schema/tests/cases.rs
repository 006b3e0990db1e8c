//! Small odd schemas, one oddity each, with their diagnostics and what is made of them.
//!
//! `tests/cases/NAME.json` (or a folder of that name, with `NAME.toml` as overrides where there
//! is one) is read and compared with `tests/cases/NAME.expected`. To accept what is read now, run
//! the test with `UPDATE_EXPECTED=1` and look at the difference.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

const CASES: &str = "tests/cases";

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(CASES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|it| it == "json"))
        .collect();
    cases.sort();
    cases
}

fn read(case: &Path) -> String {
    let overrides = case.with_extension("toml");
    let overrides = overrides.exists().then_some(overrides.as_path());
    let reading = if case.is_dir() {
        heroku_schema::read_folder(case, overrides)
    } else {
        heroku_schema::read_file(case, overrides)
    };
    common::report(&reading.unwrap())
}

#[test]
fn every_case_reads_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = read(&case);
        let path = case.with_extension("expected");
        if update {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "differ from what is expected:\n\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_expectation_has_a_case() {
    for entry in fs::read_dir(CASES).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "expected") {
            let has_case = path.with_extension("json").exists() || path.with_extension("").is_dir();
            assert!(has_case, "{} has no case", path.display());
        }
    }
}

#[test]
fn reading_twice_gives_the_same() {
    for case in cases() {
        assert_eq!(read(&case), read(&case), "{}", case.display());
    }
}
