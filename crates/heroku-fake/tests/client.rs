//! The typed client on the fake, in process and over a socket.

use heroku::app::{AppCreate, AppDelete, AppInfo, AppList};
use heroku::config_var::{ConfigVarInfoForApp, ConfigVarUpdate};
use heroku::formation::{FormationBatchUpdate, FormationScale};
use heroku::release::{ReleaseList, ReleaseRollback};
use heroku::{Client, Error, ListRange, Secret};
use heroku_fake::Fake;

fn in_process(fake: &Fake) -> Client {
    let client = Client::builder()
        .transport(fake.clone())
        .token("token")
        .build();
    client.expect("the settings are sound")
}

async fn first_steps(heroku: &Client) -> Result<(), Error> {
    let app = heroku
        .send(AppCreate::new().name("my-app").region("eu"))
        .await?;
    assert_eq!(
        (app.name.as_str(), app.region.name.as_str()),
        ("my-app", "eu")
    );
    let refused = heroku
        .send(AppCreate::new().name("my-app"))
        .await
        .expect_err("it is taken");
    assert_eq!(
        refused.api().map(|api| api.id.as_str()),
        Some("invalid_params")
    );

    heroku
        .send(ConfigVarUpdate::new("my-app").set("A", "1").set("B", "2"))
        .await?;
    heroku
        .send(ConfigVarUpdate::new("my-app").unset("B"))
        .await?;
    let web = FormationScale::new("web").quantity(2);
    let formation = heroku
        .send(FormationBatchUpdate::new("my-app", [web]))
        .await?;
    assert_eq!(formation[0].quantity, 2);

    let mut releases = heroku.list(ReleaseList::new("my-app").range(ListRange::by("version")));
    let mut versions = Vec::new();
    while let Some(release) = releases.next().await {
        versions.push(release?.version);
    }
    assert_eq!(versions, [1, 2, 3]);
    heroku.send(ReleaseRollback::new("my-app", "2")).await?;
    let vars = heroku.send(ConfigVarInfoForApp::new("my-app")).await?;
    assert_eq!(vars["B"].as_ref().map(Secret::expose), Some("2"));

    heroku.send(AppDelete::new("my-app")).await?;
    let gone = heroku
        .send(AppInfo::new("my-app"))
        .await
        .expect_err("it is deleted");
    assert!(gone.is_not_found());
    Ok(())
}

#[tokio::test]
async fn first_steps_work_in_process() -> Result<(), Error> {
    first_steps(&in_process(&Fake::new())).await
}

#[tokio::test]
async fn first_steps_work_over_a_socket() -> Result<(), Error> {
    let server = Fake::new().serve().expect("a free port");
    let heroku = Client::builder()
        .base_url(server.url())
        .token("token")
        .build()?;
    first_steps(&heroku).await
}

#[tokio::test]
async fn a_list_is_walked_through_all_its_pages() {
    let fake = Fake::new();
    fake.seed_apps(450);
    let heroku = in_process(&fake);
    let mut apps = heroku.list(AppList::new().range(ListRange::by("name")));
    let mut names = Vec::new();
    while let Some(app) = apps.next().await {
        names.push(app.expect("each page comes").name);
    }
    assert_eq!((names.len(), names.is_sorted()), (450, true));
    assert_eq!(fake.received().len(), 3);
}
