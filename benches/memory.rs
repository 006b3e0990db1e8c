//! Bytes on the heap: of a client, of its clones, and of a walk however long it is.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku::app::{AppCreate, AppInfo, AppList};
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Id, List, ListRange, Secret};
use heroku_benches::by_hand::Reqwest;
use heroku_benches::{Contender, Cores, Failure, Programs, Settings, Stage, catalogue};
use peak_alloc::PeakAlloc;
use serde_json::json;
use tokio::runtime::Builder;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const PROGRAMS: Programs = Programs {
    server: env!("CARGO_BIN_EXE_bench-server"),
    workload: env!("CARGO_BIN_EXE_workload"),
};

/// How much more a long walk may take than one of a tenth of its length, in percent: how many
/// bytes of a page are in flight at once is chance.
const LEEWAY: usize = 25;

/// A transport that takes no memory.
struct Nowhere;

impl Transport for Nowhere {
    fn exchange(&self, _request: heroku::http::Request<Body>) -> Exchange {
        Box::pin(std::future::pending())
    }
}

fn main() -> Result<(), Failure> {
    let settings = Settings::read()?;
    weigh_clients(settings)?;
    weigh_requests(settings);
    let stage = Stage::start(PROGRAMS, Cores::Apart)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(weigh_walks(stage.url(), settings))
}

fn weigh_clients(settings: Settings) -> Result<(), Failure> {
    let count = settings.count.unwrap_or(1_000) as usize;
    let of_token = |token: &str| Client::builder().token(token);
    let of_own = |number| of_token(&format!("token-{number}"));
    let original = of_token("token").build()?;
    let rows = [
        (
            "a client, its transport not connected",
            weigh(count, |_| of_token("token").build())?,
        ),
        (
            "a client beyond its transport",
            weigh(count, |_| of_token("token").transport(Nowhere).build())?,
        ),
        (
            "the same, each with a token of its own",
            weigh(count, |number| of_own(number).transport(Nowhere).build())?,
        ),
        ("a clone", weigh(count, |_| Ok(original.clone()))?),
    ];
    println!("bytes on the heap for each of {count}");
    for (name, bytes) in rows {
        println!("  {name:<40}{bytes:>8}");
        tell(settings, name, bytes);
    }
    println!("  a client as a value has {} bytes\n", size_of::<Client>());
    Ok(())
}

/// The bytes that each of some things has on the heap.
fn weigh<T>(
    count: usize,
    make: impl Fn(usize) -> Result<T, heroku::Error>,
) -> Result<usize, Failure> {
    drop(make(0)?);
    let mut kept = Vec::with_capacity(count);
    let before = HEAP.current_usage();
    for number in 0..count {
        kept.push(make(number)?);
    }
    Ok((HEAP.current_usage() - before) / count)
}

fn weigh_requests(settings: Settings) {
    println!("bytes of a request, and of its fields");
    let rows = [
        ("AppInfo", size_of::<AppInfo>(), size_of::<Id>()),
        (
            "AppList",
            size_of::<AppList>(),
            size_of::<Option<ListRange>>(),
        ),
        (
            "AppCreate",
            size_of::<AppCreate>(),
            size_of::<([Option<String>; 3], Option<Vec<String>>)>(),
        ),
        ("Secret", size_of::<Secret>(), size_of::<String>()),
    ];
    for (name, whole, fields) in rows {
        println!("  {name:<10}{whole:>5}{fields:>5}");
        if settings.is_json {
            let line = json!({
                "measure": "request",
                "what": name,
                "bytes": whole,
                "bytes_of_fields": fields,
            });
            println!("{line}");
        }
    }
    println!();
}

/// Tells a figure to programs, if they listen.
fn tell(settings: Settings, what: &str, bytes: usize) {
    if settings.is_json {
        let line = json!({ "measure": "heap", "what": what, "bytes": bytes });
        println!("{line}");
    }
}

async fn weigh_walks(url: &str, settings: Settings) -> Result<(), Failure> {
    let rounds = settings.rounds;
    let mut reqwest = Reqwest::new(url)?;
    reqwest.get(&catalogue::id(0)).await?;
    let heroku = connected(url).await?;
    let kept = kept(walk(heroku.list(pages()), 50)).await?;
    let (mut short, mut long, mut limited, mut by_hand) = (0, 0, 0, 0);
    for _ in 0..rounds {
        let heroku = connected(url).await?;
        short = short.max(peak(walk(heroku.list(pages()), 5)).await?);
        let heroku = connected(url).await?;
        long = long.max(peak(walk(heroku.list(pages()), 50)).await?);
        let heroku = connected(url).await?;
        let wanted = heroku.list(pages()).max(5 * catalogue::PAGE);
        limited = limited.max(peak(walk(wanted, 5)).await?);
        by_hand = by_hand.max(peak(reqwest.walk()).await?);
    }
    let page = catalogue::page(0..catalogue::PAGE).len();
    println!("peak of the heap during a walk, KiB and pages, most of {rounds} rounds");
    for (name, bytes) in [
        ("a page", page),
        ("heroku, 5 pages", short),
        ("heroku, 50 pages", long),
        ("heroku, max 5 pages", limited),
        ("reqwest, 50 pages", by_hand),
    ] {
        let hundredths = bytes * 100 / page;
        let (pages, hundredths) = (hundredths / 100, hundredths % 100);
        println!("  {name:<20}{:>8}{pages:>6}.{hundredths:02}", bytes / 1024);
        tell(settings, &format!("the most in a walk: {name}"), bytes);
    }
    println!("  of heroku's, the connection keeps {} KiB", kept / 1024);
    tell(settings, "what a connection keeps of a walk", kept);
    if long * 100 > short * (100 + LEEWAY) {
        return Err("the longer the walk, the more memory it takes".into());
    }
    Ok(())
}

/// A client with a connection that has not yet read anything large.
async fn connected(url: &str) -> Result<Client, Failure> {
    let client = Client::builder().base_url(url).token("any").build()?;
    client.send(AppInfo::new(catalogue::id(0))).await?;
    Ok(client)
}

fn pages() -> AppList {
    AppList::new().range(ListRange::new().max(1000))
}

/// Takes so many pages, whatever comes behind them.
async fn walk(mut apps: List<AppList>, pages: usize) -> Result<(), Failure> {
    for count in 0..pages * catalogue::PAGE {
        let app = apps.next().await;
        app.ok_or_else(|| format!("a walk of {pages} pages ended after {count} apps"))??;
    }
    Ok(())
}

/// What is still on the heap after the work: the room that its connection reads into, which grew.
async fn kept<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<usize, Failure> {
    let before = HEAP.current_usage();
    drop(work.await?);
    Ok(HEAP.current_usage().saturating_sub(before))
}

/// The most that was on the heap at once during the work, beyond what was there before.
async fn peak<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<usize, Failure> {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    work.await?;
    Ok(HEAP.peak_usage() - before)
}
