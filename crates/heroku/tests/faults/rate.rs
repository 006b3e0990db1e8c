//! The rate budget: how it is fed, how it is spent, and who shares it.

use std::time::Duration;

use heroku::app::{AppCreate, AppInfo};
use heroku::rate_limit::RateLimitInfo;
use heroku::{Backoff, Client, ErrorKind, Rate, RatePolicy, Request, Settings};
use tokio::time::Instant;

use crate::facts::facts;
use crate::world::{Reply, World, app, lost, refused, silence, status};

fn left(remaining: &str) -> Reply {
    app().header("ratelimit-remaining", remaining)
}

fn client(world: &World, policy: RatePolicy) -> Client {
    let builder = world
        .builder()
        .rate(policy)
        .retry(Backoff::new().random(|| 0.0));
    builder.build().expect("a client")
}

async fn ask(client: &Client) {
    client.send(AppInfo::new("example")).await.expect("an app");
}

/// A client whose budget has this much left.
async fn with_left(remaining: u32, policy: RatePolicy) -> (Client, World) {
    let first = left(&remaining.to_string());
    let world = World::new([first, app()]);
    let client = client(&world, policy);
    ask(&client).await;
    (client, world)
}

fn remaining(client: &Client) -> Option<u32> {
    client.rate_limit().map(|rate| rate.remaining)
}

fn in_flight(client: &Client) -> Option<u32> {
    client.rate_limit().map(|rate| rate.in_flight)
}

#[tokio::test(start_paused = true)]
async fn the_budget_tells_what_the_answers_told() {
    let world = World::new([left("3000").header("ratelimit-multiplier", "2")]);
    let client = client(&world, RatePolicy::Wait);
    assert_eq!(client.rate_limit(), None);
    ask(&client).await;
    let Some(rate) = client.rate_limit() else {
        panic!("no budget")
    };
    let Rate {
        remaining,
        capacity,
        per_minute,
        in_flight,
        ..
    } = rate;
    assert_eq!(
        (remaining, capacity, per_minute, in_flight),
        (3000, 9000, 150, 0)
    );
    tokio::time::advance(Duration::from_mins(2)).await;
    let rate = client.rate_limit().expect("a budget");
    assert_eq!(rate.remaining, 3300);
    tokio::time::advance(Duration::from_hours(24)).await;
    assert_eq!(client.rate_limit().expect("a budget").remaining, 9000);
}

#[tokio::test(start_paused = true)]
async fn calls_are_paced_by_the_refill_once_nothing_is_left() {
    let (client, world) = with_left(2, RatePolicy::Wait).await;
    for _ in 0..5 {
        ask(&client).await;
    }
    let times = world.times();
    assert_eq!(times[..3], [0, 0, 0]);
    for (number, time) in (1_u128..).zip(&times[3..]) {
        assert!(
            (number * 800..number * 800 + 20).contains(time),
            "{times:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_told_to_fail_sends_nothing_when_the_budget_is_spent() {
    let (client, world) = with_left(1, RatePolicy::Fail).await;
    ask(&client).await;
    let started = Instant::now();
    let error = client.send(AppCreate::new()).await.expect_err("no budget");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Budget, 0));
    assert!(error.is_rate_limited() && !error.may_have_been_sent());
    let wait = error.retry_after().expect("a wait");
    assert!(
        (Duration::from_millis(800)..Duration::from_millis(810)).contains(&wait),
        "{wait:?}"
    );
    assert_eq!((world.count(), started.elapsed()), (2, Duration::ZERO));
    tokio::time::sleep(wait).await;
    ask(&client).await;
}

#[tokio::test(start_paused = true)]
async fn a_reserve_is_left_for_others() {
    let (reserved, world) = with_left(102, RatePolicy::Reserve(100)).await;
    ask(&reserved).await;
    ask(&reserved).await;
    let short = Settings::new().timeout(Duration::from_millis(500));
    let error = reserved.send(AppInfo::new("example").with(short)).await;
    let error = error.expect_err("it is for others");
    assert_eq!((error.kind(), world.count()), (ErrorKind::Budget, 3));
    let other = client(&world, RatePolicy::Wait);
    for _ in 0..100 {
        ask(&other).await;
    }
    assert_eq!(world.times()[102], 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_reserve_holds_up_nobody_else() {
    let (patient, world) = with_left(50, RatePolicy::Reserve(1000)).await;
    let modest = client(&world, RatePolicy::Reserve(10));
    let hurried = client(&world, RatePolicy::Wait);
    let forever = AppInfo::new("example").with(Settings::new().timeout(None));
    let waiting = tokio::spawn(patient.send(forever));
    tokio::time::sleep(Duration::from_millis(10)).await;
    let started = Instant::now();
    ask(&modest).await;
    ask(&hurried).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test(start_paused = true)]
async fn a_client_that_ignores_the_budget_sends_regardless() {
    let (client, world) = with_left(0, RatePolicy::Ignore).await;
    for _ in 0..10 {
        ask(&client).await;
    }
    assert_eq!(world.times(), [0; 11]);
    assert_eq!(remaining(&client), Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_shared_by_all_who_call_with_the_same_credentials() {
    let (first, world) = with_left(7, RatePolicy::Wait).await;
    assert_eq!(remaining(&first.clone()), Some(7));
    assert_eq!(remaining(&first.with_two_factor("123456")), Some(7));
    assert_eq!(remaining(&client(&world, RatePolicy::Fail)), Some(7));
    let elsewhere = client(&world.beside(|_asked, _number| app()), RatePolicy::Wait);
    ask(&elsewhere).await;
    assert_eq!(remaining(&first), Some(6));
    let with_path = world
        .builder()
        .base_url("https://API.example.com/v3/")
        .build();
    assert_eq!(remaining(&with_path.expect("a client")), Some(6));
    let with_port = world
        .builder()
        .base_url("https://api.example.com:443")
        .build();
    assert_eq!(remaining(&with_port.expect("a client")), Some(6));
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_not_shared_by_others() {
    let (first, world) = with_left(7, RatePolicy::Wait).await;
    let strangers = [
        world.builder().token("strange-token"),
        world.builder().basic("user", "canary-token"),
        world.builder().base_url("https://other.example.com"),
        world.builder().base_url("http://api.example.com"),
        World::new([app()]).builder(),
    ];
    for stranger in strangers {
        let stranger = stranger.build().expect("a client");
        assert_eq!(stranger.rate_limit(), None);
        stranger
            .send(AppInfo::new("example"))
            .await
            .expect("an app");
        assert_eq!(stranger.rate_limit(), None);
    }
    assert_eq!(remaining(&first), Some(7));
}

#[tokio::test(start_paused = true)]
async fn credentials_of_one_call_do_not_make_a_client_forget_its_own_budget() {
    let (client, _world) = with_left(7, RatePolicy::Wait).await;
    let own = Settings::new().header("authorization", "Bearer own");
    client
        .send(AppInfo::new("example").with(own))
        .await
        .expect("an app");
    assert_eq!(remaining(&client), Some(7));
}

#[tokio::test(start_paused = true)]
async fn another_server_behind_a_redirect_tells_nothing_of_the_budget() {
    let world = World::by(
        |asked, number| match (asked.header("authorization"), number) {
            (_, 1) => left("7"),
            (Some(_), _) => status(302).header("location", "https://other.example.com/x"),
            (None, _) => left("1"),
        },
    );
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    ask(&client).await;
    assert_eq!(remaining(&client), Some(6));
    let nobody = heroku::Client::builder()
        .base_url("https://api.example.com")
        .transport(world.clone());
    assert_eq!(nobody.build().expect("a client").rate_limit(), None);
}

#[tokio::test(start_paused = true)]
async fn a_429_pauses_all_callers_of_the_budget() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/apps/refused" => status(429).header("retry-after", "30"),
        _ => left("4000"),
    });
    let first = client(&world, RatePolicy::Wait);
    let other = client(&world, RatePolicy::Wait);
    ask(&first).await;
    let refused = first.clone();
    let refused = tokio::spawn(async move { refused.send(AppInfo::new("refused")).await });
    tokio::time::sleep(Duration::from_millis(1)).await;
    let started = Instant::now();
    ask(&other).await;
    let waited = started.elapsed();
    assert!(
        (Duration::from_secs(29)..Duration::from_secs(31)).contains(&waited),
        "{waited:?}"
    );
    refused.abort();
}

#[tokio::test(start_paused = true)]
async fn the_longest_of_several_pauses_holds() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/apps/a" => status(429).header("retry-after", "60"),
        "/apps/b" => status(429)
            .header("retry-after", "1")
            .after(Duration::from_secs(1)),
        "/apps/c" => status(429).after(Duration::from_secs(2)),
        "/apps/d" => left("9").after(Duration::from_secs(3)),
        _ => left("4000"),
    });
    let builder = world.builder().no_retry();
    let client = builder.build().expect("a client");
    ask(&client).await;
    let calls = ["d", "c", "b", "a"].map(|name| tokio::spawn(client.send(AppInfo::new(name))));
    for call in calls {
        let _either_way = call.await.expect("a call");
    }
    let started = Instant::now();
    ask(&client).await;
    let waited = started.elapsed().as_secs();
    assert!((56..=58).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn an_absurd_pause_does_not_stop_the_budget_for_good() {
    let world = World::new([status(429).header("retry-after", "99999999"), app()]);
    let client = client(&world, RatePolicy::Wait);
    client
        .send(AppInfo::new("example"))
        .await
        .expect_err("a refusal");
    tokio::time::advance(Duration::from_hours(1)).await;
    ask(&client).await;
}

#[tokio::test(start_paused = true)]
async fn absurd_numbers_are_not_believed() {
    for value in ["-5", "NaN", "inf", "many", "", "0x10", "1e300", "4.5"] {
        let world = World::new([left(value)]);
        let client = client(&world, RatePolicy::Wait);
        for _ in 0..20 {
            ask(&client).await;
        }
        assert_eq!(client.rate_limit(), None, "{value}");
        assert_eq!(world.times(), [0; 20]);
    }
    for value in ["0", "-1", "NaN", "inf", "1e300", "x"] {
        let world = World::new([left("100").header("ratelimit-multiplier", value)]);
        let client = client(&world, RatePolicy::Wait);
        ask(&client).await;
        let rate = client.rate_limit().expect("a budget");
        assert_eq!((rate.capacity, rate.per_minute), (4500, 75), "{value}");
    }
    let world = World::new([left("4294967295"), left("5")]);
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    assert_eq!(remaining(&client), Some(u32::MAX));
    ask(&client).await;
    assert_eq!(remaining(&client), Some(5));
}

#[tokio::test(start_paused = true)]
async fn of_several_numbers_the_smallest_is_believed() {
    let world = World::new([
        left("4000, 3"),
        left("3000").header("ratelimit-remaining", "2"),
    ]);
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    assert_eq!(remaining(&client), Some(3));
    ask(&client).await;
    assert_eq!(remaining(&client), Some(2));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_and_is_not_polled_holds_nobody_up() {
    let (client, _world) = with_left(0, RatePolicy::Wait).await;
    let mut idle = Box::pin(client.send(AppInfo::new("example")));
    let poll = std::future::poll_fn(|context| {
        let polled = idle.as_mut().poll(context);
        std::task::Poll::Ready(polled.is_pending())
    });
    assert!(poll.await, "the first waits for the refill");
    let started = Instant::now();
    ask(&client).await;
    // The refill of two calls: one is kept for the one who does not come for it.
    assert_eq!(started.elapsed().as_millis(), 1601);
    drop(idle);
    let started = Instant::now();
    ask(&client).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_reserve_of_all_there_is_lets_one_through_when_all_is_there() {
    let (client, _world) = with_left(4499, RatePolicy::Reserve(10_000)).await;
    let started = Instant::now();
    ask(&client).await;
    assert_eq!(started.elapsed().as_millis(), 801);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_spite_of_a_budget_pauses_nobody() {
    let busy = status(429).header("retry-after", "3600");
    let world = World::new([busy.header("ratelimit-remaining", "4000"), left("3999")]);
    let client = client(&world, RatePolicy::Wait);
    let once = Settings::new().no_retry();
    let error = client.send(AppInfo::new("example").with(once)).await;
    assert!(error.expect_err("a refusal").is_rate_limited());
    let started = Instant::now();
    ask(&client).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_page_of_a_router_does_not_say_that_there_is_no_limit() {
    let world = World::new([status(502), left("0")]);
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    assert_eq!(remaining(&client), Some(0));
    let started = Instant::now();
    ask(&client).await;
    assert_eq!(started.elapsed().as_millis(), 801);
}

#[tokio::test(start_paused = true)]
async fn first_calls_that_hang_do_not_hold_up_the_others_for_long() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/apps/slow" => app().after(Duration::from_secs(50)),
        _ => app(),
    });
    let client = client(&world, RatePolicy::Wait);
    let slow: Vec<_> = (0..8)
        .map(|_| tokio::spawn(client.send(AppInfo::new("slow"))))
        .collect();
    tokio::task::yield_now().await;
    let started = Instant::now();
    ask(&client).await;
    assert_eq!(started.elapsed().as_secs(), 2);
    for call in slow {
        call.await.expect("a call").expect("an app");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_with_a_header_for_credentials_tells_its_budget() {
    let world = World::new([left("77")]);
    let builder = world.builder().header("authorization", "Bearer by-header");
    let client = builder.build().expect("a client");
    ask(&client).await;
    assert_eq!(remaining(&client), Some(77));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_count_is_never_waited_for() {
    let world = World::new([app()]);
    let client = client(&world, RatePolicy::Wait);
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(client.send(AppInfo::new("example"))))
        .collect();
    for call in calls {
        call.await.expect("a call").expect("an app");
    }
    for _ in 0..5000 {
        ask(&client).await;
    }
    assert_eq!(world.times()[5099], 0);
    assert_eq!(client.rate_limit(), None);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_not_sent_gives_its_token_back() {
    for policy in [RatePolicy::Wait, RatePolicy::Ignore] {
        for had in [0, 1, 5] {
            let world = World::new([left(&had.to_string()), refused()]);
            let client = client(&world, policy);
            ask(&client).await;
            let short = || Settings::new().timeout(Duration::from_millis(100));
            for _ in 0..10 {
                let result = client.send(AppInfo::new("example").with(short())).await;
                result.expect_err("nobody there");
            }
            assert_eq!(
                (remaining(&client), in_flight(&client)),
                (Some(had), Some(0)),
                "{policy:?} {had}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_not_sent_does_not_shorten_a_pause() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/apps/limited" => status(429).header("retry-after", "10"),
        "/apps/nowhere" => refused().after(Duration::from_secs(1)),
        _ => left("4000"),
    });
    let client = world.builder().no_retry().build().expect("a client");
    ask(&client).await;
    let mut calls: Vec<_> = (0..10)
        .map(|_| tokio::spawn(client.send(AppInfo::new("nowhere"))))
        .collect();
    calls.push(tokio::spawn(client.send(AppInfo::new("limited"))));
    for call in calls {
        call.await.expect("a call").expect_err("a failure");
    }
    let started = Instant::now();
    ask(&client).await;
    let waited = started.elapsed().as_millis();
    assert!((8900..9100).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_count_as_sent_and_leave_nothing_in_flight() {
    let world = World::new([left("100"), silence()]);
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    let calls: Vec<_> = (0..10)
        .map(|_| tokio::spawn(client.send(AppInfo::new("example"))))
        .collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(
        (remaining(&client), in_flight(&client)),
        (Some(90), Some(10))
    );
    for call in calls {
        call.abort();
        assert!(call.await.expect_err("a call that ended").is_cancelled());
    }
    assert_eq!(
        (remaining(&client), in_flight(&client)),
        (Some(90), Some(0))
    );
}

#[tokio::test(start_paused = true)]
async fn answers_that_fail_leave_nothing_in_flight() {
    let failures = [
        lost(),
        refused(),
        status(503),
        silence(),
        app().torn(),
        app().stalling(),
        status(429),
    ];
    for reply in failures {
        let world = World::new([left("1000"), reply]);
        let builder = world.builder().timeout(Duration::from_secs(5));
        let client = builder
            .retry(Backoff::new().attempts(2))
            .build()
            .expect("a client");
        ask(&client).await;
        let error = client.send(AppInfo::new("example")).await;
        error.expect_err("a failure");
        assert_eq!(in_flight(&client), Some(0));
    }
}

#[tokio::test(start_paused = true)]
async fn requests_under_way_are_taken_off_what_an_answer_told() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/apps/slow" => silence(),
        _ => left("100"),
    });
    let client = client(&world, RatePolicy::Wait);
    ask(&client).await;
    let slow: Vec<_> = (0..4)
        .map(|_| tokio::spawn(client.send(AppInfo::new("slow"))))
        .collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    ask(&client).await;
    assert_eq!(
        (remaining(&client), in_flight(&client)),
        (Some(96), Some(4))
    );
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(start_paused = true)]
async fn an_action_that_is_free_neither_waits_nor_costs() {
    let world = World::new([
        left("0"),
        status(200)
            .body("{\"remaining\":0}")
            .header("ratelimit-remaining", "0"),
    ]);
    let client = client(&world, RatePolicy::Fail);
    ask(&client).await;
    for _ in 0..5 {
        client.send(RateLimitInfo::new()).await.expect("the limit");
    }
    assert_eq!(world.times(), [0; 6]);
    assert_eq!((remaining(&client), in_flight(&client)), (Some(0), Some(0)));
    let error = client
        .send(AppInfo::new("example"))
        .await
        .expect_err("no budget");
    assert_eq!(error.kind(), ErrorKind::Budget);
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_refills_too_late_is_refused_at_once() {
    let (client, world) = with_left(0, RatePolicy::Reserve(300)).await;
    let started = Instant::now();
    let short = Settings::new().timeout(Duration::from_mins(1));
    let error = client.send(AppInfo::new("example").with(short)).await;
    let error = error.expect_err("too late");
    assert_eq!(facts(&error), "Budget, 0 tries, wait 240");
    assert_eq!((started.elapsed(), world.count()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn good_news_wake_whoever_waits() {
    let world = World::by(|asked, _number| match asked.target.as_str() {
        "/account/rate-limits" => status(200).body("{}").header("ratelimit-remaining", "4000"),
        _ => left("0"),
    });
    let client = client(&world, RatePolicy::Reserve(1000));
    ask(&client).await;
    let patient = Settings::new().timeout(Duration::from_hours(2));
    let waiting = tokio::spawn(client.send(AppInfo::new("example").with(patient)));
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!waiting.is_finished());
    client.send(RateLimitInfo::new()).await.expect("the limit");
    let started = Instant::now();
    waiting.await.expect("a call").expect("an app");
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_first_calls_do_not_rush_a_budget_that_nobody_knows() {
    let world = World::new([left("4000").after(Duration::from_secs(1))]);
    let client = client(&world, RatePolicy::Wait);
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.send(AppInfo::new("example"))))
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(world.count(), 8);
    for call in calls {
        call.await.expect("a call").expect("an app");
    }
    assert_eq!(world.count(), 20);
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_for_first_answers_go_on_together() {
    let world = World::new([app().after(Duration::from_secs(50))]);
    let client = client(&world, RatePolicy::Wait);
    let calls: Vec<_> = (0..40)
        .map(|_| tokio::spawn(client.send(AppInfo::new("example"))))
        .collect();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(world.count(), 40);
    for call in calls {
        call.await.expect("a call").expect("an app");
    }
}
