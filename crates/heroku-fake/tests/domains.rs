//! Domains: the one of an app, custom ones, and certificates that Heroku gets by itself.

mod common;

use common::{column, delete, get, patch, post, range, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn add(fake: &Fake, app: &str, hostname: &str) -> Value {
    let wish = json!({ "hostname": hostname, "sni_endpoint": null });
    post(fake, &format!("/apps/{app}/domains"), wish).expect(201)
}

/// Lets some time pass: each request takes a second.
fn wait(fake: &Fake) {
    for _ in 0..5 {
        get(fake, "/account").expect(200);
    }
}

#[test]
fn a_new_app_has_the_domain_of_its_address() {
    let fake = with_app("my-app");
    let app = get(&fake, "/apps/my-app").expect(200);
    let domains = get(&fake, "/apps/my-app/domains").expect(200);
    assert_eq!(domains.as_array().expect("a list").len(), 1);
    let domain = &domains[0];
    assert_eq!(domain["kind"], "heroku");
    assert_eq!(domain["cname"], Value::Null);
    assert_eq!(domain["status"], "none");
    assert_eq!(domain["app"]["name"], "my-app");
    let hostname = domain["hostname"].as_str().expect("a host name");
    assert_eq!(app["web_url"], format!("https://{hostname}/"));
}

#[test]
fn a_custom_domain_has_a_target_of_its_own() {
    let fake = with_app("my-app");
    let domain = add(&fake, "my-app", "WWW.example.com");
    assert_eq!(domain["hostname"], "www.example.com");
    assert_eq!(domain["kind"], "custom");
    assert_eq!(domain["acm_status"], Value::Null);
    assert_eq!(domain["sni_endpoint"], Value::Null);
    let cname = |domain: &Value| domain["cname"].as_str().expect("a target").to_owned();
    assert!(cname(&domain).ends_with(".herokudns.com"), "{domain}");
    let wildcard = add(&fake, "my-app", "*.example.com");
    assert_ne!(cname(&wildcard), cname(&domain));
}

#[test]
fn a_custom_domain_is_pending_until_name_servers_know_it() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/domains/www.example.com";
    assert_eq!(add(&fake, "my-app", "www.example.com")["status"], "pending");
    assert_eq!(get(&fake, path).expect(200)["status"], "pending");
    wait(&fake);
    assert_eq!(get(&fake, path).expect(200)["status"], "succeeded");
}

#[test]
fn a_domain_is_found_by_id_and_by_hostname() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    for hostname in ["www.example.com", "*.example.com"] {
        let id = add(&fake, "my-app", hostname)["id"].clone();
        let encoded = hostname.replace('*', "%2A").to_uppercase();
        for key in [id.as_str().expect("an id"), hostname, &encoded] {
            let path = format!("/apps/my-app/domains/{key}");
            assert_eq!(get(&fake, &path).expect(200)["id"], id);
        }
        let path = format!("/apps/other/domains/{hostname}");
        get(&fake, &path).refused(404, "not_found");
    }
}

#[test]
fn what_is_no_host_name_is_refused() {
    let fake = with_app("my-app");
    for hostname in [
        "example",
        "",
        "-bad.example.com",
        "a..example.com",
        "https://example.com",
        "www.*.example.com",
        "exa mple.com",
        "mine.herokuapp.com",
    ] {
        let wish = json!({ "hostname": hostname, "sni_endpoint": null });
        let answer = post(&fake, "/apps/my-app/domains", wish);
        let message = answer.refused(422, "invalid_params");
        assert!(message.contains("`hostname`"), "{message}");
    }
}

#[test]
fn a_hostname_belongs_to_one_app_only() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    add(&fake, "my-app", "www.example.com");
    for app in ["my-app", "other"] {
        let wish = json!({ "hostname": "www.EXAMPLE.com", "sni_endpoint": null });
        let answer = post(&fake, &format!("/apps/{app}/domains"), wish);
        let message = answer.refused(422, "invalid_params");
        assert!(message.contains("already belongs"), "{message}");
    }
    let path = "/apps/my-app/domains/www.example.com";
    delete(&fake, path).expect(200);
    get(&fake, path).refused(404, "not_found");
    add(&fake, "other", "www.example.com");
    delete(&fake, "/apps/other").expect(200);
    add(&fake, "my-app", "www.example.com");
}

#[test]
fn the_domain_that_comes_with_an_app_stays() {
    let fake = with_app("my-app");
    let domains = get(&fake, "/apps/my-app/domains").expect(200);
    let path = format!("/apps/my-app/domains/{}", column(&domains, "hostname")[0]);
    delete(&fake, &path).refused(422, "invalid_params");
    patch(&fake, &path, json!({ "sni_endpoint": null })).refused(422, "invalid_params");
    get(&fake, &path).expect(200);
}

#[test]
fn an_app_has_a_thousand_domains_at_most() {
    let fake = with_app("my-app");
    for number in 1..1000 {
        add(&fake, "my-app", &format!("host-{number}.example.com"));
    }
    let wish = json!({ "hostname": "last.example.com", "sni_endpoint": null });
    let answer = post(&fake, "/apps/my-app/domains", wish);
    let message = answer.refused(422, "invalid_params");
    assert!(message.contains("1000"), "{message}");
    let all = range(&fake, "/apps/my-app/domains", "hostname ..; max=1000").expect(200);
    assert_eq!(all.as_array().expect("a list").len(), 1000);
}

#[test]
fn acm_issues_certificates_for_custom_domains() {
    let fake = with_app("my-app");
    add(&fake, "my-app", "www.example.com");
    let app = post(&fake, "/apps/my-app/acm", json!({})).expect(200);
    assert_eq!(app["acm"], true);
    let path = "/apps/my-app/domains/www.example.com";
    assert_eq!(get(&fake, path).expect(200)["acm_status"], "pending");
    wait(&fake);

    let domain = get(&fake, path).expect(200);
    assert_eq!(domain["acm_status"], "cert issued");
    let endpoints = get(&fake, "/apps/my-app/sni-endpoints").expect(200);
    assert_eq!(domain["sni_endpoint"]["id"], endpoints[0]["id"]);
    assert_eq!(endpoints[0]["domains"], json!([domain["id"]]));
    let certificate = &endpoints[0]["ssl_cert"];
    assert_eq!(certificate["acm"], true);
    assert_eq!(certificate["cert_domains"], json!(["www.example.com"]));
    assert_eq!(certificate["self_signed?"], false);
    let domains = get(&fake, "/apps/my-app/domains").expect(200);
    assert!(column(&domains, "acm_status").contains(&"null".to_owned()));
}

#[test]
fn acm_takes_care_of_domains_that_come_later() {
    let fake = with_app("my-app");
    post(&fake, "/apps/my-app/acm", json!({})).expect(200);
    let domain = add(&fake, "my-app", "www.example.com");
    assert_eq!(domain["acm_status"], "pending");
    wait(&fake);
    add(&fake, "my-app", "shop.example.com");
    wait(&fake);
    let endpoints = get(&fake, "/apps/my-app/sni-endpoints").expect(200);
    let endpoints = endpoints.as_array().expect("a list");
    assert_eq!(endpoints.len(), 1);
    let names = endpoints[0]["ssl_cert"]["cert_domains"].as_array();
    assert_eq!(names.expect("host names").len(), 2);
}

#[test]
fn acm_can_be_refreshed_and_taken_back() {
    let fake = with_app("my-app");
    patch(&fake, "/apps/my-app/acm", json!({ "acm_refresh": true })).refused(422, "invalid_params");
    add(&fake, "my-app", "www.example.com");
    post(&fake, "/apps/my-app/acm", json!({})).expect(200);
    wait(&fake);
    let path = "/apps/my-app/domains/www.example.com";
    patch(&fake, "/apps/my-app/acm", json!({ "acm_refresh": true })).expect(200);
    assert_eq!(get(&fake, path).expect(200)["acm_status"], "pending");
    wait(&fake);
    assert_eq!(get(&fake, path).expect(200)["acm_status"], "cert issued");

    assert_eq!(delete(&fake, "/apps/my-app/acm").expect(200)["acm"], false);
    let domain = get(&fake, path).expect(200);
    assert_eq!(domain["acm_status"], Value::Null);
    assert_eq!(domain["sni_endpoint"], Value::Null);
    let endpoints = get(&fake, "/apps/my-app/sni-endpoints").expect(200);
    assert_eq!(endpoints, json!([]));
}
