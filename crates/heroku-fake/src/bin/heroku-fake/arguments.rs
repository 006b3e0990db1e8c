//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::failure::Failure;

/// The port where none is given: HERO on the keys of a telephone.
const PORT: u16 = 4376;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
A fake Heroku on 127.0.0.1, for programs in any language.

Usage: heroku-fake [--port N] [--seed TEXT] [--state FILE] [--real-time] [--tls]

  --port N      the port to listen on; 0 takes a free one (default: 4376)
  --seed TEXT   another seed makes other ids and names (default: none)
  --state FILE  keeps the state in FILE, and takes up what is there
  --real-time   lets time run as on this machine; otherwise each request takes
                a second, and nothing else takes time
  --tls         prints https URLs, and tells them in answers
  --help        prints this
  --version     prints the version

It prints the variables that lead clients to it, as lines for a shell:

  heroku-fake --port 0 >fake.sh &
  . ./fake.sh        # once the file is there
  heroku apps:create

With or without --tls, the port takes HTTP/1.1 and HTTP/2, plain or by TLS,
and attached runs. Each token has a world of its own.

It stops on Ctrl-C and SIGTERM, when what was asked is answered. The exit
status is 0 then, 2 where the command line is wrong, and 1 otherwise.
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Help,
    Version,
    Serve(Options),
}

/// How to serve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) seed: Option<String>,
    pub(crate) state: Option<PathBuf>,
    pub(crate) real_time: bool,
    pub(crate) tls: bool,
}

impl Wish {
    /// Reads the command line, without the name of the program.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let mut options = Options {
            port: PORT,
            seed: None,
            state: None,
            real_time: false,
            tls: false,
        };
        let arguments: Vec<_> = arguments.into_iter().collect();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(Failure::usage)? {
            match argument {
                Long("help") | Short('h') => return Ok(Self::Help),
                Long("version") | Short('V') => return Ok(Self::Version),
                Long("real-time") => options.real_time = true,
                Long("tls") => options.tls = true,
                Long("port") => options.port = port(&value(&mut parser)?)?,
                Long("seed") => options.seed = Some(seed(value(&mut parser)?)?),
                Long("state") => options.state = Some(file(value(&mut parser)?)?),
                other => return Err(Failure::usage(other.unexpected())),
            }
        }
        Ok(Self::Serve(options))
    }
}

fn value(parser: &mut lexopt::Parser) -> Result<OsString, Failure> {
    parser.value().map_err(Failure::usage)
}

fn port(value: &OsString) -> Result<u16, Failure> {
    let port = value.to_str().and_then(|text| text.parse().ok());
    port.ok_or_else(|| {
        let value = value.display();
        Failure::usage(format!(
            "--port takes a number from 0 to 65535, not `{value}`"
        ))
    })
}

fn seed(value: OsString) -> Result<String, Failure> {
    value
        .into_string()
        .map_err(|_| Failure::usage("--seed takes text in UTF-8"))
}

fn file(value: OsString) -> Result<PathBuf, Failure> {
    if value.is_empty() {
        return Err(Failure::usage(
            "--state takes the path of a file, not nothing",
        ));
    }
    Ok(value.into())
}
