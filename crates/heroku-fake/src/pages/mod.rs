//! Pages beside the API: for users and their browsers, those of id.heroku.com and the login of the
//! command line; for programs, the registry of buildpacks.

mod authorize;
mod buildpack;
mod find;
mod form;
mod html;
mod login;
mod token;

pub(crate) use find::{find, path_without_secret, secret_of_grant};
