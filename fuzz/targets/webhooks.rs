//! Webhooks: any body is an event or refused in one line, and only its own signature fits it.

#![no_main]

use heroku::webhook::{self, Event, EventData, EventError, SignatureError};
use heroku::{Secret, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let secret = Secret::from("secret");
    let signature = webhook::sign(&secret, body);
    let verified = Event::verified(&secret, &signature, body);
    assert_eq!(verified, Event::parse(body));
    let others = Event::verified(&Secret::from("other"), &signature, body);
    let mismatch = EventError::Signature(SignatureError::Mismatch);
    assert_eq!(others.expect_err("another secret"), mismatch);

    let json = serde_json::from_slice::<Value>(body);
    let event = match verified {
        Ok(event) => event,
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(char::is_control), "{shown:?}");
            assert!(matches!(error, EventError::Unreadable(_)));
            return;
        }
    };
    let shown = format!("{event:?}");
    assert!(!shown.contains(char::is_control), "{shown:?}");
    let Ok(Value::Object(fields)) = json else {
        // A value within is out of the range of numbers, where no field wants it.
        return;
    };
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    for (name, read) in [
        ("id", event.id.as_str()),
        ("action", event.action.as_str()),
        ("resource", event.resource.as_str()),
        ("version", event.version.as_str()),
    ] {
        if let Some(sent) = text(name) {
            assert_eq!(read, sent);
        }
    }
    if let (EventData::Unknown(kept), Some(sent)) = (&event.data, fields.get("data")) {
        assert_eq!(kept, sent);
    }
    if let Some(Value::Object(sent)) = fields.get("previous_data") {
        assert_eq!(event.previous_data.len(), sent.len());
        for (name, value) in sent {
            assert_eq!(event.previous_data.get(name), Some(value));
        }
    }
});
