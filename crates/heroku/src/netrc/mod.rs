//! `.netrc`: names and passwords of machines, in a file that people write by hand.
//!
//! The file is a row of words. [`scan`] finds the entries in it, [`word`] reads and writes one
//! value, [`edit`] changes nothing but what it was told to, and [`save`] writes the file.

mod edit;
mod entry;
mod file;
mod place;
mod save;
mod scan;
mod word;

pub use entry::NetrcEntry;
pub use file::Netrc;
#[cfg(feature = "net")]
pub(crate) use place::place;
