//! The account, its features and its keys; what is the same for all accounts.

use heroku::Client;
use heroku::account::{AccountChangeEmail, AccountChangePassword, AccountInfo, AccountUpdate};
use heroku::account_feature::{AccountFeatureInfo, AccountFeatureList, AccountFeatureUpdate};
use heroku::key::{KeyCreate, KeyDelete, KeyInfo, KeyList};
use heroku::rate_limit::RateLimitInfo;
use heroku::region::{RegionInfo, RegionList};
use heroku::stack::{StackInfo, StackList};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "AccountChangeEmail" => heroku.prepare(&AccountChangeEmail::new(go.text(0), go.text(1))),
        "AccountChangePassword" => {
            heroku.prepare(&AccountChangePassword::new(go.text(0), go.text(1)))
        }
        "AccountInfo" => heroku.prepare(&AccountInfo::new()),
        "AccountUpdate" => heroku.prepare(&set!(
            AccountUpdate::new().password(go.text(0)), go.fields(1),
            flag: allow_tracking, beta; text: name
        )),
        "AccountFeatureInfo" => heroku.prepare(&AccountFeatureInfo::new(go.text(0))),
        "AccountFeatureList" => heroku.prepare(&ranged!(AccountFeatureList::new(), go.range(0))),
        "AccountFeatureUpdate" => {
            heroku.prepare(&AccountFeatureUpdate::new(go.text(0), go.flag(1)))
        }
        "KeyCreate" => heroku.prepare(&KeyCreate::new(go.text(0))),
        "KeyDelete" => heroku.prepare(&KeyDelete::new(go.text(0))),
        "KeyInfo" => heroku.prepare(&KeyInfo::new(go.text(0))),
        "KeyList" => heroku.prepare(&ranged!(KeyList::new(), go.range(0))),
        "RateLimitInfo" => heroku.prepare(&RateLimitInfo::new()),
        "RegionInfo" => heroku.prepare(&RegionInfo::new(go.text(0))),
        "RegionList" => heroku.prepare(&ranged!(RegionList::new(), go.range(0))),
        "StackInfo" => heroku.prepare(&StackInfo::new(go.text(0))),
        "StackList" => heroku.prepare(&ranged!(StackList::new(), go.range(0))),
        _ => return None,
    })
}
