//! How long a client waits between its tries, and who decides.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::app::{AppCreate, AppInfo};
use heroku::{Attempt, Backoff, ErrorKind, Raw, Request, RetryPolicy, Settings};

use crate::facts::facts;
use crate::world::{World, app, lost, refused, silence, status, two_factor};

/// When the tries of a call were made that fails each time, in milliseconds.
async fn times(world: World, backoff: Backoff) -> Vec<u128> {
    let client = world
        .builder()
        .retry(backoff)
        .timeout(None)
        .retry_budget(None);
    let client = client.build().expect("a client");
    let error = client.send(AppInfo::new("example")).await;
    error.expect_err("a failure");
    world.times()
}

#[tokio::test(start_paused = true)]
async fn the_longest_waits_double_up_to_half_a_minute() {
    let backoff = Backoff::new().attempts(10).random(|| 1.0);
    let waits = [250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000];
    let sums = waits.iter().scan(0, |sum, wait| {
        *sum += wait;
        Some(*sum)
    });
    let expected: Vec<u128> = std::iter::once(0).chain(sums).collect();
    assert_eq!(times(World::new([status(503)]), backoff).await, expected);
}

#[tokio::test(start_paused = true)]
async fn the_shortest_waits_are_none() {
    let backoff = Backoff::new().random(|| 0.0);
    assert_eq!(times(World::new([lost()]), backoff).await, [0, 0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_without_a_time_waits_eight_times_as_long() {
    let backoff = Backoff::new().random(|| 1.0);
    let found = times(World::new([status(429)]), backoff).await;
    assert_eq!(found, [0, 2000, 6000, 14000]);
}

#[tokio::test(start_paused = true)]
async fn bounds_of_ones_own_are_kept() {
    let backoff = Backoff::new()
        .attempts(5)
        .first(Duration::from_secs(1))
        .longest(Duration::from_secs(3))
        .random(|| 1.0);
    let found = times(World::new([refused()]), backoff).await;
    assert_eq!(found, [0, 1000, 3000, 6000, 9000]);
    let reversed = Backoff::new()
        .attempts(2)
        .first(Duration::from_secs(9))
        .longest(Duration::from_secs(3))
        .random(|| 1.0);
    assert_eq!(times(World::new([refused()]), reversed).await, [0, 3000]);
}

#[tokio::test(start_paused = true)]
async fn randomness_that_is_no_number_from_0_to_1_does_no_harm() {
    for (number, second) in [
        (f64::NAN, 250),
        (f64::INFINITY, 250),
        (f64::NEG_INFINITY, 250),
        (-1.0, 0),
        (1e300, 250),
        (0.5, 125),
    ] {
        let backoff = Backoff::new().attempts(2).random(move || number);
        let found = times(World::new([status(503)]), backoff).await;
        assert_eq!(found, [0, second], "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn waits_without_bounds_do_not_overflow() {
    let backoff = Backoff::new()
        .attempts(50)
        .first(Duration::MAX)
        .longest(Duration::MAX)
        .random(|| 1.0);
    let world = World::new([status(503)]);
    let client = world.builder().retry(backoff).build().expect("a client");
    let error = client.send(AppInfo::new("example")).await;
    assert_eq!(
        facts(&error.expect_err("a failure")),
        "Api 503, 1 try, sent"
    );
    let none = Backoff::new()
        .attempts(40)
        .first(Duration::ZERO)
        .random(|| 1.0);
    assert_eq!(times(World::new([status(503)]), none).await, [0; 40]);
}

#[tokio::test(start_paused = true)]
async fn waits_spread_evenly_over_their_bound() {
    let numbers = Mutex::new(fastrand::Rng::with_seed(7));
    let backoff = Backoff::new().attempts(2).random(move || {
        let mut numbers = numbers.lock().expect("the numbers");
        numbers.f64()
    });
    let world = World::new([status(503)]);
    let client = world.builder().retry(backoff).retry_budget(None);
    let client = client.build().expect("a client");
    let mut quarters = [0; 4];
    for call in 0..400 {
        let result = client.send(AppInfo::new("example")).await;
        result.expect_err("a failure");
        let asked = world.asked();
        let wait = (asked[2 * call + 1].at - asked[2 * call].at).as_secs_f64() / 0.25;
        assert!((0.0..=1.01).contains(&wait), "{wait}");
        quarters[[0.25, 0.5, 0.75]
            .iter()
            .filter(|bound| wait > **bound)
            .count()] += 1;
    }
    assert!(
        quarters.iter().all(|count| (70..130).contains(count)),
        "{quarters:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn without_retries_a_call_is_sent_once() {
    let world = World::new([lost()]);
    let once = [
        world.builder().no_retry(),
        world.builder().retry(Backoff::new().attempts(1)),
        world.builder().retry(Backoff::new().attempts(0)),
    ];
    for (number, builder) in (1..).zip(once) {
        let client = builder.build().expect("a client");
        let error = client.send(AppInfo::new("example")).await;
        assert_eq!(facts(&error.expect_err("a loss")), "Transport, 1 try, sent");
        assert_eq!(world.count(), number);
    }
}

#[tokio::test(start_paused = true)]
async fn the_setting_of_a_request_wins_over_the_client() {
    let world = World::new([lost(), lost(), app()]);
    let client = world.client();
    let once = AppInfo::new("example").with(Settings::new().no_retry());
    client.send(once).await.expect_err("a loss");
    assert_eq!(world.count(), 1);

    let client = world.builder().no_retry().build().expect("a client");
    let often = AppInfo::new("example").with(Settings::new().retry(Backoff::new()));
    client.send(often).await.expect("an app");
    assert_eq!(world.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn without_retries_a_second_factor_still_passes() {
    let world = World::new([two_factor(None), app()]);
    let client = world.builder().no_retry().build().expect("a client");
    let client = client.with_two_factor("123456");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(world.count(), 2);
}

/// What a policy was told: action, number of the try, milliseconds, kind and status.
type Told = (&'static str, u32, u128, ErrorKind, Option<u16>);

/// A policy that always wants another try a second later, up to four, and takes down in `notes`
/// what it is told.
fn curious(notes: &Arc<Mutex<Vec<Told>>>) -> impl RetryPolicy + use<> {
    let notes = Arc::clone(notes);
    move |failed: &Attempt<'_>| {
        let error = failed.error();
        notes.lock().expect("the notes").push((
            failed.operation().name,
            failed.number(),
            failed.elapsed().as_millis(),
            error.kind(),
            error.status().map(|status| status.as_u16()),
        ));
        (failed.number() < 4).then_some(Duration::from_secs(1))
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_told_of_each_try() {
    let told = Arc::default();
    let world = World::new([
        status(404).after(Duration::from_millis(10)),
        lost(),
        refused(),
        status(500),
    ]);
    let client = world
        .builder()
        .retry(curious(&told))
        .build()
        .expect("a client");
    let error = client.send(AppInfo::new("example")).await;
    assert_eq!(facts(&error.expect_err("500")), "Api 500, 4 tries, sent");
    let transport = ErrorKind::Transport;
    let expected = [
        ("AppInfo", 1, 10, ErrorKind::Api, Some(404)),
        ("AppInfo", 2, 1010, transport, None),
        ("AppInfo", 3, 2010, transport, None),
        ("AppInfo", 4, 3010, ErrorKind::Api, Some(500)),
    ];
    assert_eq!(*told.lock().expect("the notes"), expected);
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_not_asked_where_a_repeat_could_do_something_twice() {
    for reply in [
        lost(),
        silence(),
        status(500),
        status(503),
        status(408),
        app().torn(),
    ] {
        let told = Arc::default();
        let world = World::new([reply]);
        let client = world
            .builder()
            .retry(curious(&told))
            .build()
            .expect("a client");
        let error = client.send(AppCreate::new()).await.expect_err("a failure");
        assert!(error.may_have_taken_effect(), "{error:?}");
        assert_eq!((error.attempts(), world.count()), (1, 1));
        assert!(told.lock().expect("the notes").is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_may_repeat_any_action_that_was_refused() {
    let told = Arc::default();
    let world = World::new([status(422), status(409), refused(), status(201).body("{}")]);
    let client = world
        .builder()
        .retry(curious(&told))
        .build()
        .expect("a client");
    let response = client.exchange(AppCreate::new()).await.expect("an app");
    assert_eq!((response.attempts(), world.effects()), (4, 1));
    assert_eq!(told.lock().expect("the notes").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_policy_sees_no_secret_that_the_server_repeats() {
    let printed = Arc::new(Mutex::new(String::new()));
    let notes = Arc::clone(&printed);
    let world = World::new([
        status(500).body(r#"{"id":"broken","message":"Cannot use canary-token here."}"#)
    ]);
    let client = world.builder().retry(move |failed: &Attempt<'_>| {
        let error = failed.error();
        *notes.lock().expect("the notes") = format!("{error} {failed:?} {:?}", error.api());
        None
    });
    let client = client.build().expect("a client");
    let request = Raw::get("/x").discard();
    client.send(request).await.expect_err("500");
    let printed = printed.lock().expect("the notes");
    assert!(printed.contains("Cannot use"), "{printed}");
    assert!(!printed.contains("canary-token"), "{printed}");
}
