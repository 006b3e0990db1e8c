//! OAuth authorizations, clients and tokens.

use heroku::Client;
use heroku::oauth_authorization::{
    OAuthAuthorizationCreate, OAuthAuthorizationDelete, OAuthAuthorizationInfo,
    OAuthAuthorizationList,
};
use heroku::oauth_client::{
    OAuthClientCreate, OAuthClientDelete, OAuthClientInfo, OAuthClientList, OAuthClientUpdate,
};
use heroku::oauth_token::{
    OAuthTokenCreate, OAuthTokenCreateClient, OAuthTokenCreateGrant, OAuthTokenCreateRefreshToken,
};

use super::Prepared;
use crate::arguments::{Arguments, ranged, set};

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    Some(match call {
        "OAuthAuthorizationCreate" => heroku.prepare(&set!(
            OAuthAuthorizationCreate::new(go.texts(0)), go.fields(1),
            text: client, description; number: expires_in
        )),
        "OAuthAuthorizationDelete" => heroku.prepare(&OAuthAuthorizationDelete::new(go.text(0))),
        "OAuthAuthorizationInfo" => heroku.prepare(&OAuthAuthorizationInfo::new(go.text(0))),
        "OAuthAuthorizationList" => {
            heroku.prepare(&ranged!(OAuthAuthorizationList::new(), go.range(0)))
        }
        "OAuthClientCreate" => heroku.prepare(&OAuthClientCreate::new(go.text(0), go.text(1))),
        "OAuthClientDelete" => heroku.prepare(&OAuthClientDelete::new(go.text(0))),
        "OAuthClientInfo" => heroku.prepare(&OAuthClientInfo::new(go.text(0))),
        "OAuthClientList" => heroku.prepare(&ranged!(OAuthClientList::new(), go.range(0))),
        "OAuthClientUpdate" => heroku.prepare(&set!(
            OAuthClientUpdate::new(go.text(0)), go.fields(1), text: name, redirect_uri
        )),
        "OAuthTokenCreate" => heroku.prepare(&token_create(go)),
        _ => return None,
    })
}

/// The Go client sends empty structs where it was given none; ours leaves them out.
fn token_create(go: &Arguments<'_>) -> OAuthTokenCreate {
    let grant = go.fields(0);
    let grant = OAuthTokenCreateGrant::new()
        .code(grant.text("code").expect("a code"))
        .type_(grant.text("type").expect("a type"));
    let mut request = OAuthTokenCreate::new(grant);
    if let Some(secret) = go
        .fields(1)
        .text("secret")
        .filter(|secret| !secret.is_empty())
    {
        request = request.client(OAuthTokenCreateClient::new().secret(secret));
    }
    if let Some(token) = go.fields(2).text("token").filter(|token| !token.is_empty()) {
        request = request.refresh_token(OAuthTokenCreateRefreshToken::new().token(token));
    }
    request
}
