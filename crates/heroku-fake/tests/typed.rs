//! Every action, by the typed clients of both worlds.

mod common;

// What the generator wrote to lead tests through every request.
#[rustfmt::skip]
#[path = "../../heroku/tests/every/generated.rs"]
#[allow(dead_code, unreachable_pub, reason = "models are not looked at here")]
mod generated;

/// Models are not looked at here.
#[allow(dead_code, unreachable_pub, reason = "models are not looked at here")]
mod model {
    pub trait Model {}

    impl<T> Model for T {}
}

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use common::conform::Description;
use common::furnished::Furnished;
use common::sound::{REFUSED, Sound};
use generated::{Requests, requests};
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Error, Request, blocking};
use heroku_fake::Fake;
use heroku_schema::Action;
use tokio::runtime::{Builder, Runtime};

/// The fake, for requests whose examples are replaced by what there is in its world.
#[derive(Clone)]
struct Dressed {
    fake: Fake,
    sound: Arc<Mutex<Option<Sound>>>,
}

impl Transport for Dressed {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sound) = sound.take() else {
            return self.fake.exchange(request);
        };
        let (mut head, body) = request.into_parts();
        head.uri = format!("https://api.heroku.com{}", sound.path)
            .parse()
            .expect("an address");
        let has_body = body.as_bytes().is_none_or(|bytes| !bytes.is_empty());
        let body = if has_body {
            Body::from(sound.body.to_string())
        } else {
            body
        };
        self.fake.exchange(http::Request::from_parts(head, body))
    }

    fn world(&self) -> u64 {
        self.fake.world()
    }
}

struct Typed {
    description: Description,
    world: Furnished,
    before: String,
    transport: Dressed,
    client: Client,
    blocking: blocking::Client,
    runtime: Runtime,
    problems: Vec<String>,
    count: usize,
}

impl Typed {
    fn new() -> Self {
        let world = Furnished::new();
        let transport = Dressed {
            fake: world.fake.clone(),
            sound: Arc::default(),
        };
        let builder = Client::builder().transport(transport.clone());
        let client = builder.token("test-token").build().expect("a client");
        Self {
            description: Description::load(),
            before: world.fake.snapshot(),

            blocking: blocking::Client::new(&client).expect("a client"),
            client,
            runtime: Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
            world,
            transport,
            problems: Vec::new(),
            count: 0,
        }
    }

    /// Makes the next request a sound one, in the world as it was at first.
    fn dress(&self, action: &Action) {
        let restored = self.world.fake.restore(&self.before);
        restored.expect("the snapshot is sound");
        let sound = Sound::new(action, &self.world, false);
        let mut next = self
            .transport
            .sound
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *next = Some(sound);
    }
}

/// What came of a call: the status of a refusal, or what was read.
fn outcome<T: Debug>(result: Result<T, Error>) -> Result<String, u16> {
    match result {
        Ok(value) => Ok(format!("{value:?}")),
        Err(error) => Err(error.status().map_or(0, |status| status.as_u16())),
    }
}

impl Requests for Typed {
    fn request<R>(&mut self, request: R)
    where
        R: Debug + Request<Output: Debug>,
    {
        self.count += 1;
        let name = R::OPERATION.name;
        let action = self
            .description
            .actions()
            .find(|action| action.name == name);
        let action = action.expect("an action for each request").clone();
        self.dress(&action);
        let result = self.runtime.block_on(self.client.send(&request));
        let told = result.as_ref().err().map(ToString::to_string);
        let one = outcome(result);
        self.dress(&action);
        let other = outcome(self.blocking.send(&request));
        if one != other {
            self.problems.push(format!(
                "{name}: {one:?} by one client, {other:?} by the other"
            ));
        }
        let refused = REFUSED.iter().find(|(known, _)| *known == name);
        let expected = refused.map(|(_, status)| *status);
        if one.err() != expected {
            self.problems.push(format!("{name}: {told:?}"));
        }
    }
}

#[test]
fn every_action_is_granted_and_read_by_both_clients() {
    let mut typed = Typed::new();
    requests(&mut typed);
    assert!(typed.problems.is_empty(), "{}", typed.problems.join("\n"));
    assert!(typed.count >= 361, "only {} actions", typed.count);
}
