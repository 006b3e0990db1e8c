//! SSL endpoints.

use heroku::Client;
use heroku::ssl_endpoint::{
    SslEndpointCreate, SslEndpointDelete, SslEndpointInfo, SslEndpointList, SslEndpointUpdate,
};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "SSLEndpointCreate" => heroku.prepare(&set!(
            SslEndpointCreate::new(go.text(0), go.text(1), go.text(2)), go.fields(3),
            flag: preprocess
        )),
        "SSLEndpointDelete" => heroku.prepare(&SslEndpointDelete::new(go.text(0), go.text(1))),
        "SSLEndpointInfo" => heroku.prepare(&SslEndpointInfo::new(go.text(0), go.text(1))),
        "SSLEndpointList" => {
            heroku.prepare(&ranged!(SslEndpointList::new(go.text(0)), go.range(1)))
        }
        "SSLEndpointUpdate" => heroku.prepare(&set!(
            SslEndpointUpdate::new(go.text(0), go.text(1)), go.fields(2),
            text: certificate_chain, private_key; flag: preprocess, rollback
        )),
        _ => return None,
    })
}
