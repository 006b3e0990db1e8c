//! How many retries a client affords: an outage is not made worse.

use heroku::app::AppInfo;
use heroku::{Backoff, Client};

use crate::world::{World, app, lost, refused, status};

fn client(world: &World, budget: impl Into<Option<u32>>) -> Client {
    let backoff = Backoff::new().random(|| 0.0);
    let builder = world.builder().retry(backoff).retry_budget(budget);
    builder.build().expect("a client")
}

async fn fails(client: &Client, times: usize) {
    for _ in 0..times {
        let result = client.send(AppInfo::new("example")).await;
        result.expect_err("an outage");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_any_kind_is_met_with_a_hundred_retries_and_no_more() {
    for reply in [status(503), lost(), refused(), app().torn()] {
        let world = World::new([reply]);
        let backoff = Backoff::new().random(|| 0.0);
        let client = world.builder().retry(backoff).build().expect("a client");
        fails(&client, 500).await;
        fails(&client.clone(), 500).await;
        assert_eq!(world.count(), 1100);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_budget_all_retries_are_made() {
    let world = World::new([status(503)]);
    fails(&client(&world, None), 200).await;
    assert_eq!(world.count(), 800);
}

#[tokio::test(start_paused = true)]
async fn a_budget_of_nothing_affords_no_retry() {
    let world = World::new([status(503)]);
    fails(&client(&world, 0), 10).await;
    assert_eq!(world.count(), 10);
}

#[tokio::test(start_paused = true)]
async fn five_successes_pay_for_one_retry() {
    let world = World::by(|asked, _number| {
        if asked.target == "/apps/good" {
            app()
        } else {
            status(503)
        }
    });
    let client = client(&world, 6);
    fails(&client, 10).await;
    assert_eq!(world.count(), 16);
    for _ in 0..10 {
        client.send(AppInfo::new("good")).await.expect("an app");
    }
    fails(&client, 10).await;
    assert_eq!(world.count(), 16 + 10 + 10 + 2);
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_does_not_use_up_the_retries() {
    let world = World::new([
        status(429).header("retry-after", "1"),
        status(429).header("retry-after", "1"),
        status(429).header("retry-after", "1"),
        app(),
    ]);
    let client = client(&world, 0);
    let response = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert_eq!(response.attempts(), 4);
}
