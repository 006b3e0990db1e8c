//! The arguments of the command line.

use std::path::PathBuf;

use super::failure::Failure;

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Say what there is to do.
    Help,
    /// Generate the modules of this repository.
    Generate,
    /// Generate modules from another schema.
    GenerateFrom {
        schema: PathBuf,
        out: PathBuf,
        overrides: Option<PathBuf>,
        path: Option<String>,
    },
    /// Tell whether the generated files are up to date.
    Check,
    /// List the actions.
    List {
        schema: Option<PathBuf>,
        overrides: Option<PathBuf>,
    },
    /// Tell what changed between two schemas.
    Diff { old: PathBuf, new: PathBuf },
}

/// Options that take a value, and the commands that know them.
const OPTIONS: [(&str, &[&str]); 4] = [
    ("--schema", &["generate", "list"]),
    ("--out", &["generate"]),
    ("--overrides", &["generate", "list"]),
    ("--path", &["generate"]),
];

const COMMANDS: &str = "generate, check, list, diff, help";

impl Command {
    /// Reads the arguments.
    pub(super) fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let Some((name, rest)) = arguments.split_first() else {
            return Err(usage(&format!("no command given; give one of {COMMANDS}")));
        };
        if is_help(name) || rest.iter().any(|argument| is_help(argument)) {
            return Ok(Self::Help);
        }
        match name.as_str() {
            "generate" => Given::parse(name, rest, 0)?.generate(),
            "check" => Given::parse(name, rest, 0).map(|_| Self::Check),
            "list" => Given::parse(name, rest, 0)?.list(),
            "diff" => Given::parse(name, rest, 2)?.diff(),
            _ => Err(usage(&format!(
                "`{name}` is no command; give one of {COMMANDS}"
            ))),
        }
    }
}

fn is_help(argument: &str) -> bool {
    matches!(argument, "help" | "--help" | "-h")
}

fn usage(text: &str) -> Failure {
    Failure::Cannot(format!("{text}, or see `heroku-codegen help`"))
}

/// Options and other arguments as they were given.
#[derive(Debug, Default)]
struct Given {
    options: Vec<(&'static str, String)>,
    others: Vec<String>,
}

impl Given {
    fn parse(command: &str, arguments: &[String], others: usize) -> Result<Self, Failure> {
        let mut given = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if !argument.starts_with('-') || argument == "-" {
                given.others.push(argument.clone());
                continue;
            }
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let known = OPTIONS
                .iter()
                .find(|(known, commands)| *known == name && commands.contains(&command));
            let Some((name, _)) = known else {
                return Err(usage(&format!(
                    "`{command}` knows no `{name}`; leave it out"
                )));
            };
            let Some(value) = value.or_else(|| arguments.next().cloned()) else {
                return Err(usage(&format!("`{name}` has no value; give one behind it")));
            };
            if given.take(name).is_some() {
                return Err(usage(&format!("`{name}` is given twice; give it once")));
            }
            given.options.push((name, value));
        }
        if given.others.len() > others {
            let extra = &given.others[others];
            return Err(usage(&format!(
                "`{command}` does not take `{extra}`; leave it out"
            )));
        }
        Ok(given)
    }

    fn take(&self, name: &str) -> Option<String> {
        self.options
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
    }

    fn generate(self) -> Result<Command, Failure> {
        let overrides = self.take("--overrides").map(PathBuf::from);
        let path = self.take("--path");
        match (self.take("--schema"), self.take("--out")) {
            (Some(schema), Some(out)) => Ok(Command::GenerateFrom {
                schema: schema.into(),
                out: out.into(),
                overrides,
                path,
            }),
            (None, None) if overrides.is_none() && path.is_none() => Ok(Command::Generate),
            (Some(_), None) => Err(usage("`generate --schema` has no target; give `--out DIR`")),
            _ => Err(usage(
                "`generate` has no schema for that; give `--schema FILE`",
            )),
        }
    }

    fn list(self) -> Result<Command, Failure> {
        let schema = self.take("--schema").map(PathBuf::from);
        let overrides = self.take("--overrides").map(PathBuf::from);
        if overrides.is_some() && schema.is_none() {
            return Err(usage(
                "`list --overrides` has no schema for that; give `--schema FILE`",
            ));
        }
        Ok(Command::List { schema, overrides })
    }

    fn diff(self) -> Result<Command, Failure> {
        match &self.others[..] {
            [old, new] => Ok(Command::Diff {
                old: old.into(),
                new: new.into(),
            }),
            _ => Err(usage("`diff` compares two schemas; give OLD and NEW")),
        }
    }
}
