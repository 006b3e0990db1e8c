//! Public SSH keys of the account.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[("POST /account/keys", create)];

/// The kinds of keys that can be added.
const KINDS: [&str; 7] = [
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let text = call.text("public_key").unwrap_or_default();
    let key = PublicKey::parse(text).ok_or_else(|| {
        Refusal::invalid_params(
            "`public_key` must be an SSH public key, as in `ssh-ed25519 AAAA… user@host`.",
        )
    })?;
    let fingerprint = key.fingerprint();
    if generic::find(world, "key", &fingerprint, None).is_some() {
        return Err(Refusal::invalid_params(
            "`public_key` was added already; its fingerprint is known.",
        ));
    }
    let email = world.my_account().text("email").to_owned();
    let row = generic::blank_row(world, "key")
        .with("comment", key.comment)
        .with("email", email)
        .with("fingerprint", fingerprint)
        .with("public_key", text.trim());
    let id = row.id().to_owned();
    world.store.insert("key", row);
    generic::created(world, call, &id)
}

/// A public key in the form of OpenSSH.
struct PublicKey<'a> {
    bytes: Vec<u8>,
    comment: &'a str,
}

impl<'a> PublicKey<'a> {
    /// The key in a line, unless it is none.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, ' ');
        let (kind, encoded) = (parts.next()?, parts.next()?);
        let bytes = STANDARD.decode(encoded).ok()?;
        // The bytes begin with the length of the kind and the kind itself, and the key follows.
        let named = bytes.get(4..4 + kind.len())?;
        let length = u32::try_from(kind.len()).ok()?.to_be_bytes();
        let sound = KINDS.contains(&kind)
            && bytes.starts_with(&length)
            && named == kind.as_bytes()
            && bytes.len() > 4 + kind.len()
            && !text.trim().contains('\n');
        sound.then(|| Self {
            bytes,
            comment: parts.next().unwrap_or_default().trim(),
        })
    }

    /// The MD5 sum of the key in pairs of hexadecimal digits.
    fn fingerprint(&self) -> String {
        let digest = md5::compute(&self.bytes);
        let mut text = String::new();
        for byte in digest.0 {
            let colon = if text.is_empty() { "" } else { ":" };
            // Writing to a text never fails.
            let _ = write!(text, "{colon}{byte:02x}");
        }
        text
    }
}
