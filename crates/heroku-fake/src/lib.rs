//! A Heroku in a box: a stateful fake of the Platform API, in process or on a local port.
//!
//! Heroku has no sandbox. Programs that talk to it can be tested against this instead: every action
//! of the API answers and keeps state, requests are checked and refused as Heroku does it, and what
//! an answer links to is there as well. It needs no account, no network and no container. A walk
//! through all of it, with examples in other languages, is `docs/testing.md` in the repository.
//!
//! # Quick start
//! A [`Fake`] is a [`Transport`](heroku::transport::Transport): a client uses it without a socket.
//!
//! ```
//! use heroku::app::{AppCreate, AppInfo};
//! use heroku::{Client, Error};
//! use heroku_fake::Fake;
//!
//! # async fn run() -> Result<(), Error> {
//! let fake = Fake::new();
//! let heroku = Client::builder().transport(fake.clone()).token("any-key").build()?;
//! heroku.send(AppCreate::new().name("my-app").region("eu")).await?;
//! assert_eq!(heroku.send(AppInfo::new("my-app")).await?.region.name, "eu");
//! assert_eq!(fake.received().len(), 2);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run())?;
//! # Ok::<(), Error>(())
//! ```
//!
//! [`Fake::serve`] opens it to other programs on 127.0.0.1; one port takes HTTP/1.1 and HTTP/2, with
//! TLS or without, and attached runs. The program `heroku-fake` does so from a command line.
//! [`Fake::handle`] answers one request without any client.
//!
//! # Worlds
//! Each credential has a world of its own, made when it is first used: an account, with nothing in
//! it. Apps of one token are unknown to the other, so that tests beside each other can share a fake.
//! Fakes share nothing. Ids, names and the clock are seeded: the same requests get the same answers
//! in every run, and [`Fake::seeded`] gives others.
//!
//! Tokens that a world gives out lead to it as well, by `POST /oauth/authorizations`, by OAuth, or
//! by a login of the command line. They do what their scopes allow until they end, by the clock of
//! the fake. [`Fake::account`] gives the account behind a token a second factor, suspends it, or
//! leaves its bills unpaid, and [`Fake::set_rate_remaining`] brings the rate limit near.
//!
//! A user is asked at `/oauth/authorize`, and a program trades codes at `/oauth/token`, as at
//! id.heroku.com; the user is the account that made the OAuth client. A login of the command line
//! begins with `POST /auth`, and its user is that of requests without a token. A test without a
//! browser answers in the place of the user by `approve=1` or `approve=0` in the query of the page.
//!
//! # Time
//! Each request takes a second of a world's time; nothing waits. What takes a while at Heroku, such
//! as builds, add-ons, dynos that start and certificates, takes some seconds of it, so that a program
//! that polls sees it end. [`Fake::advance`] lets time pass, and [`Fake::run_in_real_time`] lets it
//! run with the machine's.
//!
//! ```
//! use std::time::Duration;
//!
//! let fake = heroku_fake::Fake::new();
//! // … a build is started …
//! fake.advance(Duration::from_secs(60));
//! // … and has ended …
//! ```
//!
//! # What goes wrong
//! A [`Fault`] lets an operation fail on demand: by a status, an error, a connection that is reset, a
//! delay, an answer that breaks off or drifts from its description.
//!
//! ```
//! use heroku_fake::{Fake, Fault};
//!
//! let fake = Fake::new();
//! fake.inject(Fault::on("AppInfo").first(2).status(503))?;
//! // … a client that tries again gets its answer …
//! assert!(fake.received_by("AppInfo").is_empty());
//! # Ok::<(), heroku_fake::FaultError>(())
//! ```
//!
//! # What came
//! [`Fake::received`] and [`Fake::received_by`] tell what was asked and answered, without
//! credentials. Programs in other languages find the journal, faults, time, accounts and state below
//! `/_fake/` on the same port; `GET /_fake/` lists what there is. In a browser, the root of the fake
//! is a window on its apps and on the requests as they come.
//!
//! # State
//! [`Fake::snapshot`] is all worlds as one JSON document, and [`Fake::restore`] takes it back.
//! [`Fake::from_file`] keeps it in a file: what was changed is on the disk before it is answered, so
//! that neither a restart nor a crash loses it.
//!
//! # What it does not do
//! - Nothing runs: code is not compiled, commands are played and never executed, add-ons have
//!   addresses with nothing behind them, `git push` has no server. Dynos never crash by themselves.
//! - Nothing leaves this machine: no mail, no lines to log drains, no webhooks to other hosts, and
//!   none over TLS.
//! - A world has one account that asks. Others are known in it, with their roles, but have no key;
//!   an app that was given to another account stays in the world, and either side of a transfer can
//!   be played.
//! - There is the API of api.heroku.com, with the pages named above: no hosts for databases,
//!   registries, metrics or status.
//! - The catalog is a small one, and prices, quotas and invoices are plausible, not Heroku's. What
//!   Heroku documents nowhere is a guess, such as the wording of refusals and how long things take.
//! - Areas without rules of their own, in `src/behaviour`, are created, read, listed, changed and
//!   deleted by the description of the API alone.
//! - An app without code takes any process type, so that a test needs no build to scale; with code,
//!   it has the types of that.
//! - Bodies are checked for types, patterns, formats and known values, not for least and greatest
//!   lengths and numbers of items.

mod access;
mod base;
mod behaviour;
mod control;
mod doors;
mod exchange;
mod fake;
mod faults;
mod gates;
mod generic;
mod journal;
mod nearest;
mod operation;
mod outcome;
mod pages;
mod query;
mod range;
mod rendezvous;
mod schema;
mod server;
mod show;
mod state;
mod tls;
mod transport;
mod webhooks;
mod window;
mod world;

pub use fake::{Account, Fake};
pub use faults::{Fault, FaultError, FaultId, InjectedFault};
pub use journal::Received;
pub use server::Server;
pub use state::StateError;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/testing.md")]
struct TestingPage;
