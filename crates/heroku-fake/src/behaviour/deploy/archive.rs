//! What the archive of a source holds, as far as a build looks into it.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Map, Value};

/// Larger archives are not looked into any further.
const MOST: u64 = 64 * 1024 * 1024;
/// The size of the blocks of a tar archive.
const BLOCK: usize = 512;

/// The files by which a language is known, and its buildpack.
const LANGUAGES: [(&str, &str); 11] = [
    ("package.json", "nodejs"),
    ("Gemfile", "ruby"),
    ("requirements.txt", "python"),
    ("pyproject.toml", "python"),
    ("Pipfile", "python"),
    ("go.mod", "go"),
    ("pom.xml", "java"),
    ("build.gradle", "gradle"),
    ("composer.json", "php"),
    ("build.sbt", "scala"),
    ("project.clj", "clojure"),
];

/// What a build finds in an archive.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Archive {
    /// The buildpack for its language, as in `nodejs`.
    pub(super) language: Option<&'static str>,
    /// The process types that its `Procfile` names, with their commands.
    pub(super) process_types: Map<String, Value>,
}

impl Archive {
    /// Looks into a tar archive, be it compressed by gzip. What is none holds nothing.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut unpacked = Vec::new();
        let unzipped = GzDecoder::new(bytes).take(MOST).read_to_end(&mut unpacked);
        let tar = if unzipped.is_ok() { &unpacked } else { bytes };
        let mut archive = Self::default();
        let mut files = Vec::new();
        for (name, content) in Files(tar) {
            if name == "Procfile" {
                archive.process_types = procfile(&String::from_utf8_lossy(content));
            }
            files.push(name);
        }
        let known = LANGUAGES
            .iter()
            .find(|(file, _)| files.iter().any(|name| name == file));
        archive.language = known.map(|(_, language)| *language);
        archive
    }
}

/// The process types in a `Procfile`, as in `web: bin/serve`.
fn procfile(text: &str) -> Map<String, Value> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let types = lines.map(|(name, command)| (name.trim(), command.trim()));
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    types
        .filter(|(name, _)| !name.is_empty() && name.bytes().all(fits))
        .map(|(name, command)| (name.to_owned(), command.into()))
        .collect()
}

/// The files at the top of a tar archive, with their contents.
struct Files<'a>(&'a [u8]);

impl<'a> Iterator for Files<'a> {
    type Item = (String, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (head, rest) = self.0.split_at_checked(BLOCK)?;
            if &head[257..262] != b"ustar" {
                return None;
            }
            let size = octal(&head[124..136])?;
            let padded = size.checked_next_multiple_of(BLOCK)?;
            let content = rest.get(..size)?;
            self.0 = rest.get(padded..).unwrap_or_default();
            let name = head[..100].split(|byte| *byte == 0).next()?;
            let name = String::from_utf8_lossy(name);
            let name = name.trim_start_matches("./");
            let is_file = matches!(head[156], b'0' | 0);
            if is_file && !name.contains('/') {
                return Some((name.to_owned(), content));
            }
        }
    }
}

/// A number as the heads of tar archives hold it.
fn octal(field: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches(|character: char| character == '\0' || character == ' ');
    usize::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content: &str) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        let size = format!("{:011o}", content.len());
        block[124..135].copy_from_slice(size.as_bytes());
        block[156] = b'0';
        block[257..262].copy_from_slice(b"ustar");
        block.extend_from_slice(content.as_bytes());
        block.resize(block.len().next_multiple_of(BLOCK), 0);
        block
    }

    #[test]
    fn the_language_and_the_process_types_are_found() {
        let procfile = "web: node index.js\n# none\nworker : node work.js\n";
        let tar = [file("./package.json", "{}"), file("Procfile", procfile)].concat();
        let archive = Archive::read(&tar);
        assert_eq!(archive.language, Some("nodejs"));
        assert_eq!(archive.process_types["web"], "node index.js");
        assert_eq!(archive.process_types["worker"], "node work.js");
        assert_eq!(archive.process_types.len(), 2);
    }

    #[test]
    fn what_is_no_archive_holds_nothing() {
        let tar = file("package.json", "{}");
        for bytes in [&b"text"[..], &[], &[0; 2000], &tar[..=BLOCK], &tar[..300]] {
            assert_eq!(Archive::read(bytes), Archive::default());
        }
    }
}
