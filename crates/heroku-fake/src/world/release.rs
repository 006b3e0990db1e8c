//! Releases, and the slugs that they run.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{App, Ids, Person, Process, Stack};

/// A version of an app.
pub(crate) struct Release {
    pub(crate) id: String,
    pub(crate) version: u64,
    pub(crate) description: String,
    /// The id of the slug that it runs.
    pub(crate) slug: Option<String>,
    pub(crate) config: BTreeMap<String, String>,
    pub(crate) user: Person,
    pub(crate) created_at: Timestamp,
}

/// Code that is ready to run.
pub(crate) struct Slug {
    pub(crate) id: String,
    pub(crate) process_types: BTreeMap<String, String>,
    pub(crate) commit: Option<String>,
    pub(crate) commit_description: Option<String>,
    pub(crate) checksum: Option<String>,
    /// What the buildpack found.
    pub(crate) language: Option<String>,
    pub(crate) size: u64,
    pub(crate) stack: &'static Stack,
    pub(crate) created_at: Timestamp,
}

impl App {
    /// Makes a release of what the app is now, with a slug, and restarts its dynos.
    pub(crate) fn release(
        &mut self,
        description: impl Into<String>,
        slug: Option<String>,
        user: &Person,
        ids: &mut Ids,
        now: Timestamp,
    ) -> &Release {
        let version = self
            .releases
            .last()
            .map_or(1, |release| release.version + 1);
        let id = ids.uuid();
        for dyno in self.dynos.iter_mut().filter(|dyno| dyno.in_formation) {
            dyno.restart(ids, now);
            dyno.release = (id.clone(), version);
        }
        self.updated_at = now;
        let index = self.releases.len();
        self.releases.push(Release {
            id,
            version,
            description: description.into(),
            slug,
            config: self.config.clone(),
            user: user.clone(),
            created_at: now,
        });
        &self.releases[index]
    }

    /// Fits the formation to the slug of the latest release: it starts `web`, and nothing else.
    pub(crate) fn adopt_process_types(&mut self, ids: &mut Ids, now: Timestamp) {
        let Some(slug) = self.slug() else { return };
        let types = slug.process_types.clone();
        self.stack = slug.stack;
        for (name, command) in types {
            let new = !self.formation.contains_key(&name);
            let process = self
                .formation
                .entry(name.clone())
                .or_insert_with(|| Process::new(&name, command.clone(), ids, now));
            process.command = command;
            if new && name == "web" {
                process.quantity = 1;
            }
        }
        self.staff(ids, now);
    }
}
