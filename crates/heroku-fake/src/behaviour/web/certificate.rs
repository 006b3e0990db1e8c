//! What a certificate says, as far as answers tell it.

use jiff::Timestamp;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RsaKeyPair,
};
use serde_json::{Value, json};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::pem::Pem;
use x509_parser::x509::X509Name;

use crate::exchange::Refusal;

/// What answers tell of the certificate that a chain begins with, once it is known that the
/// private key may belong to it. `id` is what the certificate is called.
pub(super) fn read(chain: &str, private_key: &str, id: &str) -> Result<Value, Refusal> {
    let refuse = |message: &str| Refusal::invalid_params(message);
    let blocks = blocks(chain).filter(|blocks| blocks.iter().all(|pem| pem.label == "CERTIFICATE"));
    let blocks = blocks.ok_or_else(|| {
        refuse("`certificate_chain` must be one or more certificates in PEM form.")
    })?;
    let certificates: Result<Vec<X509Certificate<'_>>, _> =
        blocks.iter().map(Pem::parse_x509).collect();
    let unreadable = "`certificate_chain` holds a PEM block that is no X.509 certificate.";
    let certificates = certificates.map_err(|_| refuse(unreadable))?;
    let first = certificates.first().ok_or_else(|| refuse(unreadable))?;
    check_key(first, private_key)?;
    Ok(tell(first, id))
}

/// The blocks of a PEM text; none where it has none or one of them breaks off.
fn blocks(text: &str) -> Option<Vec<Pem>> {
    let blocks: Result<Vec<Pem>, _> = Pem::iter_from_buffer(text.as_bytes()).collect();
    blocks.ok().filter(|blocks| !blocks.is_empty())
}

fn tell(certificate: &X509Certificate<'_>, id: &str) -> Value {
    let (issuer, subject) = (certificate.issuer(), certificate.subject());
    let is_self_signed = issuer == subject;
    let validity = certificate.validity();
    let time = |seconds| {
        Timestamp::from_second(seconds)
            .unwrap_or_default()
            .to_string()
    };
    json!({
        "acm": false,
        "ca_signed?": !is_self_signed,
        "cert_domains": domains(certificate),
        "expires_at": time(validity.not_after.timestamp()),
        "id": id,
        "issuer": one_line(issuer),
        "self_signed?": is_self_signed,
        "starts_at": time(validity.not_before.timestamp()),
        "subject": one_line(subject),
    })
}

/// The host names that a certificate is good for.
fn domains(certificate: &X509Certificate<'_>) -> Vec<String> {
    let common = certificate.subject().iter_common_name();
    let common = common.filter_map(|name| name.as_str().ok());
    let others = certificate.subject_alternative_name().ok().flatten();
    let others = others.iter().flat_map(|names| &names.value.general_names);
    let others = others.filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(*name),
        _ => None,
    });
    let mut domains: Vec<String> = Vec::new();
    for name in common.chain(others).map(str::to_owned) {
        if !domains.contains(&name) {
            domains.push(name);
        }
    }
    domains
}

/// A name on one line, as in `/C=US/O=Example/CN=example.com`.
fn one_line(name: &X509Name<'_>) -> String {
    let parts = name.iter_attributes().map(|part| {
        let oid = part.attr_type();
        let short =
            oid2abbrev(oid, oid_registry()).map_or_else(|_| oid.to_id_string(), str::to_owned);
        format!("/{short}={}", part.as_str().unwrap_or_default())
    });
    parts.collect()
}

/// Refuses a private key that is none, or that is not the certificate's. Keys in forms that cannot
/// be looked into are taken on trust.
fn check_key(certificate: &X509Certificate<'_>, private_key: &str) -> Result<(), Refusal> {
    let key = blocks(private_key).and_then(|blocks| {
        let mut keys = blocks.into_iter();
        keys.find(|pem| pem.label.ends_with("PRIVATE KEY"))
    });
    let key = key.ok_or_else(|| {
        Refusal::invalid_params("`private_key` must be a private key in PEM form.")
    })?;
    let certified = &certificate.public_key().subject_public_key.data;
    match public_key(&key.contents) {
        Some(public) if public != certified.as_ref() => Err(Refusal::invalid_params(
            "`private_key` is not the key of the first certificate in `certificate_chain`.",
        )),
        _ => Ok(()),
    }
}

/// The public key that belongs to a private one.
fn public_key(private: &[u8]) -> Option<Vec<u8>> {
    let rsa = RsaKeyPair::from_pkcs8(private).or_else(|_| RsaKeyPair::from_der(private));
    if let Ok(rsa) = rsa {
        return Some(rsa.public_key().as_ref().to_vec());
    }
    if let Ok(edwards) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(private) {
        return Some(edwards.public_key().as_ref().to_vec());
    }
    let random = ring::rand::SystemRandom::new();
    let curves = [
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &ECDSA_P384_SHA384_ASN1_SIGNING,
    ];
    let mut pairs = curves
        .into_iter()
        .filter_map(|curve| EcdsaKeyPair::from_pkcs8(curve, private, &random).ok());
    let pair = pairs.next()?;
    Some(pair.public_key().as_ref().to_vec())
}
