//! Slugs and releases.

use heroku::Client;
use heroku::release::{ReleaseCreate, ReleaseInfo, ReleaseList, ReleaseRollback};
use heroku::slug::{SlugCreate, SlugInfo};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "ReleaseCreate" => heroku.prepare(&set!(
            ReleaseCreate::new(go.text(0), go.text(1)), go.fields(2), text: description
        )),
        "ReleaseInfo" => heroku.prepare(&ReleaseInfo::new(go.text(0), go.text(1))),
        "ReleaseList" => heroku.prepare(&ranged!(ReleaseList::new(go.text(0)), go.range(1))),
        "ReleaseRollback" => heroku.prepare(&ReleaseRollback::new(go.text(0), go.text(1))),
        "SlugCreate" => heroku.prepare(&set!(
            SlugCreate::new(go.text(0), go.map(1)), go.fields(2),
            text: buildpack_provided_description, commit
        )),
        "SlugInfo" => heroku.prepare(&SlugInfo::new(go.text(0), go.text(1))),
        _ => return None,
    })
}
