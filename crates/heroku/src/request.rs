//! A request is a value: what to send, and how to read what comes back.

use bytes::Bytes;

use crate::answer::{Answer, read_answer, refusal};
use crate::default_headers::DefaultHeaders;
use crate::parts::Base;
use crate::transport::Body;
use crate::{Error, ErrorKind, Operation, Page, Parts, Response, Settings};

/// One action with its arguments: what to send, and how to read what comes back.
///
/// A request does no I/O. Hand it to [`Client::send`](crate::Client::send),
/// [`Client::list`](crate::Client::list) or [`Client::prepare`](crate::Client::prepare), or to
/// their blocking twins.
pub trait Request {
    /// What the action answers with.
    type Output;

    /// What is known of the action.
    const OPERATION: &'static Operation;

    /// Writes the arguments, the query and the body.
    fn write(&self, parts: &mut Parts);

    /// Reads the answer of a call that succeeded.
    ///
    /// Of a page that is walked item by item it is called again and again: [`Answer::page`] and
    /// [`Answer::json_page`] then give the items that come next. Who reads a list in another way
    /// reads all of it at once.
    ///
    /// # Errors
    /// Where the answer cannot be read as what the action promises.
    fn read(answer: &Answer<'_>) -> Result<Self::Output, Error>;

    /// The HTTP request for a server at `base_url`, without credentials and without a client.
    ///
    /// [`Client::prepare`](crate::Client::prepare) does the same with the settings of a client.
    ///
    /// ```
    /// use heroku::{Request, app::AppInfo};
    ///
    /// # fn main() -> Result<(), heroku::Error> {
    /// let request = AppInfo::new("example-app").to_http("https://api.heroku.com")?;
    /// assert_eq!(request.uri(), "https://api.heroku.com/apps/example-app");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Request`] where the request cannot be sent as it is, and
    /// [`ErrorKind::Setup`] where `base_url` is no URL.
    fn to_http(&self, base_url: &str) -> Result<http::Request<Body>, Error> {
        let base = Base::parse(base_url)
            .map_err(|problem| Error::named(ErrorKind::Setup, Self::OPERATION.name, problem))?;
        let prepared = Parts::of(self).finish(&base, &DefaultHeaders::default())?;
        Ok(prepared.into_http())
    }

    /// Reads an HTTP answer, whoever fetched it.
    ///
    /// # Errors
    /// [`ErrorKind::Api`] where the status is none of success, and [`ErrorKind::Decode`] where
    /// the answer cannot be read.
    fn from_http(response: http::Response<Bytes>) -> Result<Response<Self::Output>, Error> {
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(Error::status_of(
                Self::OPERATION,
                head.status,
                head.headers,
                body,
            ));
        }
        if let Some(error) = refusal(Self::OPERATION, head.status, &head.headers, &body) {
            return Err(error);
        }
        let (value, drift) = read_answer::<Self>(head.status, &head.headers, &body);
        Ok(Response::new(
            value?,
            head.status,
            head.headers,
            body,
            drift,
        ))
    }

    /// The same request with settings for this call alone: a timeout, headers, `If-Match`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use heroku::{Request, Settings, app::AppInfo};
    ///
    /// let patient = AppInfo::new("example-app")
    ///     .with(Settings::new().timeout(Duration::from_secs(5)));
    /// # let _ = patient;
    /// ```
    fn with(self, settings: Settings) -> With<Self>
    where
        Self: Sized,
    {
        With {
            request: self,
            settings,
        }
    }
}

/// A request whose answer is a list that comes in pages.
pub trait ListRequest: Request<Output = Page<Self::Item>> {
    /// What the list holds.
    type Item;
}

/// A request with settings of its own; made by [`Request::with`].
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct With<R> {
    request: R,
    settings: Settings,
}

impl<R: Request> Request for With<R> {
    type Output = R::Output;

    const OPERATION: &'static Operation = R::OPERATION;

    fn write(&self, parts: &mut Parts) {
        self.request.write(parts);
        parts.settings(&self.settings);
    }

    fn read(answer: &Answer<'_>) -> Result<Self::Output, Error> {
        R::read(answer)
    }
}

impl<R: ListRequest> ListRequest for With<R> {
    type Item = R::Item;
}

impl<R: Request> Request for &R {
    type Output = R::Output;

    const OPERATION: &'static Operation = R::OPERATION;

    fn write(&self, parts: &mut Parts) {
        (*self).write(parts);
    }

    fn read(answer: &Answer<'_>) -> Result<Self::Output, Error> {
        R::read(answer)
    }
}

impl<R: ListRequest> ListRequest for &R {
    type Item = R::Item;
}
