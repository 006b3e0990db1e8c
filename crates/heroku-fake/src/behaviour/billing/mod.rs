//! Billing: what apps cost, what was used, invoices, and how they are paid.

mod costs;
mod invoices;
pub(super) mod months;
mod payments;
mod standing;
mod usage;

use super::table::Rules;

/// The rules of this area, by files.
pub(super) const RULES: &[Rules] = &[
    invoices::RULES,
    payments::RULES,
    standing::RULES,
    usage::RULES,
];
