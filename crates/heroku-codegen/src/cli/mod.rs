//! The command line.

mod arguments;
mod failure;
mod help;
mod run;
mod workspace;

pub use run::run;
