//! Lists: item by item, page by page, a part of them, and on from where one stopped.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::app::AppList;
use heroku::{Client, Error, ListRange};
use heroku_fake::Fake;

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
