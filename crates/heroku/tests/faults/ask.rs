//! One call to a scripted server, and what came of it.

use heroku::app::{App, AppCreate, AppDelete, AppInfo, AppList};
use heroku::{Error, ErrorKind, Page, Request, Response};

use crate::server::{Received, Server};
use crate::step::Step;

/// What came of a call, and the server that saw it.
pub(crate) struct Outcome<T> {
    pub(crate) result: Result<Response<T>, Error>,
    pub(crate) server: Server,
}

/// Asks for an app (GET) of a server that does this.
pub(crate) fn get(step: Step) -> Outcome<App> {
    call(step, AppInfo::new("example"))
}

/// Makes an app (POST) on a server that does this. What may be tried again for a GET is an error
/// at once here.
pub(crate) fn post(step: Step) -> Outcome<App> {
    call(step, AppCreate::new().name("example"))
}

/// Deletes an app on a server that does this.
pub(crate) fn delete(step: Step) -> Outcome<App> {
    call(step, AppDelete::new("example"))
}

/// Asks for a page of apps of a server that does this.
pub(crate) fn list(step: Step) -> Outcome<Page<App>> {
    call(step, AppList::new())
}

pub(crate) fn call<R: Request>(step: Step, request: R) -> Outcome<R::Output> {
    call_by(step, request, |builder| builder)
}

/// Sends a request by a client that is set up so.
pub(crate) fn call_by<R: Request>(
    step: Step,
    request: R,
    configure: impl FnOnce(heroku::Builder) -> heroku::Builder,
) -> Outcome<R::Output> {
    let server = Server::new([step]);
    let client = configure(server.builder()).build_blocking();
    let result = client.expect("a client").exchange(request);
    Outcome { result, server }
}

impl<T> Outcome<T> {
    /// What the call gave; one request was needed for it.
    #[track_caller]
    pub(crate) fn response(self) -> Response<T> {
        assert_eq!(self.server.requests().len(), 1, "requests");
        match self.result {
            Ok(response) => response,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Why the call failed, which one request showed; printed, it is one line without secrets.
    #[track_caller]
    pub(crate) fn error(self) -> Failure {
        let requests = self.server.requests();
        assert_eq!(requests.len(), 1, "requests");
        let error = match self.result {
            Ok(response) => panic!("{} is no error", response.status()),
            Err(error) => error,
        };
        let printed = error.to_string();
        assert!(!printed.contains(['\n', '\r', '\0']), "{printed:?}");
        assert!(!format!("{printed} {error:?}").contains("canary-token"));
        let effects = self.server.effects();
        Failure {
            error,
            requests,
            effects,
        }
    }
}

/// Why a call failed, and what the server saw of it.
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) requests: Vec<Received>,
    pub(crate) effects: usize,
}

impl Failure {
    /// Checks that the call was answered, and that what arrived was kept.
    #[track_caller]
    pub(crate) fn is(&self, kind: ErrorKind, status: u16, body: impl AsRef<[u8]>) -> &Self {
        let error = &self.error;
        assert_eq!(error.kind(), kind, "{error:?}");
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(status),
            "{error:?}"
        );
        assert!(
            error.body().as_ref() == body.as_ref(),
            "{:?}",
            error.body().slice(..error.body().len().min(200))
        );
        assert!(error.may_have_been_sent());
        assert_eq!(error.attempts(), 1);
        let sent = self.requests[0].header("request-id").expect("an id");
        assert!(error.request_ids().contains(&sent), "{error:?}");
        self
    }

    /// Checks what is printed, but for the request id.
    #[track_caller]
    pub(crate) fn says(&self, expected: &str) -> &Self {
        let printed = self.error.to_string();
        assert!(printed.contains(expected), "{printed}");
        self
    }

    /// Checks how often something was changed on the server.
    #[track_caller]
    pub(crate) fn took_effect(&self, times: usize) -> &Self {
        assert_eq!(self.effects, times, "effects");
        self
    }
}
