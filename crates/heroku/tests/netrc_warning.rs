//! A `.netrc` that others can read brings a warning, which names the file and the remedy.

#![cfg(unix)]

use std::fmt::{Debug, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use heroku::Client;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the text of every event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Subscriber for Log {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Text<'a>(&'a mut String);

        impl Visit for Text<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                let _always_ok = writeln!(self.0, "{field}: {value:?}");
            }
        }

        event.record(&mut Text(&mut self.0.lock().expect("the log")));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

fn logged(mode: u32) -> String {
    let name = format!("netrc-{mode:o}");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, "machine api.heroku.com password canary").expect("a file");
    let permissions = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(&path, permissions).expect("permissions");
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let variable = |name: &str| (name == "NETRC").then(|| path.display().to_string());
        let builder = Client::builder().from_variables(variable);
        builder.expect("a builder").build().expect("a client");
    });
    let text = log.0.lock().expect("the log").clone();
    assert!(!text.contains("canary"), "{text}");
    text
}

#[test]
fn a_netrc_that_others_can_read_brings_a_warning() {
    let text = logged(0o644);
    assert!(
        text.contains("netrc-644") && text.contains("chmod 600"),
        "{text}"
    );
}

#[test]
fn a_netrc_of_ones_own_brings_none() {
    assert_eq!(logged(0o600), "");
}
