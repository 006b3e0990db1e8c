//! Keeping the state: as one document, and in a file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{Fake, Worlds, lock};
use crate::state::{Document, StateError, StateFile};
use crate::world::World;

/// Keeping its state.
impl Fake {
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
        for world in self.adopt(document) {
            // Who is still inside has settled by then, and what comes later is not kept.
            lock(&world).is_gone = true;
        }
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
        loop {
            let (mut document, worlds) = self.document();
            // All worlds stand still until they are written, so that none is ahead of the file.
            let guards: Vec<_> = worlds
                .iter()
                .map(|(key, world)| (key, lock(world)))
                .collect();
            let mut file = lock(file);
            // A world that came meanwhile may have lines in the log that is emptied.
            if !self.are_all(&worlds) {
                continue;
            }
            document.worlds = guards
                .iter()
                .map(|(key, world)| ((*key).clone(), &**world))
                .collect();
            return file.replace(&document.write());
        }
    }

    /// Whether these are all worlds that there are.
    fn are_all(&self, worlds: &BTreeMap<String, Arc<Mutex<World>>>) -> bool {
        let now = &lock(&self.shared.worlds).by_key;
        let same = |(key, world)| now.get(key).is_some_and(|known| Arc::ptr_eq(known, world));
        now.len() == worlds.len() && worlds.iter().all(same)
    }

    /// Writes the whole state where the log of changes has grown long, or lacks something.
    pub(crate) fn save_if_due(&self) -> Result<(), StateError> {
        match &self.shared.file {
            Some(file) if lock(file).is_due() => self.save(),
            _ => Ok(()),
        }
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

    /// Puts the worlds of a document in the place of those that there are, and tells these.
    fn adopt(&self, document: Document) -> Vec<Arc<Mutex<World>>> {
        let mut worlds = lock(&self.shared.worlds);
        worlds.seed = document.seed;
        worlds.seeded_apps = document.seeded_apps;
        worlds.ahead = document.ahead;
        worlds.real_time = document.real_time;
        worlds.rate_remaining = document.rate_remaining;
        worlds.issued.clear();
        let gone = std::mem::take(&mut worlds.by_key);
        for (key, world) in document.worlds {
            let issued = world.issued.iter();
            let issued: Vec<_> = issued.map(|issued| (issued.clone(), key.clone())).collect();
            worlds.issued.extend(issued);
            worlds.by_key.insert(key, Arc::new(Mutex::new(world)));
        }
        gone.into_values().collect()
    }
}
