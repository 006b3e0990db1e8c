//! One client, one kind of work, measured in a process of its own.

use std::fmt;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::by_hand::{BlockingReqwest, Bytes, Hyper, HyperBorrowed, Reqwest, ReqwestBlockOn, Tcp};
use crate::catalogue;
use crate::contender::{BlockingContender, Contender, Failure};
use crate::library::{BlockingLibrary, Library, UnreadLibrary};
use crate::tally::Tally;
use crate::usage;

/// How many calls are in flight at once in concurrent work.
pub const IN_FLIGHT: u32 = 64;

/// How many calls each connection makes before the clock runs.
const WARM_UP: u32 = 20;

/// The work of one process.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Who works.
    pub client: Client,
    /// What is done.
    pub work: Work,
    /// Where the server is.
    pub url: String,
    /// How many calls, or walks.
    pub count: u32,
    /// The cores to run on: any, with one thread, if there are none.
    pub cores: Vec<usize>,
}

/// What it took.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Report {
    /// Who worked.
    pub client: Client,
    /// What was done.
    pub work: Work,
    /// How many calls, or walks.
    pub count: u32,
    /// Processor time of all threads.
    pub cpu_seconds: f64,
    /// Time that passed.
    pub wall_seconds: f64,
    /// The most memory that the process had at once.
    pub peak_rss_kib: u64,
    /// What was read.
    #[serde(flatten)]
    pub tally: Tally,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it on the command line.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

words! {
    /// A client that takes part.
    Client {
        Heroku = "heroku",
        HerokuUnread = "heroku-unread",
        HerokuBlocking = "heroku-blocking",
        Reqwest = "reqwest",
        ReqwestBlocking = "reqwest-blocking",
        ReqwestBlockOn = "reqwest-block-on",
        Hyper = "hyper",
        HyperBorrowed = "hyper-borrowed",
        Tcp = "tcp",
        Bytes = "bytes",
    }
}

words! {
    /// What is done.
    Work {
        Sequential = "sequential",
        Concurrent = "concurrent",
        Walk = "walk",
    }
}

impl Client {
    /// Whether the client waits on the thread that calls, and so makes one call after the other.
    #[must_use]
    pub fn is_blocking(self) -> bool {
        matches!(
            self,
            Self::HerokuBlocking | Self::ReqwestBlocking | Self::ReqwestBlockOn
        )
    }
}

impl Workload {
    /// Does the work, and measures it once connections are open.
    ///
    /// # Errors
    /// What the client failed at, or where the cores are not there.
    pub fn run(&self) -> Result<Report, Failure> {
        if !self.cores.is_empty() {
            usage::pin(&self.cores)
                .map_err(|error| format!("cannot run on cores {:?}: {error}", self.cores))?;
        }
        let url = &self.url;
        match self.client {
            Client::Heroku => self.run_async(Library::new(url)?),
            Client::HerokuUnread => self.run_async(UnreadLibrary::new(url)?),
            Client::HerokuBlocking => self.run_blocking(BlockingLibrary::new(url)?),
            Client::Reqwest => self.run_async(Reqwest::new(url)?),
            Client::ReqwestBlocking => self.run_blocking(BlockingReqwest::new(url)?),
            Client::ReqwestBlockOn => self.run_blocking(ReqwestBlockOn::new(url)?),
            Client::Hyper => self.run_async(Hyper::new(url)?),
            Client::HyperBorrowed => self.run_async(HyperBorrowed::new(url)?),
            Client::Tcp => self.run_async(Tcp::new(url)?),
            Client::Bytes => self.run_async(Bytes::new(url)?),
        }
    }

    fn run_async(&self, mut client: impl Contender) -> Result<Report, Failure> {
        let runtime = self.runtime()?;
        match self.work {
            Work::Sequential => runtime.block_on(async {
                sequence(&mut client, WARM_UP).await?;
                let clock = Clock::start();
                let tally = sequence(&mut client, self.count).await?;
                Ok(self.report(&clock, tally))
            }),
            Work::Concurrent => runtime.block_on(async {
                let crowd = (0..IN_FLIGHT).map(|_| client.clone()).collect();
                let (crowd, _) = crowded(crowd, WARM_UP * IN_FLIGHT).await?;
                let clock = Clock::start();
                let (_, tally) = crowded(crowd, self.count).await?;
                Ok(self.report(&clock, tally))
            }),
            Work::Walk => runtime.block_on(async {
                sequence(&mut client, WARM_UP).await?;
                let clock = Clock::start();
                let mut tally = Tally::default();
                for _ in 0..self.count {
                    tally.add(client.walk().await?);
                }
                Ok(self.report(&clock, tally))
            }),
        }
    }

    fn run_blocking(&self, mut client: impl BlockingContender) -> Result<Report, Failure> {
        if self.work != Work::Sequential {
            return Err(format!("{} only does sequential work", self.client).into());
        }
        let id = catalogue::id(0);
        for _ in 0..WARM_UP {
            client.get(&id)?;
        }
        let clock = Clock::start();
        let mut tally = Tally::default();
        for _ in 0..self.count {
            tally.add(client.get(&id)?);
        }
        Ok(self.report(&clock, tally))
    }

    fn runtime(&self) -> Result<Runtime, Failure> {
        let mut builder = match self.cores.len() {
            0 | 1 => Builder::new_current_thread(),
            cores => {
                let mut builder = Builder::new_multi_thread();
                builder.worker_threads(cores);
                builder
            }
        };
        Ok(builder.enable_all().build()?)
    }

    fn report(&self, clock: &Clock, tally: Tally) -> Report {
        Report {
            client: self.client,
            work: self.work,
            count: self.count,
            cpu_seconds: usage::cpu_time().as_secs_f64() - clock.cpu_seconds,
            wall_seconds: clock.start.elapsed().as_secs_f64(),
            peak_rss_kib: usage::peak_rss_kib().unwrap_or_default(),
            tally,
        }
    }
}

struct Clock {
    start: Instant,
    cpu_seconds: f64,
}

impl Clock {
    fn start() -> Self {
        Self {
            start: Instant::now(),
            cpu_seconds: usage::cpu_time().as_secs_f64(),
        }
    }
}

async fn sequence(client: &mut impl Contender, count: u32) -> Result<Tally, Failure> {
    let id = catalogue::id(0);
    let mut tally = Tally::default();
    for _ in 0..count {
        tally.add(client.get(&id).await?);
    }
    Ok(tally)
}

/// Shares the calls out among the clients, which make them all at once.
async fn crowded<C: Contender>(crowd: Vec<C>, count: u32) -> Result<(Vec<C>, Tally), Failure> {
    let mut tasks = JoinSet::new();
    for (number, mut client) in (0..IN_FLIGHT).zip(crowd) {
        let share = count / IN_FLIGHT + u32::from(number < count % IN_FLIGHT);
        tasks.spawn(async move {
            let tally = sequence(&mut client, share).await?;
            Ok::<_, Failure>((client, tally))
        });
    }
    let mut crowd = Vec::new();
    let mut sum = Tally::default();
    while let Some(task) = tasks.join_next().await {
        let (client, tally) = task??;
        crowd.push(client);
        sum.add(tally);
    }
    Ok((crowd, sum))
}
