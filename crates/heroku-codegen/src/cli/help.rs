//! What `help` says.

/// The help.
pub(super) const HELP: &str = "\
Generates the typed modules of the heroku crate from the description of the API.

Usage: heroku-codegen COMMAND        (in this repository: cargo codegen COMMAND)

Commands:
  generate              from schema/ into crates/heroku/src/api/, with what tests go through
                        in crates/heroku/tests/every/, and the document of the fake
  generate --schema FILE --out DIR [--overrides FILE] [--path MODULE]
                        from any schema of Heroku's into a module of your crate
  check                 whether the generated files are those of schema/; status 1 if not
  list [--schema FILE] [--overrides FILE]
                        the actions, one a line: Rust name, method, path, folder; tab-separated
  diff OLD NEW          what changed between two schemas, as a changelog in Markdown
  help                  this text

FILE, OLD and NEW are a schema file as Heroku publishes it, a file of one resource, or a folder
with platform/, sdk/ and legacy/. The overrides.toml of a folder holds for it.

A generated module needs the crate heroku. Mount it with `mod NAME;`, where DIR is src/NAME.
With `--path my_crate::NAME`, its examples become doctests.

Status: 0 done, 1 stale or errors in a schema, 2 wrong usage or unreadable input.
";
