//! The fake itself.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use jiff::SignedDuration;

use crate::access::Account;
use crate::behaviour;
use crate::doors::{self, Base, Door, Visit};
use crate::faults::{Faults, Target};
use crate::gates::{Gate, Gates};
use crate::journal::{Journal, Note};
use crate::operation::operation;
use crate::outcome::{Content, Outcome};
use crate::pages;
use crate::rendezvous::Session;
use crate::schema::Schema;
use crate::server::Server;
use crate::state::{Changed, Document, StateError, StateFile};
use crate::webhooks::{self, Attempt, Courier, Parcel};
use crate::world::{World, key_of, world_id};
use crate::{control, exchange, window};

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
    faults: Faults,
    gates: Gates,
    courier: Courier,
    /// Where the state is kept, if it is to survive.
    file: Option<Mutex<StateFile>>,
}

/// The worlds by their keys.
#[derive(Default)]
struct Worlds {
    by_key: BTreeMap<String, Arc<Mutex<World>>>,
    /// The worlds that gave out tokens, codes and the like, by the keys of these.
    issued: HashMap<String, String>,
    /// Mixed into the seed of each world.
    seed: String,
    /// How many apps each world starts with.
    seeded_apps: usize,
    /// How far the time of new worlds is ahead.
    ahead: SignedDuration,
    /// Whether time runs with the machine's.
    real_time: bool,
    /// How many requests new worlds have left, where it is not the usual number.
    rate_remaining: Option<u32>,
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

    /// A fake that keeps its state in a file, and takes up what it finds there.
    ///
    /// What it has answered survives restarts and crashes. Beside the file it keeps a log, whose
    /// name ends in `.log`.
    ///
    /// # Errors
    /// Where the file cannot be read or written, is no state, or is in use by another fake.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let (file, document) = StateFile::open(path.as_ref())?;
        let fake = Self::from_worlds(Worlds::default(), Some(Mutex::new(file)));
        fake.adopt(document);
        Ok(fake)
    }

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

    /// What becomes of one request, told to who carries it.
    pub(crate) fn respond(&self, mut request: Request<Bytes>) -> Outcome {
        if let Some(outcome) =
            control::respond(self, &request).or_else(|| window::respond(&request))
        {
            return outcome;
        }
        let started = Instant::now();
        let asks = exchange::token(request.headers()).map(|token| key_of(&token));
        let world = self.whose(&request, asks.as_deref());
        let action = operation(&request);
        let strike = self.shared.faults.strike(&Target {
            action,
            method: request.method().as_str(),
            path: request.uri().path(),
            world: &world,
            key: asks.as_deref().map(world_id).unwrap_or_default(),
        });
        let outcome = strike.around(&mut request, action, |request| {
            self.carry_out(asks.as_deref(), request)
        });
        let note = Note {
            action,
            world,
            faults: strike.ids().to_vec(),
            took: started.elapsed(),
        };
        self.shared.journal.note(note, &request, &outcome);
        outcome
    }

    /// The id of the world that a request is for; empty where it is for none.
    fn whose(&self, request: &Request<Bytes>, asks: Option<&str>) -> String {
        let worlds = lock(&self.shared.worlds);
        let behind_door = doors::split(request.uri().path())
            .filter(|(door, key, _)| {
                doors::door(door).is_some() && worlds.by_key.contains_key(*key)
            })
            .map(|(_, key, _)| key);
        let asks = asks.map(|asks| worlds.owner(asks));
        behind_door
            .or(asks)
            .map_or_else(String::new, |key| world_id(key).to_owned())
    }

    /// Lets a request have its effect: behind a side door, or in the world of its token.
    fn carry_out(&self, asks: Option<&str>, request: &Request<Bytes>) -> Outcome {
        let base = self.base();
        if let Some(answer) = self.visit(request, &base) {
            return Outcome {
                delay: Duration::ZERO,
                answer: Some(answer),
            };
        }
        let grant = || pages::secret_of_grant(request).unwrap_or_default();
        let world = match asks {
            Some(asks) => self.world(asks),
            None => self.world_of(&grant()),
        };
        let mut world = lock(&world);
        world.base.clone_from(&base);
        let answer = exchange::handle(&mut world, asks, request, &base);
        let settled = self.settle(&mut world);
        drop(world);
        Outcome::at_once(match settled.and_then(|()| self.save_if_long()) {
            Ok(()) => answer,
            Err(error) => exchange::not_kept(&error),
        })
    }

    /// Writes the whole state where the log of changes has grown long.
    fn save_if_long(&self) -> Result<(), StateError> {
        match &self.shared.file {
            Some(file) if lock(file).is_long() => self.save(),
            _ => Ok(()),
        }
    }

    /// What is behind a side door, if the path leads to one.
    fn visit(&self, request: &Request<Bytes>, base: &Base) -> Option<Response<Content>> {
        if let Some(page) = pages::find(request) {
            let world = self.world_of(&page.secret);
            let visit = Visit {
                request,
                secret: &page.secret,
                base,
            };
            return Some(self.enter(&world, page.open, &visit));
        }
        let (name, key, secret) = doors::split(request.uri().path())?;
        let door = doors::door(name)?;
        let world = lock(&self.shared.worlds).by_key.get(key).cloned()?;
        let visit = Visit {
            request,
            secret,
            base,
        };
        Some(self.enter(&world, door, &visit))
    }

    /// What a world answers to who comes by a side door.
    fn enter(&self, world: &Mutex<World>, door: Door, visit: &Visit<'_>) -> Response<Content> {
        let mut world = lock(world);
        world.base.clone_from(visit.base);
        world.tick();
        let answer = door(&mut world, visit);
        match self.settle(&mut world) {
            Ok(()) => answer,
            Err(error) => exchange::not_kept(&error).map(Content::Whole),
        }
    }

    /// The world that gave out a code or the like; the one of requests without a token where none
    /// did.
    fn world_of(&self, secret: &str) -> Arc<Mutex<World>> {
        let key = key_of(secret);
        let is_issued = lock(&self.shared.worlds).issued.contains_key(&key);
        self.world(&if is_issued { key } else { key_of("") })
    }

    /// Notes what a world has done that others must know, and writes what must survive.
    fn settle(&self, world: &mut World) -> Result<(), StateError> {
        let mut changes = world.store.take_changes();
        let mut parcels = webhooks::notice(world, &changes);
        parcels.extend(webhooks::due(world));
        changes.extend(world.store.take_changes());
        self.send(parcels);
        let issued = std::mem::take(&mut world.newly_issued);
        let (timers, lines) = (world.timers.take_changed(), world.logs.take_fresh());
        if !issued.is_empty() {
            let owned = issued
                .iter()
                .map(|issued| (issued.clone(), world.key.clone()));
            lock(&self.shared.worlds).issued.extend(owned);
        }
        let Some(file) = &self.shared.file else {
            return Ok(());
        };
        match Changed::of(world, &changes, timers, issued, lines) {
            Some(changed) => lock(file).append(&changed),
            None => Ok(()),
        }
    }

    /// Sends what webhooks are told, and notes how that ends.
    fn send(&self, parcels: Vec<Parcel>) {
        let shared = Arc::downgrade(&self.shared);
        self.shared.courier.take(parcels, move |parcel, attempt| {
            if let Some(shared) = shared.upgrade() {
                Self { shared }.arrived(parcel, attempt);
            }
        });
    }

    /// Notes how an attempt to tell a webhook ended.
    fn arrived(&self, parcel: &Parcel, attempt: &Attempt) {
        let world = lock(&self.shared.worlds).by_key.get(&parcel.world).cloned();
        if let Some(world) = world {
            let mut world = lock(&world);
            webhooks::record(&mut world, &parcel.webhook, &parcel.delivery, attempt);
            // There is nobody to tell; the next answer that needs the file fails.
            let _ = self.settle(&mut world);
        }
    }

    /// All worlds as one JSON document, which [`Fake::restore`] takes back.
    ///
    /// It holds the tokens that the fake itself gave out, but none that clients brought.
    ///
    /// ```
    /// use heroku_fake::Fake;
    ///
    /// let fake = Fake::new();
    /// let before = fake.snapshot();
    /// // … a test that changes things …
    /// fake.restore(&before)?;
    /// # Ok::<(), heroku_fake::StateError>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> String {
        let (mut document, worlds) = self.document();
        let guards: Vec<_> = worlds
            .iter()
            .map(|(key, world)| (key, lock(world)))
            .collect();
        document.worlds = guards
            .iter()
            .map(|(key, world)| ((*key).clone(), &**world))
            .collect();
        document.write()
    }

    /// Puts all worlds in the place of those that there are.
    ///
    /// # Errors
    /// Where the text is no state; nothing is changed then.
    pub fn restore(&self, snapshot: &str) -> Result<(), StateError> {
        let document = Document::read(snapshot.as_bytes())?;
        self.adopt(document);
        self.save()
    }

    /// Writes the whole state to the file that it is kept in, if there is one.
    ///
    /// The fake does so by itself when its log has grown long, and when it is opened again; it
    /// makes the next start faster.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn save(&self) -> Result<(), StateError> {
        let Some(file) = &self.shared.file else {
            return Ok(());
        };
        let (mut document, worlds) = self.document();
        // All worlds stand still until they are written, so that none is ahead of the file.
        let guards: Vec<_> = worlds
            .iter()
            .map(|(key, world)| (key, lock(world)))
            .collect();
        let mut file = lock(file);
        document.worlds = guards
            .iter()
            .map(|(key, world)| ((*key).clone(), &**world))
            .collect();
        file.replace(&document.write())
    }

    /// What a document says beside the worlds, and the worlds.
    fn document<'a>(&self) -> (Document<&'a World>, BTreeMap<String, Arc<Mutex<World>>>) {
        let worlds = lock(&self.shared.worlds);
        let mut document = Document::new(worlds.seed.clone());
        document.seeded_apps = worlds.seeded_apps;
        document.ahead = worlds.ahead;
        document.real_time = worlds.real_time;
        document.rate_remaining = worlds.rate_remaining;
        (document, worlds.by_key.clone())
    }

    fn adopt(&self, document: Document) {
        let mut worlds = lock(&self.shared.worlds);
        worlds.seed = document.seed;
        worlds.seeded_apps = document.seeded_apps;
        worlds.ahead = document.ahead;
        worlds.real_time = document.real_time;
        worlds.rate_remaining = document.rate_remaining;
        worlds.issued.clear();
        worlds.by_key.clear();
        for (key, world) in document.worlds {
            let issued = world.issued.iter();
            let issued: Vec<_> = issued.map(|issued| (issued.clone(), key.clone())).collect();
            worlds.issued.extend(issued);
            worlds.by_key.insert(key, Arc::new(Mutex::new(world)));
        }
    }

    /// Lets time pass in all worlds: builds finish, tokens expire, the rate limit refills.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let fake = heroku_fake::Fake::new();
    /// fake.advance(Duration::from_secs(60));
    /// ```
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let all = {
            let mut worlds = lock(&self.shared.worlds);
            worlds.ahead = worlds.ahead.saturating_add(by);
            worlds.by_key.clone()
        };
        for world in all.values() {
            let mut world = lock(world);
            world.advance(by);
            // There is nobody to tell; the next answer that needs the file fails.
            let _ = self.settle(&mut world);
        }
    }

    /// Leaves each account so many requests of its rate limit, up to 4500.
    ///
    /// It holds for accounts that are used already and for those that come, so that a test soon
    /// gets to the 429 that is told to who has none left. 75 a minute come back while time passes
    /// by [`Fake::advance`] or in real time; the second that each request takes brings none.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.set_rate_remaining(2);
    /// ```
    pub fn set_rate_remaining(&self, remaining: u32) {
        let all = {
            let mut worlds = lock(&self.shared.worlds);
            worlds.rate_remaining = Some(remaining);
            worlds.by_key.clone()
        };
        for world in all.values() {
            lock(world).set_rate_remaining(remaining);
        }
    }

    /// The account behind a token, to put it into a state that the API has no call for.
    #[must_use]
    pub fn account(&self, token: &str) -> Account {
        Account::new(self.clone(), token)
    }

    /// Changes the world that a token leads to.
    pub(crate) fn in_world(&self, token: &str, change: impl FnOnce(&mut World)) {
        let world = self.world(&key_of(token));
        let mut world = lock(&world);
        change(&mut world);
        // There is nobody to tell; the next answer that needs the file fails.
        let _ = self.settle(&mut world);
    }

    /// Lets the time of all worlds run with the machine's, or stand still but for a second with
    /// each request, as it does at first.
    pub fn run_in_real_time(&self, real: bool) {
        let all = {
            let mut worlds = lock(&self.shared.worlds);
            worlds.real_time = real;
            worlds.by_key.clone()
        };
        for world in all.values() {
            lock(world).clock.run(real);
        }
    }

    /// Gives every world, whether it is in use or not, `count` more apps, named `app-0001` and so on.
    ///
    /// ```
    /// let fake = heroku_fake::Fake::new();
    /// fake.seed_apps(450);
    /// ```
    pub fn seed_apps(&self, count: usize) {
        let (from, all) = {
            let mut worlds = lock(&self.shared.worlds);
            let from = worlds.seeded_apps + 1;
            worlds.seeded_apps += count;
            (from, worlds.by_key.clone())
        };
        for world in all.values() {
            let mut world = lock(world);
            world.seed_apps(from, count);
            // There is nobody to tell; the next answer that needs the file fails.
            let _ = self.settle(&mut world);
        }
    }

    /// Serves the fake on a free port of 127.0.0.1, until the server is dropped.
    ///
    /// # Errors
    /// Where the port or the thread cannot be had.
    pub fn serve(&self) -> io::Result<Server> {
        self.serve_on(0)
    }

    /// Serves the fake on a given port of 127.0.0.1, until the server is dropped; 0 is a free one.
    ///
    /// # Errors
    /// Where the port is in use or not allowed, or there is no thread to be had.
    pub fn serve_on(&self, port: u16) -> io::Result<Server> {
        Server::start(self.clone(), port, false)
    }

    /// Serves the fake as [`Fake::serve_on`] does, with `https` in its own URL and in those that
    /// answers tell.
    ///
    /// Every server speaks TLS with clients that do; [`Server::certificate`] is what they must
    /// trust.
    ///
    /// ```
    /// let server = heroku_fake::Fake::new().serve_tls(0)?;
    /// assert!(server.url().starts_with("https://127.0.0.1:"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Fake::serve_on`].
    pub fn serve_tls(&self, port: u16) -> io::Result<Server> {
        Server::start(self.clone(), port, true)
    }

    /// The servers that are open.
    pub(crate) fn gates(&self) -> &Gates {
        &self.shared.gates
    }

    /// Attaches to a run, where the secret is right and nobody else has.
    pub(crate) fn attach(&self, secret: &str) -> Option<Session> {
        let (command, env) = self.with_run(secret, behaviour::attach)??;
        Some(Session { command, env })
    }

    /// Notes how a run that somebody attached to ended.
    pub(crate) fn ended(&self, secret: &str, exit: i32) {
        self.with_run(secret, |world, secret| {
            behaviour::ended(world, secret, exit)
        });
    }

    /// Does something with a run, in the world that the secret tells; none where that is unknown,
    /// or where what was done cannot be kept.
    fn with_run<T>(&self, secret: &str, act: impl FnOnce(&mut World, &str) -> T) -> Option<T> {
        let (key, secret) = secret.split_once('-')?;
        let world = lock(&self.shared.worlds).by_key.get(key).cloned()?;
        let mut world = lock(&world);
        let done = act(&mut world, secret);
        self.settle(&mut world).ok()?;
        Some(done)
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    pub(crate) fn fault_book(&self) -> &Faults {
        &self.shared.faults
    }

    /// The worlds that are in use, by their keys.
    pub(crate) fn worlds(&self) -> BTreeMap<String, Arc<Mutex<World>>> {
        lock(&self.shared.worlds).by_key.clone()
    }

    /// How far the time of new worlds is ahead, and whether time runs with the machine's.
    pub(crate) fn time(&self) -> (SignedDuration, bool) {
        let worlds = lock(&self.shared.worlds);
        (worlds.ahead, worlds.real_time)
    }

    /// Where in memory the clones of this fake find what they share.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.shared).addr()
    }

    /// Where the addresses start that answers tell.
    fn base(&self) -> Base {
        let gate = self.shared.gates.first();
        gate.map_or_else(Base::default, Gate::base)
    }

    /// The world of the token with a key: that which gave out the token, or one of its own.
    fn world(&self, asks: &str) -> Arc<Mutex<World>> {
        let mut worlds = lock(&self.shared.worlds);
        let key = worlds.owner(asks).to_owned();
        if let Some(world) = worlds.by_key.get(&key) {
            return Arc::clone(world);
        }
        let mut world = World::new(&key, &worlds.seed);
        world.clock.advance(worlds.ahead);
        world.clock.run(worlds.real_time);
        if let Some(remaining) = worlds.rate_remaining {
            world.set_rate_remaining(remaining);
        }
        world.seed_apps(1, worlds.seeded_apps);
        let world = Arc::new(Mutex::new(world));
        worlds.by_key.insert(key, Arc::clone(&world));
        world
    }
}

impl Worlds {
    /// The key of the world that a token with a key leads to: that which gave out the token, or one
    /// of its own.
    fn owner<'a>(&'a self, asks: &'a str) -> &'a str {
        self.issued.get(asks).map_or(asks, String::as_str)
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

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
