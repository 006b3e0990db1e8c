//! The fake itself.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};

use crate::exchange;
use crate::journal::{Journal, Received};
use crate::outcome::Outcome;
use crate::schema::Schema;
use crate::server::Server;
use crate::world::World;

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
}

/// The worlds by their tokens.
#[derive(Default)]
struct Worlds {
    by_token: HashMap<String, Arc<Mutex<World>>>,
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
        let token = exchange::token(request.headers());
        let world = self.world(token.as_deref().unwrap_or_default());
        exchange::handle(&mut lock(&world), token.is_some(), &request)
    }

    /// What becomes of one request, told to who carries it.
    pub(crate) fn respond(&self, request: Request<Bytes>) -> Outcome {
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
        for world in worlds.by_token.values() {
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

    fn world(&self, token: &str) -> Arc<Mutex<World>> {
        let mut worlds = lock(&self.shared.worlds);
        if let Some(world) = worlds.by_token.get(token) {
            return Arc::clone(world);
        }
        let mut world = World::new(token);
        world.seed_apps(1, worlds.seeded_apps);
        let world = Arc::new(Mutex::new(world));
        worlds.by_token.insert(token.to_owned(), Arc::clone(&world));
        world
    }
}

impl Default for Fake {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worlds = lock(&self.shared.worlds).by_token.len();
        f.debug_struct("Fake")
            .field("worlds", &worlds)
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
