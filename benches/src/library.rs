//! The library, with its settings as they come.

use heroku::app::{AppInfo, AppList};
use heroku::{Client, ListRange};

use crate::by_hand::models::BorrowedApp;
use crate::catalogue;
use crate::contender::{BlockingContender, Contender, Failure};
use crate::tally::Tally;

/// The token that all contenders send.
pub(crate) const TOKEN: &str = "HRKU-01234567-89ab-cdef-0123-456789abcdef";

/// The asynchronous client.
#[derive(Clone, Debug)]
pub struct Library {
    client: Client,
}

/// The asynchronous client, for who reads only what borrows from a page.
#[derive(Clone, Debug)]
pub struct UnreadLibrary(Library);

/// The blocking client.
#[derive(Clone, Debug)]
pub struct BlockingLibrary {
    client: heroku::blocking::Client,
}

impl Library {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let client = Client::builder().base_url(url).token(TOKEN).build()?;
        Ok(Self { client })
    }
}

impl Contender for Library {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let app = self.client.send(AppInfo::new(id)).await?;
        let mut tally = Tally::default();
        tally.app(&app.name, app.created_at);
        Ok(tally)
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut apps = self.client.list(every_app()?);
        let mut tally = Tally::default();
        while let Some(app) = apps.next().await {
            let app = app?;
            tally.app(&app.name, app.created_at);
        }
        Ok(tally)
    }
}

impl UnreadLibrary {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        Library::new(url).map(Self)
    }
}

impl Contender for UnreadLibrary {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        self.0.get(id).await
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut pages = self.0.client.list(every_app()?).unread();
        let mut tally = Tally::default();
        while let Some(page) = pages.next().await {
            for app in page?.read::<BorrowedApp<'_>>()? {
                tally.app(app.name, app.created_at);
            }
        }
        Ok(tally)
    }
}

impl BlockingLibrary {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none, or no thread can be started.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let client = heroku::blocking::Client::new(&Library::new(url)?.client)?;
        Ok(Self { client })
    }
}

impl BlockingContender for BlockingLibrary {
    fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let app = self.client.send(AppInfo::new(id))?;
        let mut tally = Tally::default();
        tally.app(&app.name, app.created_at);
        Ok(tally)
    }
}

fn every_app() -> Result<AppList, Failure> {
    let max = u32::try_from(catalogue::PAGE)?;
    Ok(AppList::new().range(ListRange::new().max(max)))
}
