//! Does the work of one client against a server, and prints what it took as one line of JSON.

use std::io::{self, Write};
use std::num::NonZeroU32;
use std::process::ExitCode;

use heroku_benches::Failure;
use heroku_benches::workload::{Client, Work, Workload};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .iter()
        .any(|said| said == "-h" || said == "--help")
    {
        let _unheard = writeln!(io::stdout(), "{}", usage());
        return ExitCode::SUCCESS;
    }
    let workload = match read(arguments.into_iter()) {
        Ok(workload) => workload,
        Err(problem) => {
            let _unheard = writeln!(io::stderr(), "workload: {problem}; see workload --help");
            return ExitCode::from(2);
        }
    };
    match run(&workload) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _unheard = writeln!(io::stderr(), "workload: {}: {error}", workload.client);
            ExitCode::FAILURE
        }
    }
}

fn run(workload: &Workload) -> Result<(), Failure> {
    let report = serde_json::to_string(&workload.run()?)?;
    writeln!(io::stdout(), "{report}")?;
    Ok(())
}

fn usage() -> String {
    let clients: Vec<_> = Client::ALL.iter().map(|client| client.word()).collect();
    let works: Vec<_> = Work::ALL.iter().map(|work| work.word()).collect();
    format!(
        "usage: workload --client {} --work {} --url URL --count NUMBER [--cores NUMBER[,NUMBER]]",
        clients.join("|"),
        works.join("|"),
    )
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Workload, String> {
    let (mut client, mut work, mut url, mut count) = (None, None, None, None);
    let mut cores = Vec::new();
    while let Some(option) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{option} wants a value"));
        match option.as_str() {
            "--client" => client = Some(word("client", Client::ALL, Client::word, &value()?)?),
            "--work" => work = Some(word("work", Work::ALL, Work::word, &value()?)?),
            "--url" => url = Some(value()?),
            "--count" => count = Some(count_of(&value()?)?),
            "--cores" => {
                cores = value()?.split(',').map(core).collect::<Result<_, _>>()?;
            }
            _ => return Err(format!("there is no option `{option}`")),
        }
    }
    let workload = Workload {
        client: client.ok_or("--client is missing")?,
        work: work.ok_or("--work is missing")?,
        url: url.ok_or("--url is missing")?,
        count: count.ok_or("--count is missing")?,
        cores,
    };
    if workload.client.is_blocking() && workload.work != Work::Sequential {
        let client = workload.client;
        return Err(format!("{client} only does sequential work"));
    }
    Ok(workload)
}

fn word<T: Copy>(
    kind: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
    said: &str,
) -> Result<T, String> {
    let found = all.iter().copied().find(|&one| word(one) == said);
    found.ok_or(format!("no {kind} is called `{said}`"))
}

fn count_of(said: &str) -> Result<u32, String> {
    let number: Option<NonZeroU32> = said.parse().ok();
    let number = number.map(NonZeroU32::get);
    number.ok_or_else(|| format!("--count wants a number of at least 1, not `{said}`"))
}

fn core(said: &str) -> Result<usize, String> {
    let number = said.parse();
    number.map_err(|_| format!("--cores wants numbers of cores, and `{said}` is none"))
}
