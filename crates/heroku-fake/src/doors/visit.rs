//! Finds the door that a path leads to.

use bytes::Bytes;
use http::{Request, Response};

use super::{blobs, logs, streams};
use crate::base::Base;
use crate::behaviour;
use crate::outcome::Content;
use crate::world::World;

/// What is behind a door: it may change the world, and answers as it likes.
pub(crate) type Door = fn(&mut World, &Visit<'_>) -> Response<Content>;

/// A request that came by a side door.
pub(crate) struct Visit<'a> {
    pub(crate) request: &'a Request<Bytes>,
    /// The rest of the path, behind the door and the world: a secret that nobody can guess.
    pub(crate) secret: &'a str,
    pub(crate) base: &'a Base,
}

/// The doors, by the first part of their paths.
const DOORS: &[(&str, Door)] = &[
    (behaviour::blobs::DOOR, blobs::open),
    ("logs", logs::open),
    (behaviour::outputs::DOOR, streams::open),
];

/// The door with a name.
pub(crate) fn door(name: &str) -> Option<Door> {
    let door = DOORS.iter().find(|(known, _)| *known == name);
    door.map(|(_, door)| *door)
}

/// The door, the key of the world and the secret in a path, as in `/blobs/KEY/SECRET`.
pub(crate) fn split(path: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (key, secret) = rest.split_once('/')?;
    (!secret.is_empty()).then_some((name, key, secret))
}
