//! Certificates: SNI endpoints, and SSL endpoints as they were before.

mod common;

use common::{column, delete, get, patch, post, with_app};
use heroku_fake::Fake;
use rcgen::{CertificateParams, DnType, KeyPair};
use serde_json::{Value, json};

/// A certificate for host names that signs itself, and its key.
fn certificate(hostnames: &[&str]) -> Value {
    let key = KeyPair::generate().expect("a key");
    let names: Vec<String> = hostnames.iter().map(|&name| name.to_owned()).collect();
    let mut wish = CertificateParams::new(names).expect("host names");
    let name = &mut wish.distinguished_name;
    *name = rcgen::DistinguishedName::new();
    name.push(DnType::CountryName, "US");
    name.push(DnType::OrganizationName, "Example");
    name.push(DnType::CommonName, hostnames[0]);
    wish.not_before = rcgen::date_time_ymd(2026, 1, 1);
    wish.not_after = rcgen::date_time_ymd(2027, 2, 3);
    let certificate = wish.self_signed(&key).expect("a certificate");
    json!({ "certificate_chain": certificate.pem(), "private_key": key.serialize_pem() })
}

fn add(fake: &Fake, hostnames: &[&str]) -> Value {
    post(fake, "/apps/my-app/sni-endpoints", certificate(hostnames)).expect(201)
}

#[test]
fn an_endpoint_tells_what_its_certificate_says() {
    let fake = with_app("my-app");
    let wish = certificate(&["www.example.com", "example.com"]);
    let endpoint = post(&fake, "/apps/my-app/sni-endpoints", wish.clone()).expect(201);
    assert_eq!(endpoint["certificate_chain"], wish["certificate_chain"]);
    assert_eq!(endpoint["private_key"], Value::Null);
    assert_eq!(endpoint["domains"], json!([]));
    let told = &endpoint["ssl_cert"];
    let domains = json!(["www.example.com", "example.com"]);
    assert_eq!(told["cert_domains"], domains);
    assert_eq!(told["subject"], "/C=US/O=Example/CN=www.example.com");
    assert_eq!(told["issuer"], told["subject"]);
    assert_eq!(told["self_signed?"], true);
    assert_eq!(told["ca_signed?"], false);
    assert_eq!(told["acm"], false);
    assert_eq!(told["starts_at"], "2026-01-01T00:00:00Z");
    assert_eq!(told["expires_at"], "2027-02-03T00:00:00Z");
    let name = endpoint["name"].as_str().expect("a name");
    assert_eq!(name.split('-').count(), 3);
    let path = format!("/apps/my-app/sni-endpoints/{name}");
    assert_eq!(get(&fake, &path).expect(200), endpoint);
}

#[test]
fn what_is_no_certificate_or_no_key_is_refused() {
    let fake = with_app("my-app");
    let sound = certificate(&["www.example.com"]);
    let other = certificate(&["www.example.com"]);
    let no_pem = json!("example");
    let no_x509 = json!("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n");
    for (field, value) in [
        ("certificate_chain", &no_pem),
        ("certificate_chain", &no_x509),
        ("certificate_chain", &sound["private_key"]),
        ("private_key", &no_pem),
        ("private_key", &sound["certificate_chain"]),
        ("private_key", &other["private_key"]),
    ] {
        let mut wish = sound.clone();
        wish[field] = value.clone();
        let answer = post(&fake, "/apps/my-app/sni-endpoints", wish);
        let message = answer.refused(422, "invalid_params");
        assert!(message.starts_with(&format!("`{field}`")), "{message}");
    }
    let endpoints = get(&fake, "/apps/my-app/sni-endpoints").expect(200);
    assert_eq!(endpoints, json!([]));
}

#[test]
fn another_certificate_takes_the_place_of_the_first() {
    let fake = with_app("my-app");
    let endpoint = add(&fake, &["old.example.com"]);
    let path = format!(
        "/apps/my-app/sni-endpoints/{}",
        column(&json!([endpoint]), "id")[0]
    );
    let changed = patch(&fake, &path, certificate(&["new.example.com"])).expect(200);
    assert_eq!(changed["name"], endpoint["name"]);
    assert_eq!(
        changed["ssl_cert"]["cert_domains"],
        json!(["new.example.com"])
    );
    assert_ne!(changed["updated_at"], endpoint["updated_at"]);
}

#[test]
fn an_endpoint_serves_domains_until_it_is_detached_or_removed() {
    let fake = with_app("my-app");
    let endpoint = add(&fake, &["*.example.com"]);
    let name = endpoint["name"].as_str().expect("a name");
    let path = format!("/apps/my-app/sni-endpoints/{name}");
    let wish = json!({ "hostname": "www.example.com", "sni_endpoint": name });
    let domain = post(&fake, "/apps/my-app/domains", wish).expect(201);
    assert_eq!(domain["sni_endpoint"]["id"], endpoint["id"]);
    assert_eq!(
        get(&fake, &path).expect(200)["domains"],
        json!([domain["id"]])
    );

    let of_domain = "/apps/my-app/domains/www.example.com";
    let detached = patch(&fake, of_domain, json!({ "sni_endpoint": null })).expect(200);
    assert_eq!(detached["sni_endpoint"], Value::Null);
    assert_eq!(get(&fake, &path).expect(200)["domains"], json!([]));

    patch(&fake, of_domain, json!({ "sni_endpoint": endpoint["id"] })).expect(200);
    delete(&fake, &path).expect(200);
    let domain = get(&fake, of_domain).expect(200);
    assert_eq!(domain["sni_endpoint"], Value::Null);
}

#[test]
fn a_domain_is_not_attached_to_what_is_no_endpoint_of_its_app() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let endpoint = add(&fake, &["www.example.com"]);
    for key in [&endpoint["name"], &json!("nothing-12345")] {
        let wish = json!({ "hostname": "www.example.com", "sni_endpoint": key });
        let message = post(&fake, "/apps/other/domains", wish).refused(422, "invalid_params");
        assert!(message.contains("`sni_endpoint`"), "{message}");
    }
}

#[test]
fn an_endpoint_forgets_domains_that_are_removed() {
    let fake = with_app("my-app");
    let endpoint = add(&fake, &["www.example.com"]);
    let wish = json!({ "hostname": "www.example.com", "sni_endpoint": endpoint["id"] });
    post(&fake, "/apps/my-app/domains", wish).expect(201);
    delete(&fake, "/apps/my-app/domains/www.example.com").expect(200);
    let endpoints = get(&fake, "/apps/my-app/sni-endpoints").expect(200);
    assert_eq!(endpoints[0]["domains"], json!([]));
}

#[test]
fn an_ssl_endpoint_can_take_back_its_last_certificate() {
    let fake = with_app("my-app");
    let first = certificate(&["www.example.com"]);
    let endpoint = post(&fake, "/apps/my-app/ssl-endpoints", first.clone()).expect(201);
    let name = endpoint["name"].as_str().expect("a name");
    assert_eq!(endpoint["cname"], format!("{name}.herokussl.com"));
    let path = format!("/apps/my-app/ssl-endpoints/{name}");
    patch(&fake, &path, json!({ "rollback": true })).refused(422, "invalid_params");
    let second = certificate(&["www.example.com"]);
    let changed = patch(&fake, &path, second.clone()).expect(200);
    assert_eq!(changed["certificate_chain"], second["certificate_chain"]);
    let back = patch(&fake, &path, json!({ "rollback": true })).expect(200);
    assert_eq!(back["certificate_chain"], first["certificate_chain"]);
    let no_pem = json!({ "certificate_chain": "example", "private_key": "example" });
    patch(&fake, &path, no_pem).refused(422, "invalid_params");
    delete(&fake, &path).expect(200);
    get(&fake, &path).refused(404, "not_found");
}
