//! Organizations, their apps, collaborators and members.

use heroku::Client;
use heroku::organization::{OrganizationList, OrganizationUpdate};
use heroku::organization_app::{
    OrganizationAppCreate, OrganizationAppInfo, OrganizationAppList,
    OrganizationAppListForOrganization, OrganizationAppTransferToAccount,
    OrganizationAppTransferToOrganization, OrganizationAppUpdateLocked,
};
use heroku::organization_app_collaborator::{
    OrganizationAppCollaboratorCreate, OrganizationAppCollaboratorDelete,
    OrganizationAppCollaboratorInfo, OrganizationAppCollaboratorList,
};
use heroku::organization_member::{
    OrganizationMemberCreateOrUpdate, OrganizationMemberDelete, OrganizationMemberList,
};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "OrganizationList" => heroku.prepare(&ranged!(OrganizationList::new(), go.range(0))),
        "OrganizationUpdate" => heroku.prepare(&set!(
            OrganizationUpdate::new(go.text(0)), go.fields(1), flag: default
        )),
        "OrganizationAppCreate" => heroku.prepare(&set!(
            OrganizationAppCreate::new(), go.fields(0),
            flag: locked, personal; text: name, organization, region, stack
        )),
        "OrganizationAppInfo" => heroku.prepare(&OrganizationAppInfo::new(go.text(0))),
        "OrganizationAppList" => heroku.prepare(&ranged!(OrganizationAppList::new(), go.range(0))),
        "OrganizationAppListForOrganization" => heroku.prepare(&ranged!(
            OrganizationAppListForOrganization::new(go.text(0)),
            go.range(1)
        )),
        "OrganizationAppTransferToAccount" => heroku.prepare(
            &OrganizationAppTransferToAccount::new(go.text(0), go.text(1)),
        ),
        "OrganizationAppTransferToOrganization" => heroku.prepare(
            &OrganizationAppTransferToOrganization::new(go.text(0), go.text(1)),
        ),
        "OrganizationAppUpdateLocked" => {
            heroku.prepare(&OrganizationAppUpdateLocked::new(go.text(0), go.flag(1)))
        }
        "OrganizationAppCollaboratorCreate" => heroku.prepare(&set!(
            OrganizationAppCollaboratorCreate::new(go.text(0), go.text(1)), go.fields(2),
            flag: silent
        )),
        "OrganizationAppCollaboratorDelete" => heroku.prepare(
            &OrganizationAppCollaboratorDelete::new(go.text(0), go.text(1)),
        ),
        "OrganizationAppCollaboratorInfo" => heroku.prepare(&OrganizationAppCollaboratorInfo::new(
            go.text(0),
            go.text(1),
        )),
        "OrganizationAppCollaboratorList" => heroku.prepare(&ranged!(
            OrganizationAppCollaboratorList::new(go.text(0)),
            go.range(1)
        )),
        "OrganizationMemberCreateOrUpdate" => heroku.prepare(
            &OrganizationMemberCreateOrUpdate::new(go.text(0), go.text(1), go.text(2)),
        ),
        "OrganizationMemberDelete" => {
            heroku.prepare(&OrganizationMemberDelete::new(go.text(0), go.text(1)))
        }
        "OrganizationMemberList" => heroku.prepare(&ranged!(
            OrganizationMemberList::new(go.text(0)),
            go.range(1)
        )),
        _ => return None,
    })
}
