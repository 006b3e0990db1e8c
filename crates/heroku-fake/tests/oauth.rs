//! OAuth: authorizations, clients, tokens, sessions and scopes.

mod common;

use std::time::Duration;

use common::{Answer, column, delete, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

/// Makes an authorization, and tells its id and its token.
fn authorize(fake: &Fake, wish: Value) -> (String, String) {
    let made = post(fake, "/oauth/authorizations", wish).expect(201);
    (text(&made["id"]), text(&made["access_token"]["token"]))
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Sends a request with a token.
fn by(fake: &Fake, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    send_with(
        fake,
        method,
        path,
        &[("authorization", &bearer)],
        body.to_string(),
    )
}

fn get_by(fake: &Fake, token: &str, path: &str) -> Answer {
    by(fake, token, "GET", path, &Value::Null)
}

#[test]
fn a_token_that_was_given_out_leads_to_the_same_world() {
    let fake = with_app("my-app");
    let wish = json!({ "scope": ["global"], "description": "for a test", "expires_in": null });
    let made = post(&fake, "/oauth/authorizations", wish).expect(201);
    assert_eq!(made["description"], "for a test");
    assert_eq!(made["user"]["email"], "user@example.com");
    assert_eq!(
        (&made["client"], &made["grant"]),
        (&Value::Null, &Value::Null)
    );
    let token = text(&made["access_token"]["token"]);
    assert_eq!((token.len(), &token[..5]), (41, "HRKU-"));
    assert_eq!(
        get_by(&fake, &token, "/apps/my-app").expect(200)["name"],
        "my-app"
    );
    get_by(&fake, "HRKU-unknown", "/apps/my-app").refused(404, "not_found");
}

#[test]
fn a_login_by_email_and_password_gives_a_token() {
    let fake = Fake::new();
    let basic = "Basic dXNlckBleGFtcGxlLmNvbTpodW50ZXIy";
    let wish = json!({ "scope": ["global"], "expires_in": 2_592_000, "description": "login" });
    let headers = [("authorization", basic)];
    let made = send_with(
        &fake,
        "POST",
        "/oauth/authorizations",
        &headers,
        wish.to_string(),
    );
    let made = made.expect(201);
    let token = text(&made["access_token"]["token"]);
    post_as(&fake, &token, "/apps", &json!({ "name": "by-token" })).expect(201);
    send_with(&fake, "GET", "/apps/by-token", &headers, "").expect(200);
}

fn post_as(fake: &Fake, token: &str, path: &str, body: &Value) -> Answer {
    by(fake, token, "POST", path, body)
}

#[test]
fn a_token_counts_until_it_ends() {
    let fake = Fake::new();
    for seconds in [json!(600), json!("600")] {
        let (id, token) = authorize(&fake, json!({ "scope": ["global"], "expires_in": seconds }));
        get_by(&fake, &token, "/apps").expect(200);
        let path = format!("/oauth/authorizations/{id}");
        let left = || get(&fake, &path).expect(200)["access_token"]["expires_in"].clone();
        let before = left().as_i64().expect("seconds");
        assert!(before > 590 && before < 600, "{before}");
        fake.advance(Duration::from_mins(10));
        get_by(&fake, &token, "/apps").refused(401, "unauthorized");
        assert_eq!(left(), 0);
    }
    for seconds in [json!(0), json!(-1), json!("soon")] {
        let wish = json!({ "scope": ["global"], "expires_in": seconds });
        let message = post(&fake, "/oauth/authorizations", wish).refused(422, "invalid_params");
        assert!(message.contains("`expires_in`"), "{message}");
    }
}

#[test]
fn a_token_counts_until_its_authorization_is_deleted() {
    let fake = Fake::new();
    let (id, token) = authorize(&fake, json!({ "scope": ["global"] }));
    let gone = delete(&fake, &format!("/oauth/authorizations/{id}")).expect(200);
    assert_eq!(gone["id"], id);
    get_by(&fake, &token, "/apps").refused(401, "unauthorized");
    let refused = get(&fake, &format!("/oauth/authorizations/{id}"));
    assert_eq!(refused.body["resource"], "authorization");
    refused.refused(404, "not_found");
}

#[test]
fn a_token_can_be_deleted_alone() {
    let fake = Fake::new();
    let made = post(
        &fake,
        "/oauth/authorizations",
        json!({ "scope": ["global"] }),
    )
    .expect(201);
    let token = text(&made["access_token"]["token"]);
    delete(
        &fake,
        &format!("/oauth/tokens/{}", text(&made["access_token"]["id"])),
    )
    .expect(200);
    get_by(&fake, &token, "/apps").refused(401, "unauthorized");
    let path = format!("/oauth/authorizations/{}", text(&made["id"]));
    assert_eq!(get(&fake, &path).expect(200)["access_token"], Value::Null);
}

#[test]
fn new_tokens_take_the_place_of_old_ones() {
    let fake = Fake::new();
    let (id, old) = authorize(&fake, json!({ "scope": ["read"], "expires_in": 600 }));
    let path = format!("/oauth/authorizations/{id}/actions/regenerate-tokens");
    let told = post(&fake, &path, json!({})).expect(200);
    let new = text(&told["access_token"]["token"]);
    assert_ne!(new, old);
    assert_eq!(told["access_token"]["expires_in"], 600);
    get_by(&fake, &old, "/apps").refused(401, "unauthorized");
    assert_eq!(get_by(&fake, &new, "/apps").header("oauth-scope"), "read");
}

#[test]
fn lists_show_the_ends_of_tokens_only() {
    let fake = Fake::new();
    let (id, token) = authorize(&fake, json!({ "scope": ["global"] }));
    let list = get(&fake, "/oauth/authorizations").expect(200);
    let mut rows = list.as_array().expect("a list").iter();
    let row = rows.find(|row| row["id"] == id).expect("it is there");
    let shown = text(&row["access_token"]["token"]);
    let (start, end) = shown.split_once("**********").expect("ten asterisks");
    assert!(
        token.starts_with(start) && token.ends_with(end) && !end.is_empty(),
        "{shown}"
    );
    let one = get(&fake, &format!("/oauth/authorizations/{id}")).expect(200);
    assert_eq!(one["access_token"]["token"], token);
}

#[test]
fn the_tilde_is_the_key_of_the_account() {
    let fake = Fake::new();
    let (id, token) = authorize(&fake, json!({ "scope": ["global"] }));
    let own = get(&fake, "/oauth/authorizations/~").expect(200);
    assert_ne!(own["id"], id);
    assert!(!text(&own["access_token"]["token"]).contains("test-token"));
    assert_eq!(
        get_by(&fake, &token, "/oauth/authorizations/~").expect(200)["id"],
        own["id"]
    );
    let list = get(&fake, "/oauth/authorizations").expect(200);
    assert!(column(&list, "id").contains(&text(&own["id"])));
    delete(&fake, "/oauth/authorizations/~").expect(200);
    get(&fake, "/apps").refused(401, "unauthorized");
    get_by(&fake, &token, "/apps").expect(200);
    get_by(&fake, &token, "/oauth/authorizations/~").refused(404, "not_found");
}

#[test]
fn the_description_of_an_authorization_can_be_changed() {
    let fake = Fake::new();
    let (id, _) = authorize(&fake, json!({ "scope": ["global"] }));
    let client = client(&fake);
    let path = format!("/oauth/authorizations/{id}");
    let wish = |secret: &Value| json!({ "description": "new", "client": { "id": client["id"], "secret": secret } });
    let message = patch(&fake, &path, wish(&json!("wrong"))).refused(422, "invalid_params");
    assert!(message.contains("`client.secret`"), "{message}");
    assert_eq!(
        patch(&fake, &path, wish(&client["secret"])).expect(200)["description"],
        "new"
    );
}

#[test]
fn what_the_command_line_leaves_out_is_not_missed() {
    let fake = Fake::new();
    let made = post(
        &fake,
        "/oauth/authorizations",
        json!({ "description": "mine" }),
    )
    .expect(201);
    assert_eq!(made["scope"], json!(["global"]));
    let path = format!("/oauth/authorizations/{}", text(&made["id"]));
    let changed = patch(&fake, &path, json!({ "description": "yours" })).expect(200);
    assert_eq!(changed["description"], "yours");
}

#[test]
fn teams_have_authorizations_of_their_own() {
    let fake = Fake::new();
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let path = "/teams/our-team/oauth/authorizations";
    let wish = json!({ "description": "of us", "expires_in": 60 }).to_string();
    let made = send_with(&fake, "POST", path, &sdk, wish).expect(201);
    assert_eq!(made["scope"], json!(["global"]));
    let list = send_with(&fake, "GET", path, &sdk, "").expect(200);
    assert_eq!(column(&list, "description"), ["of us"]);
    let own = get(&fake, "/oauth/authorizations").expect(200);
    assert!(!column(&own, "id").contains(&text(&made["id"])));
}

#[test]
fn scopes_limit_what_a_token_may_do() {
    let fake = with_app("my-app");
    let cases = [
        ("identity", [200, 403, 403, 403, 403, 403, 403]),
        ("read", [200, 200, 403, 403, 403, 403, 403]),
        ("read-protected", [200, 200, 200, 200, 403, 403, 403]),
        ("write", [200, 200, 403, 403, 200, 403, 403]),
        ("write-protected", [200, 200, 200, 200, 200, 200, 403]),
        ("global", [200; 7]),
    ];
    let vars = "/apps/my-app/config-vars";
    for (scope, expected) in cases {
        let (_, token) = authorize(&fake, json!({ "scope": [scope] }));
        let requests = [
            ("GET", "/account", json!(null)),
            ("GET", "/apps/my-app", json!(null)),
            ("GET", vars, json!(null)),
            ("GET", "/apps/my-app/releases", json!(null)),
            ("PATCH", "/apps/my-app", json!({ "maintenance": false })),
            ("PATCH", vars, json!({ "A": "1" })),
            ("GET", "/oauth/authorizations", json!(null)),
        ];
        for ((method, path, body), expected) in requests.into_iter().zip(expected) {
            let answer = by(&fake, &token, method, path, &body);
            assert_eq!(answer.status.as_u16(), expected, "{scope}: {method} {path}");
            assert_eq!(answer.header("oauth-scope"), scope);
            let accepted: Vec<_> = answer.header("oauth-scope-accepted").split(' ').collect();
            assert_eq!(
                accepted.contains(&scope),
                expected == 200,
                "{scope}: {method} {path}"
            );
            if expected == 403 {
                answer.refused(403, "forbidden");
            }
        }
    }
}

#[test]
fn scopes_must_exist() {
    let fake = Fake::new();
    for scope in [json!([]), json!(["everything"]), json!(["read", "x"])] {
        let answer = post(&fake, "/oauth/authorizations", json!({ "scope": scope }));
        let message = answer.refused(422, "invalid_params");
        assert!(
            message.contains("`scope`") && message.contains("identity"),
            "{message}"
        );
    }
    let (_, token) = authorize(&fake, json!({ "scope": ["read", "write"] }));
    assert_eq!(
        get_by(&fake, &token, "/apps").header("oauth-scope"),
        "read write"
    );
}

fn client(fake: &Fake) -> Value {
    let wish = json!({ "name": "my-client", "redirect_uri": "https://www.example.com/callback" });
    post(fake, "/oauth/clients", wish).expect(201)
}

#[test]
fn a_client_has_a_secret_that_can_be_changed() {
    let fake = Fake::new();
    let client = client(&fake);
    assert_eq!(client["ignores_delinquent"], false);
    let path = format!("/oauth/clients/{}", text(&client["id"]));
    assert_eq!(get(&fake, &path).expect(200), client);
    let rotated = post(
        &fake,
        &format!("{path}/actions/rotate-credentials"),
        json!({}),
    )
    .expect(200);
    assert_ne!(rotated["secret"], client["secret"]);
    assert_eq!(get(&fake, &path).expect(200)["secret"], rotated["secret"]);
    let renamed = patch(&fake, &path, json!({ "name": "other" })).expect(200);
    assert_eq!(
        (&renamed["name"], &renamed["secret"]),
        (&json!("other"), &rotated["secret"])
    );
    delete(&fake, &path).expect(200);
    get(&fake, &path).refused(404, "not_found");
}

#[test]
fn users_are_sent_back_to_safe_addresses_only() {
    let fake = Fake::new();
    let path = format!("/oauth/clients/{}", text(&client(&fake)["id"]));
    for address in [
        "http://www.example.com/",
        "ftp://www.example.com/",
        "www.example.com",
        "https://www.example.com/#here",
    ] {
        let wish = json!({ "name": "my-client", "redirect_uri": address });
        for answer in [
            post(&fake, "/oauth/clients", wish.clone()),
            patch(&fake, &path, wish),
        ] {
            let message = answer.refused(422, "invalid_params");
            assert!(message.contains("`redirect_uri`"), "{message}");
        }
    }
    for address in [
        "http://localhost:3000/back",
        "http://127.0.0.1/",
        "https://a.example/?b=c",
    ] {
        let wish = json!({ "name": "my-client", "redirect_uri": address });
        post(&fake, "/oauth/clients", wish).expect(201);
    }
}

/// What a client gets for a code or a refresh token, without a token of its own.
fn trade(fake: &Fake, body: &Value) -> Answer {
    let nobody = [("authorization", "none")];
    send_with(fake, "POST", "/oauth/tokens", &nobody, body.to_string())
}

#[test]
fn a_client_trades_its_code_once_and_its_refresh_token_again_and_again() {
    let fake = with_app("my-app");
    let client = client(&fake);
    let wish = json!({ "scope": ["read"], "client": client["id"] });
    let made = post(&fake, "/oauth/authorizations", wish).expect(201);
    assert_eq!(made["client"]["name"], "my-client");
    assert_eq!(made["access_token"], Value::Null);
    let by_code = |secret: &Value| {
        let grant = json!({ "type": "authorization_code", "code": made["grant"]["code"] });
        trade(
            &fake,
            &json!({ "grant": grant, "client": { "secret": secret } }),
        )
    };
    by_code(&json!("wrong")).refused(401, "unauthorized");
    let told = by_code(&client["secret"]).expect(201);
    assert_eq!(told["access_token"]["expires_in"], 8 * 60 * 60);
    assert_eq!(told["authorization"]["id"], made["id"]);
    by_code(&client["secret"]).refused(401, "unauthorized");
    let first = text(&told["access_token"]["token"]);
    get_by(&fake, &first, "/apps/my-app").expect(200);
    fake.advance(Duration::from_hours(8));
    get_by(&fake, &first, "/apps/my-app").refused(401, "unauthorized");

    let refresh = json!({
        "grant": { "type": "refresh_token" },
        "refresh_token": { "token": told["refresh_token"]["token"] },
        "client": { "secret": client["secret"] },
    });
    for _ in 0..2 {
        let told = trade(&fake, &refresh).expect(201);
        let token = text(&told["access_token"]["token"]);
        assert_eq!(get_by(&fake, &token, "/apps").header("oauth-scope"), "read");
    }
    delete(&fake, &format!("/oauth/clients/{}", text(&client["id"]))).expect(200);
    trade(&fake, &refresh).refused(401, "unauthorized");
}

#[test]
fn a_code_is_soon_too_old() {
    let fake = Fake::new();
    let client = client(&fake);
    let wish = json!({ "scope": ["read"], "client": client["id"] });
    let made = post(&fake, "/oauth/authorizations", wish).expect(201);
    fake.advance(Duration::from_mins(5));
    let grant = json!({ "type": "authorization_code", "code": made["grant"]["code"] });
    let body = json!({ "grant": grant, "client": { "secret": client["secret"] } });
    trade(&fake, &body).refused(401, "unauthorized");
}

#[test]
fn what_is_missing_in_a_trade_is_named() {
    let fake = Fake::new();
    for (body, field) in [
        (json!({}), "`grant`"),
        (json!({ "grant": {} }), "`client.secret`"),
        (
            json!({ "grant": {}, "client": { "secret": "x" } }),
            "`grant.type`",
        ),
        (
            json!({ "grant": { "type": "password" }, "client": { "secret": "x" } }),
            "`grant.type`",
        ),
        (
            json!({ "grant": { "type": "refresh_token" }, "client": { "secret": "x" } }),
            "`refresh_token.token`",
        ),
    ] {
        let message = trade(&fake, &body).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
}

#[test]
fn a_session_takes_its_tokens_with_it() {
    let fake = Fake::new();
    let refused = delete(&fake, "/oauth/sessions/~");
    assert_eq!(refused.body["resource"], "session");
    refused.refused(404, "not_found");

    let client = client(&fake);
    let wish = json!({ "scope": ["global"], "client": client["id"] });
    let made = post(&fake, "/oauth/authorizations", wish).expect(201);
    let grant = json!({ "type": "authorization_code", "code": made["grant"]["code"] });
    let body = json!({ "grant": grant, "client": { "secret": client["secret"] } });
    let told = trade(&fake, &body).expect(201);
    let token = text(&told["access_token"]["token"]);
    let list = get(&fake, "/oauth/sessions").expect(200);
    assert_eq!(column(&list, "id"), [text(&told["session"]["id"])]);
    let gone = by(&fake, &token, "DELETE", "/oauth/sessions/~", &json!({})).expect(200);
    assert_eq!(gone["id"], told["session"]["id"]);
    get_by(&fake, &token, "/apps").refused(401, "unauthorized");
    assert_eq!(get(&fake, "/oauth/sessions").expect(200), json!([]));
}

#[test]
fn tokens_are_in_the_snapshot() {
    let fake = with_app("my-app");
    let (_, token) = authorize(&fake, json!({ "scope": ["read"], "expires_in": 600 }));
    let restored = Fake::new();
    restored
        .restore(&fake.snapshot())
        .expect("it was just written");
    get_by(&restored, &token, "/apps/my-app").expect(200);
    restored.advance(Duration::from_mins(10));
    get_by(&restored, &token, "/apps/my-app").refused(401, "unauthorized");
}
