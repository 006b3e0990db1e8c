//! What the command does and says.

#![allow(dead_code, reason = "tests share more than each needs")]

mod common;

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use common::{Folder, data, run, text};

/// A workspace with one resource.
fn workspace() -> Folder {
    let folder = Folder::new();
    folder.write("crates/heroku/Cargo.toml", "");
    folder.write("schema/platform/region.json", REGION);
    folder
}

const REGION: &str = r#"{
  "id": "schemata/region",
  "title": "region",
  "description": "Where things run.",
  "definitions": {
    "name": { "type": ["string"], "description": "Name of the region.", "example": "us" },
    "identity": { "anyOf": [{ "$ref": "/schemata/region#/definitions/name" }] }
  },
  "properties": { "name": { "$ref": "/schemata/region#/definitions/name" } },
  "links": [{
    "title": "Info",
    "description": "Shows a region.",
    "method": "GET",
    "rel": "self",
    "href": "/regions/{(%2Fschemata%2Fregion%23%2Fdefinitions%2Fidentity)}",
    "targetSchema": { "$ref": "/schemata/region" }
  }]
}"#;

#[test]
fn lists_one_action_a_line() {
    let widget = data("data/widget.json");
    let outcome = run(
        Path::new("."),
        &["list", "--schema", &widget.to_string_lossy()],
    );
    assert_eq!(
        outcome.out,
        "WidgetList\tGET\t/widgets\tplatform\nWidgetUpdate\tPATCH\t/widgets/{widget}\tplatform\n"
    );
    assert_eq!(outcome.status, 0);
}

#[test]
fn check_is_green_after_generate() {
    let folder = workspace();
    let generated = run(folder.path(), &["generate"]);
    assert_eq!((generated.status, generated.err.as_str()), (0, ""));
    assert!(
        generated
            .out
            .ends_with("1 resources, 1 actions; 6 files changed\n"),
        "{generated:?}"
    );
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status, 0, "{checked:?}");
    let again = run(folder.path(), &["generate"]);
    assert!(again.out.ends_with("; 0 files changed\n"), "{again:?}");
}

#[test]
fn check_tells_stale_missing_and_extra_files() {
    let folder = workspace();
    run(folder.path(), &["generate"]);
    let api = folder.path().join("crates/heroku/src/api");
    let module = std::fs::read_to_string(api.join("region.rs")).expect("a module");
    folder.write(
        "crates/heroku/src/api/region.rs",
        &module.replace("Shows a", "Hides a"),
    );
    folder.write("crates/heroku/src/api/gone.rs", &module);
    folder.write("crates/heroku/src/api/by_hand.rs", "//! Not generated.\n");
    std::fs::remove_file(api.join("visible.rs")).expect("a file to remove");

    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status, 1);
    let kinds: Vec<&str> = checked
        .out
        .lines()
        .filter_map(|line| line.split_once("  ").map(|(kind, _)| kind))
        .filter(|kind| !kind.is_empty())
        .collect();
    assert_eq!(kinds, ["stale", "missing", "extra"]);
    assert!(
        checked.out.contains("is         /// Hides a region."),
        "{}",
        checked.out
    );
    assert!(
        checked.out.contains("should be  /// Shows a region."),
        "{}",
        checked.out
    );
    assert!(
        checked
            .out
            .ends_with("3 files not as generated; run `cargo codegen generate`\n")
    );

    run(folder.path(), &["generate"]);
    assert_eq!(run(folder.path(), &["check"]).status, 0);
    assert!(api.join("by_hand.rs").exists());
    assert!(!api.join("gone.rs").exists());
}

#[test]
fn what_was_not_generated_is_not_overwritten() {
    let folder = workspace();
    for name in [
        "crates/heroku-fake/schema/api.json",
        "crates/heroku/src/api/region.rs",
    ] {
        folder.write(name, "by hand\n");
        let outcome = run(folder.path(), &["generate"]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(
            outcome.err.contains(&format!("{name}: was not generated")),
            "{outcome:?}"
        );
        let kept = std::fs::read_to_string(folder.path().join(name)).expect("the file");
        assert_eq!(kept, "by hand\n");
        assert!(!folder.path().join("crates/heroku/src/api/mod.rs").exists());
        std::fs::remove_file(folder.path().join(name)).expect("a file to remove");
    }
    assert_eq!(run(folder.path(), &["generate"]).status, 0);
}

#[test]
fn finds_the_workspace_from_a_folder_within() {
    let folder = workspace();
    let outcome = run(&folder.path().join("crates/heroku"), &["list"]);
    assert_eq!(
        outcome.out,
        "RegionInfo\tGET\t/regions/{region}\tplatform\n"
    );
}

#[test]
fn generates_from_any_schema_into_any_folder() {
    let folder = Folder::new();
    let out = folder.path().join("src/widgets");
    let schema = data("data/widget.json");
    let arguments = [
        "generate",
        "--schema",
        &schema.to_string_lossy(),
        "--out",
        &out.to_string_lossy(),
    ];
    let outcome = run(folder.path(), &arguments);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    for name in ["mod.rs", "operations.rs", "visible.rs", "widget.rs"] {
        assert!(out.join(name).exists(), "{name}");
    }
}

#[test]
fn odd_schemas_are_generated_and_their_oddities_told() {
    let folder = Folder::new();
    let schema = folder.write(
        "odd.json",
        r#"{"definitions": {"app": {"links": [{"href": "/apps"}]}}}"#,
    );
    let out = folder.path().join("api");
    let arguments = [
        "generate",
        "--schema",
        &schema.to_string_lossy(),
        "--out",
        &out.to_string_lossy(),
    ];
    let outcome = run(folder.path(), &arguments);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.err.contains("warning: "), "{}", outcome.err);
    assert!(out.join("app.rs").exists());
}

#[test]
fn wrong_usage_is_one_line_that_says_what_to_do() {
    let cases: [(&[&str], &str); 9] = [
        (&[], "no command given"),
        (&["make"], "`make` is no command"),
        (&["list", "--verbose"], "`list` knows no `--verbose`"),
        (&["check", "--schema", "x"], "`check` knows no `--schema`"),
        (&["list", "--schema"], "`--schema` has no value"),
        (
            &["list", "--schema=a", "--schema=b"],
            "`--schema` is given twice",
        ),
        (&["generate", "--schema", "x"], "give `--out DIR`"),
        (&["diff", "one"], "give OLD and NEW"),
        (&["diff", "one", "two", "three"], "does not take `three`"),
    ];
    for (arguments, expected) in cases {
        let outcome = run(Path::new("."), arguments);
        assert_eq!(outcome.status, 2, "{arguments:?}");
        assert!(
            outcome.err.contains(expected),
            "{arguments:?}: {}",
            outcome.err
        );
        assert_eq!(
            outcome.err.lines().count(),
            1,
            "{arguments:?}: {}",
            outcome.err
        );
        assert_eq!(outcome.out, "");
    }
}

#[test]
fn unreadable_input_is_told_by_name() {
    let folder = Folder::new();
    let missing = run(folder.path(), &["list", "--schema", "not-there.json"]);
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("not-there.json"), "{}", missing.err);

    let broken = folder.write("broken.json", "{");
    let outcome = run(
        folder.path(),
        &["list", "--schema", &broken.to_string_lossy()],
    );
    assert_eq!(outcome.status, 2);
    assert!(outcome.err.contains("broken.json:1:1"), "{}", outcome.err);

    let nowhere = run(folder.path(), &["check"]);
    assert_eq!(nowhere.status, 2);
    assert!(nowhere.err.contains("no workspace"), "{}", nowhere.err);
}

#[test]
fn help_names_every_command() {
    for arguments in [["help"], ["--help"]] {
        let outcome = run(Path::new("."), &arguments);
        assert_eq!(outcome.status, 0);
        for command in ["generate", "check", "list", "diff", "help"] {
            assert!(
                outcome.out.contains(&format!("\n  {command} ")),
                "{command}"
            );
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut err = Vec::new();
    let arguments = ["help".to_owned()];
    let status = heroku_codegen::run(&arguments, Path::new("."), &mut Closed, &mut err);
    assert_eq!((status, err.len()), (0, 0));
}

#[test]
fn the_program_exits_with_the_status() {
    let output = Command::new(env!("CARGO_BIN_EXE_heroku-codegen"))
        .arg("unknown")
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: `unknown` is no command"));
}

#[test]
fn diff_prints_a_changelog() {
    let folder = Folder::new();
    let old = folder.write("old.json", &text("data/widget.json"));
    let new = folder.write(
        "new.json",
        &text("data/widget.json").replace("\"left\", ", ""),
    );
    let outcome = run(
        folder.path(),
        &["diff", &old.to_string_lossy(), &new.to_string_lossy()],
    );
    assert_eq!(outcome.status, 0);
    assert!(
        outcome.out.starts_with("Semver: major\n\n## Removed\n\n- "),
        "{}",
        outcome.out
    );
}
