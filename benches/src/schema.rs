//! The description of Heroku's API, and one ten times as large made of it by rule.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use heroku_codegen::{Options, Tree, generate};
use heroku_schema::Severity;
use serde_json::Value;

const FOLDERS: [&str; 3] = ["platform", "sdk", "legacy"];
const OVERRIDES: &str = "overrides.toml";
/// Short, so that ten times the resources are ten times the text.
const COPIES: [&str; 9] = ["bo", "co", "do", "fo", "go", "ho", "jo", "ko", "lo"];

/// A schema with each resource under ten names, in a folder that goes when this does.
///
/// A copy refers to resources of the same copy only, has routes of its own, and its own
/// corrections.
pub struct TenFold {
    folder: PathBuf,
}

impl TenFold {
    /// Makes it of the schema of this repository.
    ///
    /// # Errors
    /// Where a file cannot be read or written.
    pub fn write() -> io::Result<Self> {
        let name = format!("heroku-benches-schema-{}", std::process::id());
        let made = Self {
            folder: std::env::temp_dir().join(name),
        };
        for folder in FOLDERS {
            fs::create_dir_all(made.folder.join(folder))?;
        }
        let mut overrides = String::new();
        for copy in std::iter::once("").chain(COPIES) {
            for (folder, name, text) in files()? {
                let name = format!("{}{name}", prefix(copy));
                fs::write(made.folder.join(folder).join(name), renamed(&text, copy))?;
            }
            let own = fs::read_to_string(folder().join(OVERRIDES))?;
            overrides.extend(own.lines().map(|line| moved(line, copy) + "\n"));
        }
        fs::write(made.folder.join(OVERRIDES), overrides)?;
        Ok(made)
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for TenFold {
    fn drop(&mut self) {
        // Left behind, it is in nobody's way but the disk's.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of this repository's schema.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema")
}

/// All of a schema as formatted Rust.
///
/// # Panics
/// Where the schema cannot be read, or has errors: what is generated then is not all of it.
#[must_use]
pub fn source(folder: &Path) -> Tree {
    let overrides = folder.join(OVERRIDES);
    let reading = heroku_schema::read_folder(folder, Some(&overrides)).expect("a schema");
    let error = reading
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(error, None, "the schema has no errors");
    generate(&reading.api, &Options::own())
}

/// The files of a schema as JSON, and no more: the least that any generator does.
///
/// # Panics
/// Where the schema cannot be read.
#[must_use]
pub fn values(folder: &Path) -> Vec<Value> {
    let mut values = Vec::new();
    for part in FOLDERS {
        for path in entries(&folder.join(part)).expect("a schema") {
            let text = fs::read_to_string(path).expect("a file of the schema");
            values.push(serde_json::from_str(&text).expect("JSON"));
        }
    }
    values
}

/// The folder, the name and the text of each file of the schema.
fn files() -> io::Result<Vec<(&'static str, String, String)>> {
    let mut files = Vec::new();
    for part in FOLDERS {
        for path in entries(&folder().join(part))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((part, name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    Ok(files)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

/// What the names of a copy begin with.
fn prefix(copy: &str) -> Cow<'_, str> {
    if copy.is_empty() {
        Cow::Borrowed("")
    } else {
        Cow::Owned(format!("{copy}-"))
    }
}

/// A file of the schema, or a line of it, with its resources and routes named for a copy.
fn renamed(text: &str, copy: &str) -> String {
    let prefix = prefix(copy);
    text.replace("schemata/", &format!("schemata/{prefix}"))
        .replace("schemata%2F", &format!("schemata%2F{prefix}"))
        .replace("\"href\": \"/", &format!("\"href\": \"/{prefix}"))
}

/// A line of the overrides, for a copy: its addresses, routes and Rust names.
fn moved(line: &str, copy: &str) -> String {
    let (key, _) = line.split_once(" = ").unwrap_or_default();
    match key {
        "at" => quoted(line, &prefix(copy)),
        "name" | "type_name" | "aliases" => quoted(line, &capitalised(copy)),
        "route" => line.replacen(" /", &format!(" /{}", prefix(copy)), 1),
        "schema" => renamed(line, copy),
        // A list of several lines is one of addresses.
        "" if line.trim_start().starts_with('"') => quoted(line, &prefix(copy)),
        _ => line.to_owned(),
    }
}

/// The line with `prefix` before each text in quotes.
fn quoted(line: &str, prefix: &str) -> String {
    let pieces: Vec<Cow<'_, str>> = line
        .split('"')
        .enumerate()
        .map(|(place, piece)| match place % 2 {
            0 => Cow::Borrowed(piece),
            _ => Cow::Owned(format!("{prefix}{piece}")),
        })
        .collect();
    pieces.join("\"")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
