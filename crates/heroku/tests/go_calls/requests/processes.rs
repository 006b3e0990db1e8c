//! Dynos, the formation that keeps them, and their logs.

use heroku::Client;
use heroku::dyno::{DynoCreate, DynoInfo, DynoList, DynoRestart, DynoRestartAll};
use heroku::formation::{
    FormationBatchUpdate, FormationInfo, FormationList, FormationScale, FormationUpdate,
};
use heroku::log_drain::{LogDrainCreate, LogDrainDelete, LogDrainInfo, LogDrainList};
use heroku::log_session::LogSessionCreate;

use super::Prepared;
use crate::arguments::{Arguments, Fields, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "DynoCreate" => heroku.prepare(&set!(
            DynoCreate::new(go.text(0), go.text(1)), go.fields(2),
            flag: attach; map: env; text: size
        )),
        "DynoInfo" => heroku.prepare(&DynoInfo::new(go.text(0), go.text(1))),
        "DynoList" => heroku.prepare(&ranged!(DynoList::new(go.text(0)), go.range(1))),
        "DynoRestart" => heroku.prepare(&DynoRestart::new(go.text(0), go.text(1))),
        "DynoRestartAll" => heroku.prepare(&DynoRestartAll::new(go.text(0))),
        "FormationBatchUpdate" => {
            let updates = go.structs(1).into_iter().map(batch_item);
            heroku.prepare(&FormationBatchUpdate::new(go.text(0), updates))
        }
        "FormationInfo" => heroku.prepare(&FormationInfo::new(go.text(0), go.text(1))),
        "FormationList" => heroku.prepare(&ranged!(FormationList::new(go.text(0)), go.range(1))),
        "FormationUpdate" => heroku.prepare(&set!(
            FormationUpdate::new(go.text(0), go.text(1)), go.fields(2), number: quantity; text: size
        )),
        "LogDrainCreate" => heroku.prepare(&LogDrainCreate::new(go.text(0), go.text(1))),
        "LogDrainDelete" => heroku.prepare(&LogDrainDelete::new(go.text(0), go.text(1))),
        "LogDrainInfo" => heroku.prepare(&LogDrainInfo::new(go.text(0), go.text(1))),
        "LogDrainList" => heroku.prepare(&ranged!(LogDrainList::new(go.text(0)), go.range(1))),
        "LogSessionCreate" => heroku.prepare(&set!(
            LogSessionCreate::new(go.text(0)), go.fields(1),
            number: lines; flag: tail; text: dyno, source
        )),
        _ => return None,
    })
}

/// An item that names the process type as the API of 2014 did.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is mapped over an iterator"
)]
fn batch_item(fields: Fields<'_>) -> FormationScale {
    let process = fields.text("process").expect("a process type");
    let item = FormationScale::new(process).omit_type().process(process);
    set!(item, &fields, number: quantity; text: size)
}
