//! A Heroku in a box: a stateful fake of the Platform API, in process or on a local port.
//!
//! Every action of the API answers. Requests are routed and validated by the API's description,
//! refused as Heroku refuses them, and answered with Heroku's headers. Apps, those of teams among
//! them, config vars, releases, slugs, formation, dynos, collaborators, domains and the account
//! keep state; everything else answers with an example that fits the description and repeats what
//! was sent. What is asked of an app that does not exist is refused in all areas.
//!
//! A [`Fake`] is a [`Transport`](heroku::transport::Transport), so that a client can use it
//! without a socket; [`Fake::serve`] opens it to other programs on 127.0.0.1, over HTTP/1.1 and
//! HTTP/2, with TLS or without. The program `heroku-fake` does so from a command line.
//!
//! ```
//! use bytes::Bytes;
//! use heroku_fake::Fake;
//! use http::{Request, StatusCode};
//!
//! let fake = Fake::new();
//! let request = Request::post("/apps")
//!     .header("Accept", "application/vnd.heroku+json; version=3")
//!     .header("Authorization", "Bearer any-token")
//!     .body(Bytes::from(r#"{"name": "my-app", "region": "eu"}"#))?;
//! let answer = fake.handle(request);
//! assert_eq!(answer.status(), StatusCode::CREATED);
//! assert_eq!(fake.received()[0].path(), "/apps");
//! # Ok::<(), http::Error>(())
//! ```
//!
//! # Worlds
//! Each credential has a world of its own, made when it is first used: apps of one token are
//! unknown to the other. Ids, names and the clock are seeded, so that the same requests get the
//! same answers in every run.
//!
//! # Tokens
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
//! # What goes wrong, and what came
//! A [`Fault`] lets an operation fail on demand, and [`Fake::received`] tells what was asked and
//! answered. Programs in other languages do both over HTTP, below `/_fake/` on the same port; time,
//! worlds and all state are there as well, and `GET /_fake/` lists what there is. In a browser, the
//! root of the fake is a window on its apps and on the requests as they come.
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
//! # What it does not do yet
//! - Bodies are checked for types, patterns, formats and known values, not for least and greatest
//!   lengths and numbers of items.
//! - Areas without rules answer with examples: what is created there is not found again in lists,
//!   and what is deleted is still there. Only the apps in a path must exist; teams, spaces,
//!   add-ons and all else are taken for granted.
//! - Builds come out as examples do, `failed` perhaps, and the URLs of output and logs are not
//!   served: `examples/wait.rs` and `examples/logs.rs` of `heroku` show how to play them.
//! - Any process type can be scaled, whether a release has it or not.
//! - An app given to another account stays in the world of the one who gave it.

mod access;
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

pub use access::Account;
pub use fake::Fake;
pub use faults::{Fault, FaultError, FaultId, InjectedFault};
pub use journal::Received;
pub use server::Server;
pub use state::StateError;
