//! Webhooks: whose signature is taken.

use heroku::Secret;
use heroku::webhook::{EventError, SIGNATURE_HEADER, SignatureError, sign, verify};
use proptest::prelude::*;

/// Made by Python's `hmac`, `hashlib` and `base64`.
const VECTORS: [(&str, &[u8], &str); 4] = [
    (
        "example-secret",
        b"{}",
        "7yYmEYHsn7JQ+rKZU86Jlcuvf1YXrUL590jsTdwXKSk=",
    ),
    (
        "475beb0bf7de962f-example",
        b"{\"action\":\"create\",\"resource\":\"app\"}\n",
        "WMtVPoQb4Aavbmqh4qyjPeacNk55gq/ryBH3FnhOg9g=",
    ),
    (
        "schlüssel",
        b"\xff\x00",
        "ElmaUvyYHpDBTC3X3KzzZR0q7ofht/80ZfVoJHQFHYg=",
    ),
    (
        "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
        b"",
        "1Gdhdo7jyGT8dsCLPXPICShTrj/voBuZCWPfotVuczQ=",
    ),
];

fn secret() -> Secret {
    Secret::from("example-secret")
}

#[test]
fn agrees_with_another_implementation() {
    for (secret, body, signature) in VECTORS {
        let secret = Secret::from(secret);
        assert_eq!(sign(&secret, body), signature);
        assert_eq!(verify(&secret, signature, body), Ok(()));
    }
}

#[test]
fn refuses_a_tampered_body() {
    for (secret, body, signature) in VECTORS {
        let secret = Secret::from(secret);
        let longer = [body, b" "].concat();
        assert_eq!(
            verify(&secret, signature, &longer),
            Err(SignatureError::Mismatch)
        );
        let mut other = longer;
        other[0] ^= 1;
        assert_eq!(
            verify(&secret, signature, &other),
            Err(SignatureError::Mismatch)
        );
    }
}

#[test]
fn refuses_another_secret() {
    let signature = sign(&secret(), b"{}");
    for other in ["example-secre", "example-secret ", "Example-secret", "\0"] {
        let other = Secret::from(other);
        assert_eq!(
            verify(&other, &signature, b"{}"),
            Err(SignatureError::Mismatch)
        );
    }
}

#[test]
fn takes_any_of_several_secrets() {
    let secrets = [Secret::from("new"), secret(), Secret::from("")];
    for known in &secrets[..2] {
        let signature = sign(known, b"{}");
        assert_eq!(verify(&secrets, &signature, b"{}"), Ok(()));
        assert_eq!(verify(&secrets[..], &signature, b"{}"), Ok(()));
        assert_eq!(verify(&secrets.to_vec(), &signature, b"{}"), Ok(()));
    }
    let signature = sign(&Secret::from("another"), b"{}");
    assert_eq!(
        verify(&secrets, &signature, b"{}"),
        Err(SignatureError::Mismatch)
    );
}

#[test]
fn an_empty_secret_opens_no_door() {
    let empty = Secret::default();
    let signature = sign(&empty, b"{}");
    assert_eq!(
        verify(&empty, &signature, b"{}"),
        Err(SignatureError::NoSecret)
    );
    assert_eq!(
        verify(&Vec::new(), &signature, b"{}"),
        Err(SignatureError::NoSecret)
    );
    let secrets = [secret(), empty];
    assert_eq!(
        verify(&secrets, &signature, b"{}"),
        Err(SignatureError::Mismatch)
    );
}

#[test]
fn refuses_odd_signatures() {
    let (_, body, signature) = VECTORS[0];
    assert!(verify(&secret(), signature, body).is_ok());
    let url_safe = signature.replace('+', "-").replace('/', "_");
    let hexadecimal = "ef26261181ec9fb250fab29953ce8995cbaf7f56175eb50be7d2fb4dd7ab2929";
    for odd in [
        "",
        " ",
        "=",
        "not base64!",
        &signature[..20],
        &signature[..40],
        signature.trim_end_matches('='),
        &format!(" {signature}"),
        &format!("{signature} "),
        &format!("{signature}\n"),
        &format!("{signature}{signature}"),
        &format!("sha256={signature}"),
        &format!("{signature}="),
        &url_safe,
        hexadecimal,
        // Other bits than zero behind the last byte.
        &signature.replace("k=", "l="),
        "\u{1f434}",
    ] {
        assert_eq!(
            verify(&secret(), odd, body),
            Err(SignatureError::Malformed),
            "{odd:?}"
        );
    }
}

#[test]
fn errors_are_one_line_and_repeat_nothing() {
    let (secret, body, signature) = VECTORS[0];
    let secret = Secret::from(secret);
    let errors = [
        verify(&Secret::default(), signature, body),
        verify(&secret, &signature[..40], body),
        verify(&secret, signature, b"tampered"),
    ];
    for error in errors.map(|result| result.expect_err("all are wrong")) {
        let event = EventError::from(error);
        assert_eq!(event.to_string(), error.to_string());
        let shown = format!("{error} {error:?} {event:?}");
        assert!(!shown.contains('\n'), "{shown}");
        for secret in ["example-secret", &signature[..8], "tampered"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn the_header_name_is_one_that_http_takes() {
    assert_eq!(
        http::HeaderName::from_static(SIGNATURE_HEADER),
        SIGNATURE_HEADER
    );
}

proptest! {
    #[test]
    fn what_is_signed_is_verified_and_nothing_else(
        secret in ".{1,40}",
        body in any::<Vec<u8>>(),
        bit in any::<prop::sample::Index>(),
        garbage in "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=",
    ) {
        let secret = Secret::from(secret);
        let signature = sign(&secret, &body);
        prop_assert_eq!(verify(&secret, &signature, &body), Ok(()));
        if garbage != signature {
            prop_assert_eq!(verify(&secret, &garbage, &body), Err(SignatureError::Mismatch));
        }
        if !body.is_empty() {
            let mut tampered = body;
            let bit = bit.index(tampered.len() * 8);
            tampered[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(
                verify(&secret, &signature, &tampered),
                Err(SignatureError::Mismatch)
            );
        }
    }
}
