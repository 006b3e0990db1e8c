//! The rules of the areas where Heroku has rules, one folder or one file each. All else is carried
//! out by what the description says, in `generic`.

mod addons;
mod apps;
mod billing;
mod delivery;
mod deploy;
mod features;
mod hyper_schema;
mod logs;
pub(crate) mod oauth;
mod people;
mod private;
mod running;
mod table;
mod teams;
mod web;
mod webhooks;

pub(crate) use apps::add_app;
pub(crate) use deploy::{blobs, outputs};
pub(crate) use running::{attach, ended};
#[cfg(test)]
pub(crate) use table::routes;
pub(crate) use table::{Events, Rule, happen, may_be_new, rule};
