//! Add-ons: what apps rent from providers, and how they are attached to apps.

pub(super) mod access;
pub(super) mod allowed;
mod attaching;
pub(super) mod attachments;
mod billing;
pub(super) mod config;
pub(super) mod create;
pub(super) mod delete;
mod expose;
pub(super) mod kept;
pub(super) mod lists;
mod naming;
mod offers;
pub(super) mod resolve;
pub(super) mod services;
pub(super) mod update;

pub(super) use billing::bill;
pub(super) use delete::leave;
