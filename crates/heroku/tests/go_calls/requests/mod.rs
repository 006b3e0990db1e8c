//! Each call of the Go client, written with our requests; a file for each area.

mod account;
mod add_ons;
mod apps;
mod oauth;
mod organizations;
mod processes;
mod raw;
mod releases;
mod sharing;
mod ssl;

use heroku::{Client, Error};

use crate::arguments::Arguments;

/// An HTTP request, unsent, or why it is refused.
pub(crate) type Prepared = Result<http::Request<heroku::transport::Body>, Error>;

/// What our client makes of `call`; nothing, if the call is not known here.
pub(crate) fn prepare(heroku: &Client, call: &str, arguments: &Arguments<'_>) -> Option<Prepared> {
    let areas = [
        account::prepare,
        add_ons::prepare,
        apps::prepare,
        oauth::prepare,
        organizations::prepare,
        processes::prepare,
        raw::prepare,
        releases::prepare,
        sharing::prepare,
        ssl::prepare,
    ];
    areas.iter().find_map(|area| area(heroku, call, arguments))
}
