//! Does the work of one client against a server, and prints what it took as one line of JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use heroku_benches::Failure;
use heroku_benches::workload::{Client, Work, Workload};

fn main() -> ExitCode {
    let workload = match read(std::env::args().skip(1)) {
        Ok(workload) => workload,
        Err(problem) => {
            let _unheard = writeln!(io::stderr(), "workload: {problem}\n{}", usage());
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
            "--client" => client = Some(word(Client::ALL, Client::word, &value()?)?),
            "--work" => work = Some(word(Work::ALL, Work::word, &value()?)?),
            "--url" => url = Some(value()?),
            "--count" => count = Some(number::<u32>(&value()?)?),
            "--cores" => {
                cores = value()?.split(',').map(number).collect::<Result<_, _>>()?;
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

fn word<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, said: &str) -> Result<T, String> {
    let found = all.iter().copied().find(|&one| word(one) == said);
    found.ok_or(format!("nothing is called `{said}`"))
}

fn number<T: std::str::FromStr>(said: &str) -> Result<T, String> {
    said.parse().map_err(|_| format!("`{said}` is no number"))
}
