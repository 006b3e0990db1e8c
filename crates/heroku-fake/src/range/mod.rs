//! Ranges: which part of a list is asked for, and cutting it out.

mod cut;
mod fields;
mod parse;

pub(crate) use cut::Cut;
pub(crate) use fields::fields;
pub(crate) use parse::Range;
