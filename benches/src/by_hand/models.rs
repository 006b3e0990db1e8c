//! The app as a struct: owned as in the library, and borrowed from the text.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// An app, with the fields and types of [`heroku::app::App`].
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct App {
    pub acm: bool,
    pub archived_at: Option<Timestamp>,
    pub buildpack_provided_description: Option<String>,
    pub build_stack: Named,
    pub created_at: Option<Timestamp>,
    pub generation: Named,
    pub git_url: String,
    pub id: String,
    pub internal_routing: Option<bool>,
    pub maintenance: bool,
    pub name: String,
    pub owner: Owner,
    pub organization: Option<Named>,
    pub team: Option<Named>,
    pub region: Named,
    pub released_at: Option<Timestamp>,
    pub repo_size: Option<i64>,
    pub slug_size: Option<i64>,
    pub space: Option<Space>,
    pub stack: Named,
    pub updated_at: Option<Timestamp>,
    pub web_url: Option<String>,
    pub base_image_name: Option<String>,
    pub buildpacks: Option<Vec<Buildpack>>,
    pub current_build_architecture: Option<Vec<Value>>,
    pub locked: Option<bool>,
    pub process_tier: Option<String>,
    pub create_status: Option<String>,
    pub database_size: Option<i64>,
}

/// What is told by its id and its name.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// Whose an app is.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct Owner {
    pub email: String,
    pub id: String,
}

/// Where an app runs.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct Space {
    pub id: String,
    pub name: String,
    pub shield: bool,
}

/// What an app was built with.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct Buildpack {
    pub id: String,
    pub version: String,
    pub homepage: String,
}

/// An app that borrows from its text. What JSON may have escaped is copied then; ids and names
/// never are, since they hold nothing to escape.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct BorrowedApp<'a> {
    pub acm: bool,
    pub archived_at: Option<Timestamp>,
    pub buildpack_provided_description: Option<&'a str>,
    #[serde(borrow)]
    pub build_stack: BorrowedNamed<'a>,
    pub created_at: Option<Timestamp>,
    pub generation: BorrowedNamed<'a>,
    #[serde(borrow)]
    pub git_url: Cow<'a, str>,
    pub id: &'a str,
    pub internal_routing: Option<bool>,
    pub maintenance: bool,
    pub name: &'a str,
    pub owner: BorrowedOwner<'a>,
    pub organization: Option<BorrowedNamed<'a>>,
    pub team: Option<BorrowedNamed<'a>>,
    pub region: BorrowedNamed<'a>,
    pub released_at: Option<Timestamp>,
    pub repo_size: Option<i64>,
    pub slug_size: Option<i64>,
    pub space: Option<BorrowedSpace<'a>>,
    pub stack: BorrowedNamed<'a>,
    pub updated_at: Option<Timestamp>,
    pub web_url: Option<&'a str>,
    pub base_image_name: Option<&'a str>,
    pub buildpacks: Option<Vec<BorrowedBuildpack<'a>>>,
    pub current_build_architecture: Option<Vec<Value>>,
    pub locked: Option<bool>,
    pub process_tier: Option<&'a str>,
    pub create_status: Option<&'a str>,
    pub database_size: Option<i64>,
}

/// What is told by its id and its name.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct BorrowedNamed<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// Whose an app is.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct BorrowedOwner<'a> {
    #[serde(borrow)]
    pub email: Cow<'a, str>,
    pub id: &'a str,
}

/// Where an app runs.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct BorrowedSpace<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub shield: bool,
}

/// What an app was built with.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the library's app")]
pub struct BorrowedBuildpack<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub homepage: &'a str,
}
