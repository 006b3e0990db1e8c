//! The fake itself.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::doors::{self, Base, Visit};
use crate::exchange;
use crate::journal::{Journal, Received};
use crate::outcome::{Content, Outcome};
use crate::schema::Schema;
use crate::server::Server;
use crate::world::{World, key_of};

/// A Heroku in a box, fresh and empty.
///
/// Each credential has a world of its own. Clones share everything. It is a
/// [`Transport`](heroku::transport::Transport) for clients in the same process;
/// [`Fake::serve`] lets other programs in.
///
/// ```
/// use heroku_fake::Fake;
///
/// let fake = Fake::new();
/// let server = fake.serve()?;
/// assert!(server.url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Fake {
    shared: Arc<Shared>,
}

struct Shared {
    worlds: Mutex<Worlds>,
    journal: Journal,
    base: Mutex<Base>,
    /// Mixed into the seed of each world.
    seed: String,
}

/// The worlds by their keys.
#[derive(Default)]
struct Worlds {
    by_key: HashMap<String, Arc<Mutex<World>>>,
    /// The worlds that gave out tokens, codes and the like, by the keys of these.
    issued: HashMap<String, String>,
    /// How many apps each world starts with.
    seeded_apps: usize,
}

impl Fake {
    /// A fake in which nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Schema::shared();
        let shared = Shared {
            worlds: Mutex::default(),
            journal: Journal::default(),
            base: Mutex::default(),
            seed: String::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Answers one request: the whole fake without any I/O.
    ///
    /// Only path, query, headers and body of the request matter, so that its address may be
    /// relative or that of any host. There is no request without an answer: what makes no sense
    /// is refused as Heroku refuses it.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use heroku_fake::Fake;
    /// use http::{Request, StatusCode};
    ///
    /// let request = Request::get("https://api.heroku.com/nonsense").body(Bytes::new())?;
    /// assert_eq!(Fake::new().handle(request).status(), StatusCode::NOT_ACCEPTABLE);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a request is sent once, as by a transport"
    )]
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.shared.journal.note(&request);
        let base = self.base();
        if let Some(answer) = self.visit(&request, &base) {
            return answer.map(Content::at_hand);
        }
        let token = exchange::token(request.headers());
        let asks = key_of(token.as_deref().unwrap_or_default());
        let (key, world) = self.world(&asks);
        let mut world = lock(&world);
        world.base.clone_from(&base);
        let asks = token.is_some().then_some(asks.as_str());
        let answer = exchange::handle(&mut world, asks, &request, &base);
        self.settle(&key, &mut world);
        answer
    }

    /// What is behind a side door, if the path leads to one.
    fn visit(&self, request: &Request<Bytes>, base: &Base) -> Option<Response<Content>> {
        let (name, key, secret) = doors::split(request.uri().path())?;
        let door = doors::door(name)?;
        let world = lock(&self.shared.worlds).by_key.get(key).cloned()?;
        let mut world = lock(&world);
        world.base.clone_from(base);
        world.tick();
        let visit = Visit {
            request,
            secret,
            base,
        };
        let answer = door(&mut world, &visit);
        self.settle(key, &mut world);
        Some(answer)
    }

    /// Notes what a world has done that others must know.
    fn settle(&self, key: &str, world: &mut World) {
        let issued = std::mem::take(&mut world.newly_issued);
        if !issued.is_empty() {
            let owned = issued.into_iter().map(|issued| (issued, key.to_owned()));
            lock(&self.shared.worlds).issued.extend(owned);
        }
        world.store.take_changes();
    }

    /// What becomes of one request, told to who carries it.
    pub(crate) fn respond(&self, request: Request<Bytes>) -> Outcome {
        let base = self.base();
        if let Some(answer) = self.visit(&request, &base) {
            self.shared.journal.note(&request);
            return Outcome {
                delay: Duration::ZERO,
                answer: Some(answer),
            };
        }
        Outcome::at_once(self.handle(request))
    }

    /// Gives every world, whether it is in use or not, `count` more apps, named `app-0001` and so on.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.seed_apps(450);
    /// ```
    pub fn seed_apps(&self, count: usize) {
        let mut worlds = lock(&self.shared.worlds);
        let from = worlds.seeded_apps + 1;
        worlds.seeded_apps += count;
        for world in worlds.by_key.values() {
            lock(world).seed_apps(from, count);
        }
    }

    /// The latest requests that came, the oldest first, without their credentials.
    ///
    /// ```
    /// assert!(heroku_fake::Fake::new().received().is_empty());
    /// ```
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.journal.entries()
    }

    /// Serves the fake on a free port of 127.0.0.1, until the server is dropped.
    ///
    /// # Errors
    /// Where the port or the thread cannot be had.
    pub fn serve(&self) -> io::Result<Server> {
        self.serve_on(0)
    }

    /// Serves the fake on a given port of 127.0.0.1, until the server is dropped.
    ///
    /// # Errors
    /// Where the port is in use or not allowed, or there is no thread to be had.
    pub fn serve_on(&self, port: u16) -> io::Result<Server> {
        Server::start(self.clone(), port)
    }

    /// Where in memory the clones of this fake find what they share.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.shared).addr()
    }

    /// Where the addresses start that answers tell.
    fn base(&self) -> Base {
        lock(&self.shared.base).clone()
    }

    /// The world of a token and its key: that which gave out the token, or one of its own.
    fn world(&self, asks: &str) -> (String, Arc<Mutex<World>>) {
        let mut worlds = lock(&self.shared.worlds);
        let key = worlds
            .issued
            .get(asks)
            .map_or(asks, String::as_str)
            .to_owned();
        if let Some(world) = worlds.by_key.get(&key) {
            return (key, Arc::clone(world));
        }
        let mut world = World::new(&key, &self.shared.seed);
        world.seed_apps(1, worlds.seeded_apps);
        let world = Arc::new(Mutex::new(world));
        worlds.by_key.insert(key.clone(), Arc::clone(&world));
        (key, world)
    }
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worlds = lock(&self.shared.worlds).by_key.len();
        f.debug_struct("Fake")
            .field("worlds", &worlds)
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
