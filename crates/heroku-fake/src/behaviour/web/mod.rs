//! How an app is reached: its domains, and the certificates that serve them.

mod acm;
mod certificate;
pub(super) mod domains;
mod sni_endpoints;
mod ssl_endpoints;

use super::table::{Events, Rules};

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    acm::RULES,
    domains::RULES,
    sni_endpoints::RULES,
    ssl_endpoints::RULES,
];

/// The events of this area, by files.
pub(super) const EVENTS: &[Events] = &[acm::EVENTS, domains::EVENTS];
