//! Add-ons: what apps rent from providers, and how they are attached to apps.

mod access;
mod allowed;
mod attaching;
mod attachments;
mod billing;
mod config;
mod create;
mod delete;
mod expose;
pub(super) mod kept;
mod lists;
mod naming;
mod offers;
mod resolve;
mod services;
mod update;

pub(super) use billing::bill;
pub(super) use delete::leave;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    access::RULES,
    allowed::RULES,
    attachments::RULES,
    config::RULES,
    create::RULES,
    delete::RULES,
    lists::RULES,
    resolve::RULES,
    services::RULES,
    update::RULES,
];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[create::EVENTS, delete::EVENTS];
