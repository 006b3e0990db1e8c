//! Passing the second factor, when Heroku asks for it.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::Shared;
use http::Method;
use http::header::AUTHORIZATION;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::call::{Call, Payload};
use super::core::{Arrived, Core};
use super::limits::{Limits, OutOfTime};
use super::two_factor::{Asking, Authorising, Door, TwoFactorNeed, Way};
use crate::error::Error;
use crate::operation::Operation;
use crate::prepared::Head;
use crate::scrub::Scrub;
use crate::transport::Sent;
use crate::{Parts, Secret};

static PRE_AUTHORISE: Operation = Operation::new(
    "AppPreAuthorization",
    Method::PUT,
    "/apps/{app}/pre-authorizations",
);

impl Call {
    /// Gets a code and sees to it that the next try passes; `false` if there is no code to be had.
    ///
    /// Where Heroku names an app, the code is spent on authorising it; otherwise it goes along
    /// with the next try, and with no other.
    pub(super) async fn passes_second_factor(
        &mut self,
        error: &Error,
        head: &Head,
    ) -> Result<bool, Error> {
        if self.has_asked_for_code || !self.is_own {
            return Ok(false);
        }
        self.has_asked_for_code = true;
        let mut api = error.api().cloned().unwrap_or_default();
        let app = api
            .app
            .filter(|app| !matches!(app.as_str(), "" | "." | ".."));
        self.scrub.clean(&mut api.message);
        let need = TwoFactorNeed {
            operation: self.operation.name,
            app: app.clone(),
            message: api.message,
        };
        if let Some(app) = app {
            return self.opens(app, need, head).await;
        }
        let Some(asking) = self.core.two_factor.asking(need) else {
            return Ok(false);
        };
        self.code = self.asked(asking).await;
        Ok(self.code.is_some())
    }

    /// Waits for a code, without haste.
    async fn asked(&mut self, asking: impl Future<Output = Option<Secret>>) -> Option<Secret> {
        let started = Instant::now();
        let code = asking.await;
        self.limits.extend(started.elapsed());
        if let Some(code) = &code {
            self.scrub.add(code.expose());
        }
        code
    }

    /// Sees to it that the app is authorised for this caller.
    ///
    /// Where that fails, it is the error of the call that began it. Those that waited for it fail
    /// as Heroku said to them.
    async fn opens(
        &mut self,
        app: String,
        need: TwoFactorNeed,
        head: &Head,
    ) -> Result<bool, Error> {
        let door = Door {
            caller: head.headers.get(AUTHORIZATION).cloned(),
            app,
        };
        let failure = Arc::default();
        let since = self.limits.attempt_started();
        let way = self.core.two_factor.way(&door, since, need, |asking| {
            let authorisation = Authorisation {
                core: Arc::clone(&self.core),
                operation: self.operation,
                has_authorization: self.has_authorization,
                door: door.clone(),
                scrub: self.scrub.clone(),
                limits: self.limits.clone(),
                failure: Arc::clone(&failure),
            };
            authorisation.start(asking)
        });
        match way {
            Way::Open => Ok(true),
            Way::Shut => Ok(false),
            Way::Start(errand) => {
                self.asked(errand.asking).await;
                let is_open = errand.authorising.await;
                let failure = failure
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                failure.map_or(Ok(is_open), Err)
            }
            Way::Join(errand) => {
                self.asked(errand.asking).await;
                let joined = self.limits.within_call(errand.authorising).await;
                joined.map_err(|OutOfTime(limit)| self.out_of_time(Some(limit), Sent::NotSent))
            }
        }
    }
}

/// Spending a code on an app, so that the caller's requests to it need none for a while.
struct Authorisation {
    core: Arc<Core>,
    /// The action for which it is done.
    operation: &'static Operation,
    /// Whether the caller is another than the client's own.
    has_authorization: bool,
    door: Door,
    scrub: Scrub,
    limits: Limits,
    /// Why it failed, for the call that began it.
    failure: Arc<Mutex<Option<Error>>>,
}

impl Authorisation {
    /// Waits for the code and spends it, as a part of the call that begins it.
    fn start(mut self, asking: Shared<Asking>) -> Authorising {
        let started = Instant::now();
        let work = async move {
            // Kept to the end, so that whoever joins finds it.
            let Some(code) = asking.clone().await else {
                return false;
            };
            self.limits.extend(started.elapsed());
            match self.spend(code).await {
                Ok(_authorised) => {
                    self.core.two_factor.opened(self.door);
                    true
                }
                Err(error) => {
                    let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                    *failure = Some(error);
                    false
                }
            }
        };
        Box::pin(work.instrument(Span::current()))
    }

    async fn spend(&self, code: Secret) -> Result<Arrived, Error> {
        let mut parts = Parts::new(&PRE_AUTHORISE);
        parts.argument(&self.door.app);
        let prepared = parts.finish(self.core.base(), self.core.headers())?;
        let mut head = prepared.head;
        if let Some(authorization) = &self.door.caller
            && self.has_authorization
        {
            head.headers.insert(AUTHORIZATION, authorization.clone());
        }
        let mut call = Call::new(
            Arc::clone(&self.core),
            &PRE_AUTHORISE,
            Some(&prepared.scrub),
            &prepared.settings,
            &mut head,
        );
        call.scrub.extend(&self.scrub);
        call.scrub.add(code.expose());
        call.limits = self.limits.clone();
        call.code = Some(code);
        // A single try: a code that may have arrived is spent.
        call.retry = None;
        call.has_renewed = true;
        call.has_asked_for_code = true;
        let mut payload = Payload::Bytes(prepared.body);
        let result = call.run(&mut head, &mut payload).await;
        result.map_err(|error| {
            let hint = format!("while authorising the app for {}", self.operation.name);
            error.with_hint(&hint).of_another_request()
        })
    }
}
