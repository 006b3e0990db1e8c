//! The way of one request: who asks, what for, is it sound, then the answer with its headers.

mod accept;
mod aim;
mod body;
mod call;
mod choose;
mod credentials;
mod finish;
mod handle;
mod method;
mod modified;
mod origin;
mod refusal;
mod reply;
mod tag;

pub(crate) use accept::Version;
pub(crate) use aim::Aim;
pub(crate) use call::{Call, key_of};
pub(crate) use credentials::token;
pub(crate) use handle::{handle, not_kept, too_large};
pub(crate) use refusal::Refusal;
pub(crate) use reply::Reply;
