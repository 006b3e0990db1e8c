//! Passing the second factor, when Heroku asks for it.

use std::sync::Arc;

use http::Method;
use http::header::AUTHORIZATION;
use tokio::time::Instant;

use super::call::{Call, Payload};
use super::core::Arrived;
use super::redirect::Head;
use super::two_factor::TwoFactorNeed;
use crate::error::Error;
use crate::operation::Operation;
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
        if self.has_asked_for_code || !self.is_own || !self.core.two_factor.is_set_up() {
            return Ok(false);
        }
        self.has_asked_for_code = true;
        let mut api = error.api().cloned().unwrap_or_default();
        api.app = api
            .app
            .filter(|app| !matches!(app.as_str(), "" | "." | ".."));
        self.scrub.clean(&mut api.message);
        let need = TwoFactorNeed {
            operation: self.operation.name,
            app: api.app.clone(),
            message: api.message,
        };
        let two_factor = self.core.two_factor.clone();
        let asked = Instant::now();
        let mut desk = two_factor.desk().await;
        let is_authorised = |app: &String| desk.is_authorised(app, self.limits.attempt_started());
        if api.app.as_ref().is_some_and(is_authorised) {
            self.limits.extend(asked.elapsed());
            return Ok(true);
        }
        let Some(code) = two_factor.code(need).await else {
            return Ok(false);
        };
        self.limits.extend(asked.elapsed());
        self.scrub.add(code.expose());
        match api.app {
            None => self.code = Some(code),
            Some(app) => {
                self.pre_authorise(&app, code, head).await?;
                desk.authorise(&app);
            }
        }
        Ok(true)
    }

    /// Spends a code on an app, so that requests to it need none for a while.
    async fn pre_authorise(&self, app: &str, code: Secret, own: &Head) -> Result<(), Error> {
        let mut parts = Parts::new(&PRE_AUTHORISE);
        parts.argument(app);
        let (request, settings) = parts.finish(self.core.base(), self.core.headers())?;
        let (parts, body) = request.into_parts();
        let mut head = Head {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
        };
        if let Some(authorization) = own.headers.get(AUTHORIZATION)
            && self.has_authorization
        {
            head.headers.insert(AUTHORIZATION, authorization.clone());
        }
        let mut call = Self::new(
            Arc::clone(&self.core),
            &PRE_AUTHORISE,
            &parts.extensions,
            &settings,
            &mut head,
        );
        call.scrub.extend(&self.scrub);
        call.limits = self.limits.clone();
        call.code = Some(code);
        // A single try: a code that may have arrived is spent.
        let mut payload = Payload::Bytes(body);
        let tried = call.attempt::<Arrived>(&mut head, &mut payload).await;
        tried.map(drop).map_err(|error| {
            let hint = format!("while authorising the app for {}", self.operation.name);
            call.explained(error.with_hint(&hint))
        })
    }
}
