//! What an app is, as far as one would write it down by hand.

use serde::Deserialize;

/// An app.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields of an app, whether or not they are read")]
pub struct App {
    pub acm: bool,
    pub archived_at: Option<String>,
    pub buildpack_provided_description: Option<String>,
    pub build_stack: Named,
    pub created_at: String,
    pub generation: Option<Named>,
    pub git_url: String,
    pub id: String,
    pub internal_routing: Option<bool>,
    pub maintenance: bool,
    pub name: String,
    pub owner: Owner,
    pub organization: Option<Named>,
    pub team: Option<Named>,
    pub region: Named,
    pub released_at: Option<String>,
    pub repo_size: Option<i64>,
    pub slug_size: Option<i64>,
    pub space: Option<Space>,
    pub stack: Named,
    pub updated_at: Option<String>,
    pub web_url: Option<String>,
}

/// What is known by an id and a name.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields of an app, whether or not they are read")]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// Who owns an app.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields of an app, whether or not they are read")]
pub struct Owner {
    pub email: String,
    pub id: String,
}

/// The space of an app.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields of an app, whether or not they are read")]
pub struct Space {
    pub id: String,
    pub name: String,
    pub shield: bool,
}
