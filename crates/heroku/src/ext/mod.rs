//! What is added to generated types by hand, one file a resource.

mod add_on;
mod app_setup;
mod build;
mod dyno;
mod pipeline_promotion_target;
mod release;
