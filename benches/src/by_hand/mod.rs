//! What one would write by hand, with care, and without the library.

mod hyper;
pub mod models;
mod reqwest;
mod tcp;

pub use hyper::{Hyper, HyperBorrowed};
pub use reqwest::{BlockingReqwest, Reqwest, ReqwestBlockOn};
pub use tcp::{Bytes, Tcp};

const ACCEPT: &str = "application/vnd.heroku+json; version=3";
const USER_AGENT: &str = "by-hand/1.0";
const FIRST_RANGE: &str = "id ..; max=1000";
const NEXT_RANGE: &str = "next-range";
