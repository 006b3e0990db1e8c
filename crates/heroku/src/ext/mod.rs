//! What generated types have beyond what the generator gives them; one file a resource.

#[cfg(feature = "net")]
mod log_session;
