//! The fake itself.

mod account;
mod answering;
mod faults;
mod journal;
mod keeping;
mod runs;
mod serving;
mod settling;
mod staging;
mod time;
mod worlds;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};

pub use self::account::Account;
use self::worlds::Worlds;
use crate::faults::Faults;
use crate::gates::Gates;
use crate::journal::Journal;
use crate::schema::Schema;
use crate::state::StateFile;
use crate::webhooks::Courier;

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

/// What the clones of a fake share.
struct Shared {
    worlds: Mutex<Worlds>,
    journal: Journal,
    faults: Faults,
    gates: Gates,
    courier: Courier,
    /// Where the state is kept, if it is to survive.
    file: Option<Mutex<StateFile>>,
}

impl Fake {
    /// A fake in which nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::from_worlds(Worlds::default(), None)
    }

    /// A fake whose ids and names differ from those of other seeds.
    ///
    /// Fakes of the same seed give the same answers to the same requests, others give others.
    /// [`Fake::new`] has the empty seed.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use heroku_fake::Fake;
    /// use http::Request;
    ///
    /// let account = |seed: &str| -> Result<Bytes, http::Error> {
    ///     let request = Request::get("/account")
    ///         .header("Accept", "application/vnd.heroku+json; version=3")
    ///         .header("Authorization", "Bearer token");
    ///     Ok(Fake::seeded(seed).handle(request.body(Bytes::new())?).into_body())
    /// };
    /// assert_eq!(account("one")?, account("one")?);
    /// assert_ne!(account("one")?, account("other")?);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn seeded(seed: &str) -> Self {
        let worlds = Worlds {
            seed: seed.to_owned(),
            ..Worlds::default()
        };
        Self::from_worlds(worlds, None)
    }

    /// A fake of these worlds.
    fn from_worlds(worlds: Worlds, file: Option<Mutex<StateFile>>) -> Self {
        Schema::shared();
        let shared = Shared {
            worlds: Mutex::new(worlds),
            journal: Journal::default(),
            faults: Faults::default(),
            gates: Gates::default(),
            courier: Courier::default(),
            file,
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
    /// [Faults](crate::Fault) strike here as well, as far as they can without a connection: a
    /// delay is not waited for, an answer that breaks off has the body up to there, and where the
    /// connection would be reset, the answer is an empty 502.
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
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.respond(request).at_hand()
    }

    /// The requests that came, and what was answered.
    pub(crate) fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// What goes wrong.
    pub(crate) fn fault_book(&self) -> &Faults {
        &self.shared.faults
    }

    /// Where in memory the clones of this fake find what they share.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.shared).addr()
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

/// What a mutex holds, though somebody who held it may have panicked.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
