//! Lists: item by item, page by page, unread, a part of them, and on from where one stopped.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::app::AppList;
use heroku::{Client, Error, ListRange};
use heroku_fake::Fake;

/// An app of which only the name is wanted, which borrows it.
#[derive(Debug, serde::Deserialize)]
struct Named<'a> {
    name: &'a str,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let fake = Fake::new();
    fake.seed_apps(450);
    let heroku = Client::builder()
        .transport(fake)
        .token("any-token-will-do")
        .build()?;

    let all = heroku.list(AppList::new()).all().await?;
    println!("{} apps in all", all.len());

    let mut pages = heroku.list(AppList::new()).pages();
    while let Some(page) = pages.next().await {
        println!("a page of {} apps", page?.len());
    }

    // What needs two fields of each app need not have the others made.
    let mut unread = heroku.list(AppList::new()).unread();
    while let Some(page) = unread.next().await {
        let page = page?;
        let apps: Vec<Named> = page.read()?;
        let longest = apps.iter().max_by_key(|app| app.name.len());
        println!("the longest name of {}: {longest:?}", apps.len());
    }

    let last = AppList::new().range(ListRange::by("name").max(3).descending());
    let page = heroku.send(&last).await?;
    for app in &page {
        println!("{}", app.name);
    }

    // The cursor is text: store it, and go on later, in another process if need be.
    if let Some(cursor) = page.next() {
        let mut rest = heroku.list(last).resume(cursor.clone()).max(2);
        while let Some(app) = rest.next().await {
            println!("then {}", app?.name);
        }
    }
    Ok(())
}
