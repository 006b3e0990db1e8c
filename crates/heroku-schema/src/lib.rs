//! Reads Heroku's API description and yields an [`Api`]: resources, models and actions, resolved and named.
//!
//! The description is either a folder of resource files ([`read_folder`]), as in this
//! repository's `schema/`, or one schema file as Heroku publishes it ([`read_file`]).
//! Nothing here knows about Rust code or HTTP: the code generator, the fake and the
//! command line all start from the [`Api`] value.
//!
//! Published schemas are odd in many ways. The reader never fails on an oddity: it reads what it
//! can in the most likely sense, and tells each one as a [`Diagnostic`] with a JSON pointer and
//! a hint, all at once. Only input that is no JSON at all is a [`ReadError`].
//!
//! Corrections by evidence stand in a TOML file of overrides, each with its reason; the top of
//! `schema/overrides.toml` tells what it may hold.
//!
//! ```
//! let reading = heroku_schema::read_str(
//!     r##"{
//!       "id": "schemata/region",
//!       "definitions": {
//!         "name": { "type": ["string"], "example": "us", "description": "Name of the region." },
//!         "identity": { "anyOf": [{ "$ref": "#/definitions/name" }] }
//!       },
//!       "properties": { "name": { "$ref": "#/definitions/name" } },
//!       "links": [{
//!         "title": "Info",
//!         "method": "GET",
//!         "rel": "self",
//!         "href": "/regions/{(%23%2Fdefinitions%2Fidentity)}",
//!         "targetSchema": { "$ref": "#" }
//!       }]
//!     }"##,
//!     None,
//! )?;
//! let action = &reading.api.resources[0].actions[0];
//! assert_eq!(action.name, "RegionInfo");
//! assert_eq!(action.path, "/regions/{region}");
//! assert!(reading.diagnostics.is_empty());
//! # Ok::<(), heroku_schema::ReadError>(())
//! ```

mod action;
mod api;
mod arguments;
mod build;
mod combine;
mod corrections;
mod cycles;
mod diagnostic;
mod document;
mod enums;
mod error;
mod head;
mod href;
mod json;
mod kind;
mod load;
mod merge;
mod merge_links;
mod naming;
mod object;
mod overrides;
mod read;
mod reference;
mod refers;
mod returns;
mod shape;
mod shaped;
mod type_names;
mod words;

pub use api::{
    Action, Api, Argument, EnumType, EnumValue, Field, MapType, Object, Resource, Returns, Type,
    Variant,
};
pub use diagnostic::{Diagnostic, Severity};
pub use error::ReadError;
pub use read::{Reading, read_file, read_folder, read_str};
pub use refers::Reference;
