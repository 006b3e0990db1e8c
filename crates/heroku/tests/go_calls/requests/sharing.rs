//! Collaborators and transfers: who has an app.

use heroku::Client;
use heroku::app_transfer::{
    AppTransferCreate, AppTransferDelete, AppTransferInfo, AppTransferList, AppTransferUpdate,
};
use heroku::collaborator::{
    CollaboratorCreate, CollaboratorDelete, CollaboratorInfo, CollaboratorList,
};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "AppTransferCreate" => heroku.prepare(&AppTransferCreate::new(go.text(0), go.text(1))),
        "AppTransferDelete" => heroku.prepare(&AppTransferDelete::new(go.text(0))),
        "AppTransferInfo" => heroku.prepare(&AppTransferInfo::new(go.text(0))),
        "AppTransferList" => heroku.prepare(&ranged!(AppTransferList::new(), go.range(0))),
        "AppTransferUpdate" => heroku.prepare(&AppTransferUpdate::new(go.text(0), go.text(1))),
        "CollaboratorCreate" => heroku.prepare(&set!(
            CollaboratorCreate::new(go.text(0), go.text(1)), go.fields(2), flag: silent
        )),
        "CollaboratorDelete" => heroku.prepare(&CollaboratorDelete::new(go.text(0), go.text(1))),
        "CollaboratorInfo" => heroku.prepare(&CollaboratorInfo::new(go.text(0), go.text(1))),
        "CollaboratorList" => {
            heroku.prepare(&ranged!(CollaboratorList::new(go.text(0)), go.range(1)))
        }
        _ => return None,
    })
}
