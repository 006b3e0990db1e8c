//! On hyper and its pool, with the body read into one buffer that is used again.

use ::hyper::header::{ACCEPT, AUTHORIZATION, HeaderValue, RANGE, USER_AGENT};
use ::hyper::http::uri::{Authority, PathAndQuery, Scheme};
use ::hyper::{HeaderMap, Request, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::models::{App, BorrowedApp};
use crate::contender::{Contender, Failure};
use crate::library::TOKEN;
use crate::tally::Tally;

/// A client that decodes into owned structs.
#[derive(Clone, Debug)]
pub struct Hyper {
    client: Client<HttpConnector, Empty<Bytes>>,
    authority: Authority,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A client that decodes into structs that borrow from the body.
#[derive(Clone, Debug)]
pub struct HyperBorrowed(Hyper);

impl Hyper {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let uri: Uri = url.parse()?;
        let authority = uri.into_parts().authority.ok_or("the URL has no host")?;
        let mut token = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
        token.set_sensitive(true);
        let headers = [
            (ACCEPT, HeaderValue::from_static(super::ACCEPT)),
            (USER_AGENT, HeaderValue::from_static(super::USER_AGENT)),
            (AUTHORIZATION, token),
        ];
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            authority,
            headers: headers.into_iter().collect(),
            body: Vec::new(),
        })
    }

    /// Reads an answer into the buffer, and gives the range of the next page.
    async fn fetch(
        &mut self,
        path: PathAndQuery,
        range: Option<HeaderValue>,
    ) -> Result<Option<HeaderValue>, Failure> {
        let uri = Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()?;
        let mut request = Request::get(uri).body(Empty::new())?;
        request.headers_mut().clone_from(&self.headers);
        if let Some(range) = range {
            request.headers_mut().insert(RANGE, range);
        }
        let mut answer = self.client.request(request).await?;
        if !answer.status().is_success() {
            return Err(format!("the server answered {}", answer.status()).into());
        }
        let next = answer.headers_mut().remove(super::NEXT_RANGE);
        let length: Option<usize> = answer
            .headers()
            .get("content-length")
            .and_then(|length| length.to_str().ok()?.parse().ok());
        self.body.clear();
        self.body.reserve(length.unwrap_or_default());
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame?.into_data() {
                self.body.extend_from_slice(&data);
            }
        }
        Ok(next)
    }
}

impl Contender for Hyper {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        self.fetch(format!("/apps/{id}").try_into()?, None).await?;
        let app: App = serde_json::from_slice(&self.body)?;
        let mut tally = Tally::default();
        tally.app(&app.name, app.created_at);
        Ok(tally)
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut next = Some(HeaderValue::from_static(super::FIRST_RANGE));
        while let Some(range) = next {
            let path = PathAndQuery::from_static("/apps");
            next = self.fetch(path, Some(range)).await?;
            for app in serde_json::from_slice::<Vec<App>>(&self.body)? {
                tally.app(&app.name, app.created_at);
            }
        }
        Ok(tally)
    }
}

impl HyperBorrowed {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        Hyper::new(url).map(Self)
    }
}

impl Contender for HyperBorrowed {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let path = format!("/apps/{id}").try_into()?;
        self.0.fetch(path, None).await?;
        let app: BorrowedApp<'_> = serde_json::from_slice(&self.0.body)?;
        let mut tally = Tally::default();
        tally.app(app.name, app.created_at);
        Ok(tally)
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut next = Some(HeaderValue::from_static(super::FIRST_RANGE));
        while let Some(range) = next {
            let path = PathAndQuery::from_static("/apps");
            next = self.0.fetch(path, Some(range)).await?;
            for app in serde_json::from_slice::<Vec<BorrowedApp<'_>>>(&self.0.body)? {
                tally.app(app.name, app.created_at);
            }
        }
        Ok(tally)
    }
}
