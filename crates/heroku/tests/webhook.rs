//! Webhooks: what is read of the body.

use heroku::webhook::{Action, Event, EventData, EventError, SignatureError, sign};
use heroku::{Secret, Value};
use proptest::prelude::*;
use serde_json::json;

/// The body of an event about `resource`.
fn body(resource: &str, data: &Value) -> Vec<u8> {
    json!({
        "id": "10000000-0000-4000-8000-000000000001",
        "action": "update",
        "actor": { "id": "20000000-0000-4000-8000-000000000002", "email": "jo@example.com" },
        "created_at": "2026-01-02T03:04:05Z",
        "updated_at": "2026-01-02T03:04:06.5Z",
        "published_at": null,
        "sequence": null,
        "version": "application/vnd.heroku+json; version=3",
        "resource": resource,
        "data": data,
        "previous_data": { "name": "old-name" },
        "webhook_metadata": {
            "attempt": { "id": "attempt-id" },
            "delivery": { "id": "delivery-id" },
            "event": { "id": "event-id", "include": "api:app" },
            "webhook": { "id": "webhook-id" },
        },
    })
    .to_string()
    .into_bytes()
}

fn data(resource: &str, data: &Value) -> EventData {
    Event::parse(&body(resource, data)).expect("an event").data
}

#[test]
fn reads_all_that_an_event_says() {
    let event = Event::parse(&body("app", &json!({ "name": "new-name" }))).expect("an event");
    assert_eq!(event.id, "10000000-0000-4000-8000-000000000001");
    assert_eq!(event.action, Action::Update);
    assert_eq!(event.actor.id, "20000000-0000-4000-8000-000000000002");
    assert_eq!(event.actor.email, "jo@example.com");
    let times = [event.created_at, event.updated_at, event.published_at];
    let times = times.map(|time| time.map(heroku::Timestamp::as_millisecond));
    assert_eq!(
        times,
        [Some(1_767_323_045_000), Some(1_767_323_046_500), None]
    );
    assert_eq!(event.sequence, None);
    assert_eq!(event.version, "application/vnd.heroku+json; version=3");
    assert_eq!(event.resource, "app");
    assert_eq!(event.previous_data["name"], "old-name");
    assert_eq!(event.metadata.attempt.id, "attempt-id");
    assert_eq!(event.metadata.delivery.id, "delivery-id");
    assert_eq!(event.metadata.event.id, "event-id");
    assert_eq!(event.metadata.event.include, "api:app");
    assert_eq!(event.metadata.webhook.id, "webhook-id");
}

#[test]
fn reads_published_at_and_sequence_once_they_come() {
    let body = br#"{"published_at": "2026-01-02T03:04:05Z", "sequence": 12}"#;
    let event = Event::parse(body).expect("an event");
    assert!(event.published_at.is_some());
    assert_eq!(event.sequence, Some(12));
}

/// Reads `$data` under both spellings of `$resource`, and gives the model to `$check`.
macro_rules! reads {
    ($test:ident, $resource:literal, $variant:ident, $data:tt, $check:expr) => {
        #[test]
        fn $test() {
            for resource in [$resource, concat!("api:", $resource)] {
                let EventData::$variant(model) = data(resource, &json!($data)) else {
                    panic!("{resource} is read as another resource");
                };
                let check: fn(&_) -> bool = $check;
                assert!(check(&*model), "{model:?}");
            }
        }
    };
}

reads!(
    reads_an_add_on,
    "addon",
    AddOn,
    {
        "id": "30000000-0000-4000-8000-000000000003", "name": "postgresql-round-12345",
        "actions": [], "config_vars": ["DATABASE_URL"], "provider_id": "resource-17",
        "addon_service": { "id": "s", "name": "heroku-postgresql" },
        "plan": { "id": "p", "name": "heroku-postgresql:essential-0" },
        "app": { "id": "a", "name": "example" }, "state": "provisioned", "web_url": null
    },
    |add_on: &heroku::add_on::AddOn| add_on.plan.name == "heroku-postgresql:essential-0"
        && add_on.config_vars == ["DATABASE_URL"]
);

reads!(
    reads_an_attachment,
    "addon-attachment",
    AddOnAttachment,
    {
        "id": "30000000-0000-4000-8000-000000000003", "name": "DATABASE",
        "addon": { "id": "o", "name": "postgresql-round-12345", "app": { "id": "a", "name": "owner" } },
        "app": { "id": "b", "name": "example" }, "web_url": null
    },
    |attachment: &heroku::add_on_attachment::AddOnAttachment| attachment.name == "DATABASE"
        && attachment.addon.app.name == "owner"
);

reads!(
    reads_an_app,
    "app",
    App,
    {
        "id": "30000000-0000-4000-8000-000000000003", "name": "example", "archived_at": null,
        "build_stack": { "id": "s", "name": "heroku-24" }, "maintenance": true,
        "owner": { "id": "o", "email": "jo@example.com" }, "organization": null, "space": null,
        "region": { "id": "r", "name": "eu" }, "repo_size": null, "slug_size": 1234
    },
    |app: &heroku::app::App| app.name == "example" && app.maintenance && app.slug_size == Some(1234)
);

reads!(
    reads_a_build,
    "build",
    Build,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "output_stream_url": "https://build-output.example.com/streams/1", "status": "pending",
        "slug": null, "release": null, "stack": "heroku-24", "buildpacks": null,
        "user": { "id": "u", "email": "jo@example.com" }
    },
    |build: &heroku::build::Build| build.status.as_str() == "pending" && build.slug.is_none()
);

reads!(
    reads_a_collaborator,
    "collaborator",
    Collaborator,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "user": { "id": "u", "email": "jo@example.com", "federated": false }, "role": "owner"
    },
    |collaborator: &heroku::collaborator::Collaborator| collaborator.user.email == "jo@example.com"
);

reads!(
    reads_a_domain,
    "domain",
    Domain,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "hostname": "www.example.com", "kind": "custom", "cname": null, "status": "none"
    },
    |domain: &heroku::domain::Domain| domain.hostname == "www.example.com"
        && domain.cname.is_none()
);

reads!(
    reads_a_dyno,
    "dyno",
    Dyno,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "name": "web.1", "type": "web", "state": "up", "size": "Basic", "command": "serve",
        "attach_url": null, "release": { "id": "r", "version": 3 }
    },
    |dyno: &heroku::dyno::Dyno| dyno.name == "web.1" && dyno.type_ == "web"
);

reads!(
    reads_a_formation,
    "formation",
    Formation,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "command": "serve", "quantity": 2, "size": "Basic", "type": "worker"
    },
    |formation: &heroku::formation::Formation| formation.quantity == 2
        && formation.type_ == "worker"
);

reads!(
    reads_a_release,
    "release",
    Release,
    {
        "id": "30000000-0000-4000-8000-000000000003", "app": { "id": "a", "name": "example" },
        "version": 41, "status": "pending", "current": true, "description": null,
        "slug": { "id": "s" }, "user": { "id": "u", "email": "jo@example.com" }
    },
    |release: &heroku::release::Release| release.version == 41 && release.current
);

reads!(
    reads_an_sni_endpoint,
    "sni-endpoint",
    SniEndpoint,
    {
        "id": "30000000-0000-4000-8000-000000000003", "name": "jurassic-12345",
        "certificate_chain": "-----BEGIN CERTIFICATE-----", "app": { "id": "a", "name": "example" }
    },
    |endpoint: &heroku::sni_endpoint::SniEndpoint| endpoint.name == "jurassic-12345"
);

reads!(
    reads_an_ssl_endpoint,
    "ssl-endpoint",
    SslEndpoint,
    {
        "id": "30000000-0000-4000-8000-000000000003", "name": "tokyo-1050",
        "cname": "tokyo-1050.example.com", "app": { "id": "a", "name": "example" }
    },
    |endpoint: &heroku::ssl_endpoint::SslEndpoint| endpoint.name == "tokyo-1050"
);

#[test]
fn keeps_a_resource_that_is_unknown() {
    let value = json!({ "id": 1, "nested": { "a": [1, 2.5, null] } });
    for resource in ["pipeline", "", "api:", "api:api:app", "App"] {
        assert_eq!(
            data(resource, &value),
            EventData::Unknown(value.clone()),
            "{resource}"
        );
    }
}

#[test]
fn keeps_data_that_is_not_what_the_resource_is() {
    for value in [
        Value::Null,
        json!([]),
        json!("released"),
        json!({ "version": { "major": 1 } }),
    ] {
        assert_eq!(data("release", &value), EventData::Unknown(value.clone()));
    }
}

#[test]
fn keeps_an_action_that_is_unknown() {
    for (text, action) in [
        ("create", Action::Create),
        ("destroy", Action::Destroy),
        ("promote", Action::Unknown("promote".to_owned())),
    ] {
        let body = json!({ "action": text }).to_string();
        let event = Event::parse(body.as_bytes()).expect("an event");
        assert_eq!(event.action, action);
        assert_eq!(event.action.as_str(), text);
    }
}

#[test]
fn takes_what_is_missing_or_null() {
    assert_eq!(Event::parse(b"{}"), Ok(Event::default()));
    let nulls = br#" { "id": null, "action": null, "actor": null, "created_at": null,
        "version": null, "resource": null, "data": null, "previous_data": null,
        "webhook_metadata": null, "unknown": [] } "#;
    assert_eq!(Event::parse(nulls), Ok(Event::default()));
    let event = Event::parse(br#"{"actor": {"email": null}, "webhook_metadata": {"event": {}}}"#);
    assert_eq!(event, Ok(Event::default()));
}

#[test]
fn reads_the_data_whatever_the_order_of_the_fields() {
    for body in [
        r#"{"data": {"name": "example"}, "resource": "app"}"#,
        r#"{"resource": "app", "data": {"name": "example"}}"#,
    ] {
        let event = Event::parse(body.as_bytes()).expect("an event");
        assert!(matches!(event.data, EventData::App(app) if app.name == "example"));
    }
}

#[test]
fn refuses_a_body_that_is_no_event() {
    for (body, problem) in [
        (&b""[..], "the webhook's body is empty"),
        (b" \n", "the webhook's body is empty"),
        (b"null", "the webhook's body is no JSON object"),
        (b"[]", "the webhook's body is no JSON object"),
        (b"[{}]", "the webhook's body is no JSON object"),
        (b"\"sesame\"", "the webhook's body is no JSON object"),
        (b"id=sesame", "the webhook's body is no JSON object"),
        (
            b"{\"id\": \"sesame",
            "is no JSON, or breaks off (line 1, column 14)",
        ),
        (
            b"{\"id\": \"sesame\xff\"}",
            "the webhook's body is no UTF-8",
        ),
        (
            b"{\"id\": \"a\"} sesame",
            "is no JSON, or breaks off (line 1, column ",
        ),
        (
            b"{\"actor\": {\n\"id\": [\"sesame\"]}}",
            "another type than promised at `actor.id",
        ),
        (
            b"{\"sequence\": \"sesame\"}",
            "another type than promised at `sequence`",
        ),
    ] {
        let error = Event::parse(body).expect_err("no event");
        let shown = format!("{error}");
        assert!(shown.contains(problem), "{shown}");
        assert!(!format!("{shown} {error:?}").contains("sesame"), "{shown}");
        assert!(!shown.contains('\n'), "{shown}");
    }
}

#[test]
fn an_error_names_the_place_and_no_name_that_is_found_there() {
    for name in [
        "a\u{7f}b".to_owned(),
        "a\u{2028}b".to_owned(),
        "a".repeat(1000),
    ] {
        let body = format!("{{\"webhook_metadata\": [{{\"{name}\": 1}}]}}");
        let error = Event::parse(body.as_bytes()).expect_err("no event");
        let shown = error.to_string();
        assert!(
            shown.contains(" at `webhook_metadata` (line 1, ") && !shown.contains(&name),
            "{shown:?}"
        );
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let body = format!("{{\"data\": {}", "[".repeat(100_000));
    assert!(matches!(
        Event::parse(body.as_bytes()),
        Err(EventError::Unreadable(_))
    ));
}

#[test]
fn reads_only_what_is_verified() {
    let secret = Secret::from("example-secret");
    let body = body("app", &json!({ "name": "example" }));
    let signature = sign(&secret, &body);
    let event = Event::verified(&secret, &signature, &body);
    assert_eq!(event, Event::parse(&body));
    assert!(event.is_ok());
    let both = [Secret::from("other"), secret.clone()];
    assert_eq!(Event::verified(&both, &signature, &body), event);
    assert_eq!(
        Event::verified(&secret, &signature, b"no JSON"),
        Err(EventError::Signature(SignatureError::Mismatch))
    );
    let signed = sign(&secret, b"no JSON");
    let error = Event::verified(&secret, &signed, b"no JSON").expect_err("no event");
    assert!(matches!(error, EventError::Unreadable(_)));
}

#[test]
fn debug_shows_no_value_that_may_be_secret() {
    let secrets = json!({ "TOKEN": "sesame", "nested": { "url": "https://sesame@example.com" } });
    for (resource, value) in [
        ("config-var", secrets.clone()),
        ("config-var", json!("sesame")),
        ("config-var", json!(["sesame"])),
        (
            "build",
            json!({ "output_stream_url": "https://example.com/sesame" }),
        ),
        (
            "dyno",
            json!({ "attach_url": "rendezvous://example.com/sesame" }),
        ),
    ] {
        let body = json!({ "resource": resource, "data": value, "previous_data": secrets });
        let event = Event::parse(body.to_string().as_bytes()).expect("an event");
        let shown = format!("{event:?} {:?} {event:#?}", event.data);
        assert!(!shown.contains("sesame"), "{shown}");
        assert!(shown.contains("TOKEN"), "{shown}");
    }
}

/// JSON of any shape, in which the names of an event occur.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 8.0)),
        "[a-z:]{0,6}|app|release|api:dyno|create|2026-01-02T03:04:05Z".prop_map(Value::from),
    ];
    let name = "id|action|actor|email|created_at|sequence|resource|data|previous_data|app|name|version|webhook_metadata|event|[a-z]{1,4}";
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_an_event_or_an_error(body in any::<Vec<u8>>()) {
        let _ = format!("{:?}", Event::parse(&body));
    }

    #[test]
    fn any_json_is_an_event_or_an_error(value in any_json(), length in any::<prop::sample::Index>()) {
        let text = value.to_string();
        for body in [text.as_bytes(), &text.as_bytes()[..length.index(text.len())]] {
            if let Err(error) = Event::parse(body) {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }

    #[test]
    fn unknown_data_is_kept_as_it_is(value in any_json()) {
        prop_assert_eq!(data("something-new", &value), EventData::Unknown(value));
    }
}
