//! From files to an API.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build::build;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::document::Documents;
use crate::json::Value;
use crate::load::File;
use crate::overrides::Overrides;
use crate::{Api, ReadError, Variant};

/// What was read: the API, and everything odd about its description.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// The API.
    pub api: Api,
    /// What is odd, in the order in which it was met.
    pub diagnostics: Vec<Diagnostic>,
}

const FOLDERS: [(&str, Variant); 3] = [
    ("platform", Variant::Platform),
    ("sdk", Variant::Sdk),
    ("legacy", Variant::Legacy),
];

/// Reads a folder of resource files.
///
/// The folder holds `platform/`, `sdk/` and `legacy/`, each optional, with one JSON file a
/// resource; or such files directly, which then count as `platform`. What several folders say
/// about one resource is merged: the earlier folder wins, the later adds what is missing, and
/// what it adds carries its [`Variant`]. `overrides` is the TOML file of corrections.
///
/// # Errors
///
/// If the folder holds no schema, or a file in it cannot be read or is not JSON.
pub fn read_folder(dir: &Path, overrides: Option<&Path>) -> Result<Reading, ReadError> {
    let sink = Sink::default();
    let mut paths = Vec::new();
    for (path, is_folder) in entries(dir)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let known = FOLDERS.iter().find(|(folder, _)| *folder == name);
        match (is_folder, known) {
            (true, Some((_, variant))) => {
                let inside = entries(&path)?
                    .into_iter()
                    .filter(|(path, is_folder)| !is_folder && is_json(path));
                paths.extend(inside.map(|(path, _)| (path, *variant)));
            }
            (true, None) => sink.add(Diagnostic {
                severity: Severity::Warning,
                file: path.display().to_string(),
                pointer: String::new(),
                message: "the folder is not read".to_owned(),
                hint: "the folders are platform, sdk and legacy".to_owned(),
            }),
            (false, _) if is_json(&path) => paths.push((path, Variant::Platform)),
            (false, _) => {}
        }
    }
    if paths.is_empty() {
        return Err(ReadError::no_files(&dir.display().to_string()));
    }
    // By name they are already.
    paths.sort_by_key(|(_, variant)| *variant);
    let overrides = overrides_from(overrides, &sink);
    let inputs: Vec<Result<Input, ReadError>> = paths
        .iter()
        .map(|(path, variant)| Input::load(path, *variant))
        .collect();
    let mut documents = Documents::default();
    let mut failed: Option<ReadError> = None;
    for input in &inputs {
        match input.as_ref().map_err(Clone::clone).and_then(Input::parse) {
            Ok(file) => documents.add_file(file, &sink),
            Err(error) => {
                failed = Some(match failed {
                    Some(before) => before.join(error),
                    None => error,
                });
            }
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(finish(documents, overrides?, sink)),
    }
}

/// Reads one file: a whole API as Heroku publishes it, or a single resource.
///
/// # Errors
///
/// If the file cannot be read, or is not a JSON object.
pub fn read_file(path: &Path, overrides: Option<&Path>) -> Result<Reading, ReadError> {
    let sink = Sink::default();
    let input = Input::load(path, Variant::Platform)?;
    let mut file = input.parse()?;
    file.in_folder = false;
    let overrides = overrides_from(overrides, &sink)?;
    Ok(read(file, overrides, sink))
}

/// Reads a schema, and perhaps corrections, from text: as [`read_file`], without files.
///
/// Diagnostics name the schema `input` and the corrections `overrides`.
///
/// # Errors
///
/// If the text is not a JSON object, or the corrections are not TOML.
pub fn read_str(text: &str, overrides: Option<&str>) -> Result<Reading, ReadError> {
    let sink = Sink::default();
    let input = Input {
        name: "input".to_owned(),
        stem: String::new(),
        variant: Variant::Platform,
        text: text.to_owned(),
    };
    let file = input.parse()?;
    let overrides = match overrides {
        Some(text) => Overrides::parse(text, "overrides", &sink)?,
        None => Overrides::default(),
    };
    Ok(read(file, overrides, sink))
}

fn read(file: File<'_>, overrides: Overrides, sink: Sink) -> Reading {
    let mut documents = Documents::default();
    documents.add_file(file, &sink);
    finish(documents, overrides, sink)
}

fn finish(documents: Documents<'_>, overrides: Overrides, sink: Sink) -> Reading {
    let api = build(documents, overrides, &sink);
    Reading {
        api,
        diagnostics: sink.into_vec(),
    }
}

fn overrides_from(path: Option<&Path>, sink: &Sink) -> Result<Overrides, ReadError> {
    let Some(path) = path else {
        return Ok(Overrides::default());
    };
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| ReadError::unreadable(&name, &error))?;
    Overrides::parse(&text, &name, sink)
}

/// What a folder holds, in the order of names, and whether each is a folder.
fn entries(dir: &Path) -> Result<Vec<(PathBuf, bool)>, ReadError> {
    let fail = |error| ReadError::unreadable(&dir.display().to_string(), &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name());
    }
    names.sort();
    let found = names.into_iter().map(|name| {
        let path = dir.join(name);
        let is_folder = path.is_dir();
        (path, is_folder)
    });
    Ok(found.collect())
}

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "json")
}

/// A schema file as it was read; documents borrow from it what they say.
struct Input {
    /// As the caller named the file.
    name: String,
    /// Its name without folder and ending; empty where it is no file.
    stem: String,
    variant: Variant,
    text: String,
}

impl Input {
    fn load(path: &Path, variant: Variant) -> Result<Self, ReadError> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| ReadError::unreadable(&name, &error))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Self {
            stem: stem.into_owned(),
            name,
            variant,
            text,
        })
    }

    fn parse(&self) -> Result<File<'_>, ReadError> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        let value = serde_json::from_str(text);
        match value.map_err(|error| ReadError::not_json(&self.name, &error))? {
            Value::Object(value) => Ok(File {
                variant: self.variant,
                name: self.name.clone(),
                stem: self.stem.clone(),
                in_folder: !self.stem.is_empty(),
                value,
            }),
            _ => Err(ReadError::not_an_object(&self.name)),
        }
    }
}
