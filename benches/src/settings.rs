//! How thorough a benchmark is, as its command line says.

use std::io::{self, Write};
use std::process;

use crate::contender::Failure;

const USAGE: &str = "\
usage: cargo bench -p heroku-benches --bench NAME -- [--rounds N] [--count N] [--json]

  --rounds N  how often everything is measured
  --count N   how many calls or walks a contender makes each round
  --json      prints figures as lines of JSON";

/// How often a benchmark does its work.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// In how many rounds.
    pub rounds: usize,
    /// How many calls or walks a contender makes each round; the benchmark knows, unless told.
    pub count: Option<u32>,
    /// Whether figures are told as lines of JSON, for programs.
    pub is_json: bool,
}

impl Settings {
    /// Reads `--rounds N`, `--count N` and `--json`; five rounds, unless told.
    ///
    /// Asked for `--help` it prints the usage and ends the process; so it does, with code 2, where
    /// there is anything else, but for the `--bench` that Cargo adds.
    ///
    /// # Errors
    /// Where nobody reads what it prints.
    pub fn read() -> Result<Self, Failure> {
        Self::read_or(5)
    }

    /// Reads the same, with so many rounds unless told.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_or(rounds: usize) -> Result<Self, Failure> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        if arguments
            .iter()
            .any(|said| said == "--help" || said == "-h")
        {
            writeln!(io::stdout(), "{USAGE}")?;
            process::exit(0);
        }
        match Self::parse(rounds, arguments) {
            Ok(settings) => Ok(settings),
            Err(problem) => {
                writeln!(io::stderr(), "error: {problem}\n{USAGE}")?;
                process::exit(2);
            }
        }
    }

    fn parse(rounds: usize, arguments: Vec<String>) -> Result<Self, Failure> {
        let mut settings = Self {
            rounds,
            count: None,
            is_json: false,
        };
        let mut arguments = arguments.into_iter();
        while let Some(option) = arguments.next() {
            let mut number = || -> Result<u32, Failure> {
                let value = arguments.next().and_then(|value| value.parse().ok());
                let value = value.filter(|&value| value > 0);
                value.ok_or_else(|| format!("{option} wants a number of at least 1").into())
            };
            match option.as_str() {
                "--bench" => {}
                "--rounds" => settings.rounds = number()?.try_into()?,
                "--json" => settings.is_json = true,
                "--count" => settings.count = Some(number()?),
                _ => return Err(format!("there is no option `{option}`").into()),
            }
        }
        Ok(settings)
    }
}
