//! What generated types have beyond what the generator gives them; one file a resource.

mod add_on;
mod app_setup;
mod build;
mod dyno;
mod log_session;
mod pipeline_promotion_target;
mod release;
