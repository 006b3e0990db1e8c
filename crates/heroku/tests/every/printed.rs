//! What was printed, wherever it went: values, dumps, hooks, traces, errors.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use heroku::{Attempt, Builder, Error};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// All that was traced since it was last taken, by any test of this file.
static TRACED: Mutex<String> = Mutex::new(String::new());

/// Collects what is printed.
#[derive(Clone, Default)]
pub struct Printed(Arc<Mutex<String>>);

impl Printed {
    /// Starts to collect what is traced, too.
    pub fn new() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            tracing::subscriber::set_global_default(Tracer).expect("the only subscriber");
        });
        Self::default()
    }

    /// Collects what a client dumps and what it tells its hooks, and lets it try twice at once
    /// what may be repeated.
    pub fn listen(&self, builder: Builder) -> Builder {
        let (dump, warning, drift) = (self.clone(), self.clone(), self.clone());
        builder
            .retry_budget(None)
            .retry(|failed: &Attempt<'_>| {
                (failed.is_transient() && failed.number() < 2).then_some(Duration::ZERO)
            })
            .dump(move |text| dump.add("dump", text))
            .on_warning(move |text| warning.add("warning", text))
            .on_drift(move |it| drift.add("drift", &format!("{it} {it:?}")))
    }

    pub fn add(&self, what: &str, text: &str) {
        let _always_ok = writeln!(lock(&self.0), "{what}: {text}");
    }

    pub fn debug(&self, what: &str, value: &(impl Debug + ?Sized)) {
        self.add(what, &format!("{value:?}\n{value:#?}"));
    }

    /// Collects all that an error says, its causes included.
    pub fn error(&self, error: &Error) {
        self.add("error", &format!("{error}\n{error:#}"));
        self.debug("error", error);
        self.debug("api error", &error.api());
        self.debug("path", &error.json_path());
        let mut next = std::error::Error::source(error);
        while let Some(cause) = next {
            self.add("cause", &cause.to_string());
            self.debug("cause", cause);
            next = cause.source();
        }
    }

    /// All that was printed and traced since the last time.
    pub fn take(&self) -> String {
        let printed = std::mem::take(&mut *lock(&self.0));
        let traced = std::mem::take(&mut *lock(&TRACED));
        format!("{printed}{traced}")
    }
}

fn lock(text: &Mutex<String>) -> MutexGuard<'_, String> {
    text.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes down every event and span, of every level.
struct Tracer;

impl Subscriber for Tracer {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Writer);
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        values.record(&mut Writer);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Writer);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

struct Writer;

impl Visit for Writer {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _always_ok = writeln!(lock(&TRACED), "trace: {field}={value:?}");
    }
}
