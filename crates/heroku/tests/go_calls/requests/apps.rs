//! Apps, their features, config vars and domains.

use heroku::Client;
use heroku::app::{AppCreate, AppDelete, AppInfo, AppList, AppUpdate};
use heroku::app_feature::{AppFeatureInfo, AppFeatureList, AppFeatureUpdate};
use heroku::config_var::{ConfigVarInfoForApp, ConfigVarUpdate};
use heroku::domain::{DomainCreate, DomainDelete, DomainInfo, DomainList};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "AppCreate" => heroku.prepare(&set!(
            AppCreate::new(), go.fields(0), text: name, region, stack
        )),
        "AppDelete" => heroku.prepare(&AppDelete::new(go.text(0))),
        "AppInfo" => heroku.prepare(&AppInfo::new(go.text(0))),
        "AppList" => heroku.prepare(&ranged!(AppList::new(), go.range(0))),
        "AppUpdate" => heroku.prepare(&set!(
            AppUpdate::new(go.text(0)), go.fields(1), flag: maintenance; text: name
        )),
        "AppFeatureInfo" => heroku.prepare(&AppFeatureInfo::new(go.text(0), go.text(1))),
        "AppFeatureList" => heroku.prepare(&ranged!(AppFeatureList::new(go.text(0)), go.range(1))),
        "AppFeatureUpdate" => {
            heroku.prepare(&AppFeatureUpdate::new(go.text(0), go.text(1), go.flag(2)))
        }
        "ConfigVarInfo" => heroku.prepare(&ConfigVarInfoForApp::new(go.text(0))),
        "ConfigVarUpdate" => heroku.prepare(&config_var_update(go)),
        "DomainCreate" => {
            heroku.prepare(&DomainCreate::new(go.text(0), go.text(1)).omit_sni_endpoint())
        }
        "DomainDelete" => heroku.prepare(&DomainDelete::new(go.text(0), go.text(1))),
        "DomainInfo" => heroku.prepare(&DomainInfo::new(go.text(0), go.text(1))),
        "DomainList" => heroku.prepare(&ranged!(DomainList::new(go.text(0)), go.range(1))),
        _ => return None,
    })
}

fn config_var_update(go: &Arguments<'_>) -> ConfigVarUpdate {
    let vars = go.value(1).as_object().into_iter().flatten();
    vars.fold(
        ConfigVarUpdate::new(go.text(0)),
        |request, (key, value)| match value.as_str() {
            Some(value) => request.set(key, value),
            None => request.unset(key),
        },
    )
}
