//! What clients upload: sources, slugs and build caches, each behind an address of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use crate::doors;
use crate::world::{Row, World};

/// The table of the blobs; no answer of the API tells one.
const TABLE: &str = "blob";
/// The side door that leads to them.
pub(crate) const DOOR: &str = "blobs";

/// Makes a place for a blob, that goes with the thing `owner` where there is one; tells its secret
/// and its address.
pub(super) fn open(world: &mut World, owner: Option<&str>) -> (String, String) {
    let secret = world.ids.uuid();
    let mut row = Row::new(secret.as_str());
    if let Some(owner) = owner {
        row = row.owned_by(owner);
    }
    world.store.insert(TABLE, row);
    let url = format!("{}/{DOOR}/{}/{secret}", world.base.http, world.key);
    (secret, url)
}

/// Stores a blob; tells whether there is a place for it.
pub(crate) fn put(world: &mut World, secret: &str, bytes: &[u8]) -> bool {
    let Some(row) = world.store.row(TABLE, secret) else {
        return false;
    };
    let slug = row.noted("slug").as_str().map(str::to_owned);
    let content = BASE64.encode(bytes);
    let keep = |row: &mut Row| row.note("content", content);
    world.store.change(TABLE, secret, keep);
    if let Some(slug) = slug {
        let resize = |slug: &mut Row| slug.set("size", bytes.len());
        world.store.change("slug", &slug, resize);
    }
    true
}

/// Notes that a blob is the code of a slug, which is as large as the blob.
pub(super) fn is_of_slug(world: &mut World, secret: &str, slug: &str) {
    let note = |row: &mut Row| row.note("slug", slug);
    world.store.change(TABLE, secret, note);
}

/// A blob, once it is there.
pub(crate) fn get(world: &World, secret: &str) -> Option<Vec<u8>> {
    let row = world.store.row(TABLE, secret)?;
    BASE64.decode(row.noted("content").as_str()?).ok()
}

/// Empties the place of a blob; tells whether there is one.
pub(crate) fn clear(world: &mut World, secret: &str) -> bool {
    let known = world.store.row(TABLE, secret).is_some();
    let empty = |row: &mut Row| row.note("content", Value::Null);
    world.store.change(TABLE, secret, empty);
    known
}

/// The secret in the address of a blob of this world.
pub(super) fn secret_in<'a>(world: &World, url: &'a str) -> Option<&'a str> {
    let (_, rest) = url.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    let path = path.split(['?', '#']).next()?;
    let (door, key, secret) = doors::split(path)?;
    (door == DOOR && key == world.key).then_some(secret)
}
