//! Add-ons, their services and plans.

use heroku::Client;
use heroku::add_on::{AddOnCreate, AddOnDelete, AddOnInfoByApp, AddOnListByApp, AddOnUpdate};
use heroku::add_on_service::{AddOnServiceInfo, AddOnServiceList};
use heroku::plan::{PlanInfoByAddOn, PlanListByAddOn};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "AddonCreate" => heroku.prepare(&set!(
            AddOnCreate::new(go.text(0), go.text(1)), go.fields(2), map: config
        )),
        "AddonDelete" => heroku.prepare(&AddOnDelete::new(go.text(0), go.text(1))),
        "AddonInfo" => heroku.prepare(&AddOnInfoByApp::new(go.text(0), go.text(1))),
        "AddonList" => heroku.prepare(&ranged!(AddOnListByApp::new(go.text(0)), go.range(1))),
        "AddonUpdate" => heroku.prepare(&AddOnUpdate::new(go.text(0), go.text(1), go.text(2))),
        "AddonServiceInfo" => heroku.prepare(&AddOnServiceInfo::new(go.text(0))),
        "AddonServiceList" => heroku.prepare(&ranged!(AddOnServiceList::new(), go.range(0))),
        "PlanInfo" => heroku.prepare(&PlanInfoByAddOn::new(go.text(0), go.text(1))),
        "PlanList" => heroku.prepare(&ranged!(PlanListByAddOn::new(go.text(0)), go.range(1))),
        _ => return None,
    })
}
