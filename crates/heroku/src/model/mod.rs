//! How models are read and written: leniently, and without losing sight of what was off.
//!
//! Heroku's answers differ from its schema: nulls where none are promised, missing fields,
//! new values of enums, numbers as strings. The models take all of that. What differed is
//! noted as [`Drift`], which [`Response::drift`](crate::Response::drift) tells.

mod by_serde;
mod drift;
mod encode;
mod instead;
mod json;
mod lenient;
mod list;
mod macros;
mod object;
mod table;
mod time;
mod values;

pub use by_serde::{model_by_serde, value_by_serde};
pub use drift::{Drift, DriftKind};
pub use encode::{Encode, put};
pub use json::{Json, Unreadable};
pub use lenient::{Lenient, Off};
pub use object::Object;
pub use table::{Field, table};

pub(crate) use by_serde::place_in_model;
pub(crate) use drift::{collect, note_answer};
#[cfg(feature = "webhook")]
pub(crate) use json::read;
#[cfg(feature = "net")]
pub(crate) use json::{DEEPEST, has_controls};
pub(crate) use json::{Read, whole};
pub(crate) use list::{List, Strict, items};
