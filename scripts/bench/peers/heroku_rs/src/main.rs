//! One workload on `heroku_rs`: `peer WORK URL COUNT`.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use heroku_rs::endpoints::apps::{App, AppDetails, AppList};
use heroku_rs::prelude::*;
use http::{HeaderMap, HeaderValue};
use rustix::time::{ClockId, clock_gettime};

const APPS: usize = 50_000;
const IN_FLIGHT: usize = 64;
const WARM_UP: usize = 20;
const FIRST_PAGE: &str = "id ..; max=1000";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [work, url, count] = arguments.as_slice() else {
        return Err("peer WORK URL COUNT".into());
    };
    let count = count.parse()?;
    let client = client(url, HeaderMap::new())?;
    match work.as_str() {
        "concurrent" => concurrent(&client, WARM_UP * IN_FLIGHT),
        _ => sequential(&client, WARM_UP),
    }

    let (cpu, wall) = (cpu_seconds(), Instant::now());
    match work.as_str() {
        "sequential" => sequential(&client, count),
        "concurrent" => concurrent(&client, count),
        "walk" => (0..count).try_for_each(|_| walk(url))?,
        other => return Err(format!("no such work: {other}").into()),
    }
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    println!(
        r#"{{"client":"heroku_rs","work":"{work}","count":{count},"cpu_seconds":{cpu:.6},"wall_seconds":{wall:.6},"peak_rss_kib":{}}}"#,
        peak_rss_kib()?
    );
    Ok(())
}

fn client(url: &str, default_headers: HeaderMap) -> Result<HttpApiClient> {
    let token = "any".to_owned();
    let config = HttpApiClientConfig {
        http_timeout: Duration::from_secs(30),
        default_headers,
    };
    Ok(HttpApiClient::new(
        Credentials::UserAuthToken { token },
        config,
        ApiEnvironment::Custom(url.parse()?),
    )?)
}

fn info(client: &HttpApiClient) {
    let app = client.request(&AppDetails::new("example"));
    assert!(!app.expect("an app").id.is_empty());
}

fn sequential(client: &HttpApiClient, count: usize) {
    (0..count).for_each(|_| info(client));
}

/// It blocks, so each call in flight takes a thread.
fn concurrent(client: &HttpApiClient, count: usize) {
    let begun = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..IN_FLIGHT {
            scope.spawn(|| {
                while begun.fetch_add(1, Ordering::Relaxed) < count {
                    info(client);
                }
            });
        }
    });
}

/// A range can be said only to a new client, so there is one for each page.
fn walk(url: &str) -> Result<()> {
    let mut seen = 0;
    let mut next = Some(HeaderValue::from_static(FIRST_PAGE));
    while let Some(range) = next {
        let client = client(url, HeaderMap::from_iter([(http::header::RANGE, range)]))?;
        let response = client.request_raw(&AppList::new())?;
        next = response.headers().get("next-range").cloned();
        seen += response.json::<Vec<App>>()?.len();
    }
    assert_eq!(seen, APPS, "apps in the catalogue");
    Ok(())
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("no negative time").as_secs_f64()
}

fn peak_rss_kib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.ok_or("no VmHWM")?.parse()?)
}
