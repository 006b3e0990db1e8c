//! A complete, typed client for Heroku's Platform API.
//!
//! Every action is a value. Build it, and hand it to a [`Client`]:
//!
//! ```no_run
//! use heroku::{Client, app::{AppCreate, AppInfo, AppList}};
//!
//! # async fn run() -> Result<(), heroku::Error> {
//! let heroku = Client::from_env()?;
//! let app = heroku.send(AppCreate::new().name("my-app").region("eu")).await?;
//! let mut apps = heroku.list(AppList::new());
//! while let Some(app) = apps.next().await {
//!     println!("{}", app?.name);
//! }
//! let request = heroku.prepare(&AppInfo::new(&app.id))?;
//! # let _ = request;
//! # Ok(())
//! # }
//! ```
//!
//! | you want | you use |
//! |---|---|
//! | one answer | [`Client::send`] |
//! | a whole list, page by page as you go | [`Client::list`] |
//! | status, headers, warnings beside the answer | [`Client::exchange`] |
//! | the outcome of a build, a release, an add-on | [`Client::wait_for`] |
//! | the output of a build or a release | [`Client::output`] |
//! | the HTTP request, unsent | [`Client::prepare`] |
//! | the log of an app, line by line | [`Client::logs`] |
//! | a path that no type knows | [`Raw`], or [`Client::execute`] for streams |
//! | to act for users who log in with Heroku | [`OAuth`] |
//! | no async | [`blocking::Client`], with the same words |
//! | a token out of `.netrc`, or into it | [`Netrc`] |
//!
//! Each resource has a module, which holds its model and its requests: [`app`], [`dyno`],
//! [`release`] and so on, below.
//!
//! # Features
//! `net` (default) holds the clients and the network; without it the crate does no I/O, but for
//! the files that [`Netrc`] is told to read and write.
//! `webhook` (part of `net`) checks and reads what Heroku posts to your own server.
//! `reqwest` takes a `reqwest::Client` of your own as the transport.

extern crate self as heroku;

mod answer;
mod api;
mod api_error;
#[cfg(feature = "net")]
pub mod blocking;
#[cfg(feature = "net")]
mod client;
#[cfg(feature = "net")]
mod credentials;
mod default_headers;
mod error;
#[cfg(feature = "net")]
mod ext;
mod field;
mod headers;
mod id;
mod json_path;
pub mod logs;
mod model;
mod netrc;
#[cfg(feature = "net")]
mod oauth;
mod operation;
#[cfg(feature = "net")]
mod output;
mod page;
mod parts;
#[cfg_attr(
    not(feature = "net"),
    expect(dead_code, reason = "only walks read lists in pieces")
)]
mod piece;
mod prepared;
mod range;
#[cfg(feature = "net")]
mod rate;
mod raw;
#[cfg(feature = "net")]
mod redact;
mod request;
mod response;
#[cfg(feature = "net")]
mod retry;
mod scrub;
mod secret;
mod settings;
#[cfg(feature = "net")]
mod shown;
#[cfg(feature = "net")]
mod stream_head;
#[doc(hidden)]
pub mod support;
pub mod transport;
#[cfg(feature = "net")]
mod unread_page;
#[cfg(feature = "net")]
mod wait;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use answer::Answer;
pub use api::operations::OPERATIONS;
pub use api::*;
pub use api_error::ApiError;
/// The bytes of bodies.
pub use bytes::Bytes;
#[cfg(feature = "net")]
pub use client::{Builder, Cache, Client, List, Pages, TwoFactorNeed, UnreadPages};
#[cfg(feature = "net")]
pub use credentials::{CredentialFuture, CredentialSource, Credentials};
pub use error::{Error, ErrorKind};
pub use field::Field;
/// The types of HTTP requests and answers, for [`Client::execute`] and [`Client::prepare`].
pub use http;
pub use id::Id;
/// A point in time, as [`jiff`] tells it.
pub use jiff::Timestamp;
pub use model::{Drift, DriftKind};
pub use netrc::{Netrc, NetrcEntry};
#[cfg(feature = "net")]
pub use oauth::{OAuth, OAuthScope, OAuthTokens};
pub use operation::{Operation, Variant};
#[cfg(feature = "net")]
pub use output::Output;
pub use page::{Cursor, Page};
pub use parts::Parts;
pub use range::ListRange;
#[cfg(feature = "net")]
pub use rate::{Rate, RatePolicy};
pub use raw::{Raw, RawDiscard, RawList};
pub use request::{ListRequest, Request, With};
pub use response::Response;
#[cfg(feature = "net")]
pub use retry::{Attempt, Backoff, RetryPolicy};
pub use secret::Secret;
/// JSON of any shape, as [`serde_json`] tells it.
pub use serde_json::Value;
pub use settings::Settings;
#[cfg(feature = "net")]
pub use unread_page::UnreadPage;
#[cfg(feature = "net")]
pub use wait::{Failure, Outcome, Progress, State, WaitFor};

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/when-things-go-wrong.md")]
struct WhenThingsGoWrong;
