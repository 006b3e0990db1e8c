//! Callers who give up, and callers who wait on without them.

use std::time::Duration;

use tokio::time::timeout;

use crate::world::{LATENCY, Turn, World, call};

/// Before either server answers.
const SOON: Duration = Duration::from_millis(50);

#[tokio::test(start_paused = true)]
async fn a_refresh_that_nobody_waits_for_ends_and_the_next_caller_begins_anew() {
    let world = World::new([Turn::Stall]);
    let client = world.client(&world.resumed(-1));
    timeout(SOON, call(&client)).await.expect_err("given up");
    let token = timeout(LATENCY * 3, call(&client)).await;
    assert_eq!(token.expect("in time").expect("an answer"), "access-1");
    assert_eq!(world.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn others_go_on_with_the_refresh_of_a_caller_who_gave_up() {
    let world = World::new([]);
    let client = world.client(&world.resumed(-1));
    let (first, second) = tokio::join!(timeout(SOON, call(&client)), call(&client));
    first.expect_err("given up");
    assert_eq!(second.expect("an answer"), "access-1");
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_rests_holds_nobody_up() {
    let world = World::new([]);
    let client = world.client(&world.resumed(-1));
    let mut resting = Box::pin(call(&client));
    timeout(SOON, resting.as_mut()).await.expect_err("not yet");
    let token = timeout(LATENCY * 3, call(&client)).await;
    assert_eq!(token.expect("in time").expect("an answer"), "access-1");
    assert_eq!(resting.await.expect("an answer"), "access-1");
    assert_eq!(world.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_was_given_up_counts_as_tried() {
    let world = World::new([Turn::Stall]);
    let client = world.client(&world.resumed(100));
    tokio::time::advance(Duration::from_secs(93)).await;
    timeout(SOON, call(&client)).await.expect_err("given up");
    assert_eq!(call(&client).await.expect("an answer"), "stored");
    assert_eq!(world.count(), 1);
}

#[test]
fn a_refresh_on_a_runtime_that_stands_still_is_begun_anew() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let builder = builder.enable_all().start_paused(true);
        builder.build().expect("a runtime")
    };
    let world = World::new([]);
    let client = world.client(&world.resumed(-1));
    let (still, moving) = (runtime(), runtime());
    let mut resting = Box::pin(call(&client));
    let waiting = still.block_on(async { timeout(SOON, resting.as_mut()).await });
    waiting.expect_err("not yet");
    let token = moving.block_on(async { timeout(LATENCY * 1200, call(&client)).await });
    assert!(token.expect("in time").is_ok());
    assert_eq!(world.count(), 2);
}
