//! A Heroku in a box: a stateful fake of the Platform API, in process or on a local port.
//!
//! Every action of the API answers. Requests are routed and validated by the API's description,
//! refused as Heroku refuses them, and answered with Heroku's headers. Apps, config vars,
//! releases, slugs, formation, dynos, collaborators and domains keep state; everything else answers with an
//! example that fits the description and repeats what was sent.
//!
//! A [`Fake`] is a [`Transport`](heroku::transport::Transport), so that a client can use it
//! without a socket; [`Fake::serve`] opens it to other programs on 127.0.0.1.
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

mod behaviour;
mod exchange;
mod fake;
mod journal;
mod range;
mod sample;
mod schema;
mod server;
mod transport;
mod world;

pub use fake::Fake;
pub use journal::Received;
pub use server::Server;
