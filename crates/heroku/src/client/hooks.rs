//! Functions of the caller's own that are told what happens.

use std::sync::Arc;

use super::core::Core;
use super::dump::Dump;
use crate::model::Drift;

/// A function that is told of something, warnings or drift.
pub(super) type Hook<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// Functions that are told what happens; most clients have none.
#[derive(Default)]
pub(super) struct Hooks {
    pub(super) dump: Option<Dump>,
    pub(super) on_warning: Option<Hook<str>>,
    pub(super) on_drift: Option<Hook<Drift>>,
}

impl Hooks {
    /// For all clones of a client, if there are any.
    pub(super) fn shared(self) -> Option<Arc<Self>> {
        let is_empty = matches!(
            self,
            Self {
                dump: None,
                on_warning: None,
                on_drift: None,
            }
        );
        (!is_empty).then(|| Arc::new(self))
    }
}

impl Core {
    pub(super) fn dump(&self) -> Option<&Dump> {
        self.hooks.as_ref()?.dump.as_ref()
    }

    pub(super) fn on_warning(&self) -> Option<&Hook<str>> {
        self.hooks.as_ref()?.on_warning.as_ref()
    }

    pub(super) fn on_drift(&self) -> Option<&Hook<Drift>> {
        self.hooks.as_ref()?.on_drift.as_ref()
    }
}
