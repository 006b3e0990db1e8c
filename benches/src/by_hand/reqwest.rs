//! On reqwest, as a careful user writes it: one client kept, headers set once, status checked.

use ::reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, RANGE};
use ::reqwest::{Client, blocking};
use tokio::runtime::{Builder, Runtime};

use super::models::App;
use crate::contender::{BlockingContender, Contender, Failure};
use crate::library::TOKEN;
use crate::tally::Tally;

/// The asynchronous client.
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: Client,
    url: String,
}

/// reqwest's own blocking client, on a thread of its own.
#[derive(Debug)]
pub struct BlockingReqwest {
    client: blocking::Client,
    url: String,
}

/// The asynchronous client, waited for on the thread that calls.
#[derive(Debug)]
pub struct ReqwestBlockOn {
    inner: Reqwest,
    runtime: Runtime,
}

impl Reqwest {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Those of reqwest.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let client = Client::builder()
            .user_agent(super::USER_AGENT)
            .default_headers(headers()?)
            .build()?;
        Ok(Self {
            client,
            url: format!("{url}/apps"),
        })
    }
}

impl Contender for Reqwest {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let url = format!("{}/{id}", self.url);
        let answer = self.client.get(url).send().await?.error_for_status()?;
        Ok(told(&answer.json::<App>().await?))
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut next = Some(HeaderValue::from_static(super::FIRST_RANGE));
        while let Some(range) = next {
            let request = self.client.get(&self.url).header(RANGE, range);
            let mut answer = request.send().await?.error_for_status()?;
            next = answer.headers_mut().remove(super::NEXT_RANGE);
            for app in answer.json::<Vec<App>>().await? {
                tally.app(&app.name, app.created_at);
            }
        }
        Ok(tally)
    }
}

impl BlockingReqwest {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Those of reqwest.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let client = blocking::Client::builder()
            .user_agent(super::USER_AGENT)
            .default_headers(headers()?)
            .build()?;
        Ok(Self {
            client,
            url: format!("{url}/apps"),
        })
    }
}

impl BlockingContender for BlockingReqwest {
    fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let url = format!("{}/{id}", self.url);
        let answer = self.client.get(url).send()?.error_for_status()?;
        Ok(told(&answer.json::<App>()?))
    }
}

impl ReqwestBlockOn {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Those of reqwest, and where there is no runtime to be had.
    pub fn new(url: &str) -> Result<Self, Failure> {
        Ok(Self {
            inner: Reqwest::new(url)?,
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }
}

impl BlockingContender for ReqwestBlockOn {
    fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        self.runtime.block_on(self.inner.get(id))
    }
}

fn headers() -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    let mut token = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
    token.set_sensitive(true);
    headers.insert(AUTHORIZATION, token);
    headers.insert(ACCEPT, HeaderValue::from_static(super::ACCEPT));
    Ok(headers)
}

fn told(app: &App) -> Tally {
    let mut tally = Tally::default();
    tally.app(&app.name, app.created_at);
    tally
}
