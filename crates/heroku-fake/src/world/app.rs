//! An app with all that belongs to it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Account, Dyno, Ids, Named, Person, Process, Region, Release, Slug, Stack, fixed_id, is_uuid,
    names,
};
use crate::exchange::Version;

/// An app with all that belongs to it, so that what it owns goes when it goes.
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The digits in the address of the app, new with each name.
    pub(crate) suffix: String,
    pub(crate) region: &'static Region,
    pub(crate) stack: &'static Stack,
    /// The stack of coming builds.
    pub(crate) build_stack: &'static Stack,
    pub(crate) maintenance: bool,
    pub(crate) acm: bool,
    /// Whether members of the team must be let in one by one.
    pub(crate) locked: bool,
    pub(crate) internal_routing: Option<bool>,
    /// The team that owns it.
    pub(crate) team: Option<Place>,
    pub(crate) space: Option<Place>,
    /// Whom it was given to, where that is somebody else.
    pub(crate) given_to: Option<Person>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) config: BTreeMap<String, String>,
    /// In the order of their versions; never empty.
    pub(crate) releases: Vec<Release>,
    pub(crate) slugs: Vec<Slug>,
    /// By process type.
    pub(crate) formation: BTreeMap<String, Process>,
    pub(crate) dynos: Vec<Dyno>,
    /// How many one-off dynos there have been.
    pub(crate) runs: u64,
    /// The owner first.
    pub(crate) collaborators: Vec<Collaborator>,
    /// The one that Heroku gave first.
    pub(crate) domains: Vec<Domain>,
}

/// A team or a space that has an app.
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Somebody who has access to an app.
pub(crate) struct Collaborator {
    pub(crate) id: String,
    pub(crate) person: Person,
    pub(crate) role: Option<&'static str>,
    pub(crate) created_at: Timestamp,
}

/// A host name under which an app can be reached.
pub(crate) struct Domain {
    pub(crate) id: String,
    pub(crate) hostname: String,
    /// What custom domains must point at; none for the domain that Heroku gave.
    pub(crate) cname: Option<String>,
    pub(crate) sni_endpoint: Option<SniEndpoint>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// What a domain knows of the endpoint whose certificate serves it.
pub(crate) struct SniEndpoint {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl App {
    pub(super) fn new(
        name: String,
        region: &'static Region,
        stack: &'static Stack,
        owner: &Account,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Self {
        let mut app = Self {
            id: ids.uuid(),
            suffix: ids.twelve_digits(),
            name,
            region,
            stack,
            build_stack: stack,
            maintenance: false,
            acm: false,
            locked: false,
            internal_routing: None,
            team: None,
            space: None,
            given_to: None,
            created_at: now,
            updated_at: now,
            config: BTreeMap::new(),
            releases: Vec::new(),
            slugs: Vec::new(),
            formation: BTreeMap::new(),
            dynos: Vec::new(),
            runs: 0,
            collaborators: Vec::new(),
            domains: Vec::new(),
        };
        app.collaborators.push(Collaborator {
            // Lists go by id, and the owner stands first.
            id: ids.early_uuid(),
            person: owner.me.clone(),
            role: Some("owner"),
            created_at: now,
        });
        app.domains
            .push(Domain::new(app.hostname(), None, ids.uuid(), now));
        app.release("Initial release", None, &owner.me, ids, now);
        app
    }

    /// The host name that Heroku gave the app.
    pub(crate) fn hostname(&self) -> String {
        format!("{}-{}.herokuapp.com", self.name, self.suffix)
    }

    /// Gives the app another name, and with it other addresses.
    pub(crate) fn rename(&mut self, name: &str, ids: &mut Ids, now: Timestamp) {
        name.clone_into(&mut self.name);
        self.suffix = ids.twelve_digits();
        let hostname = self.hostname();
        if let Some(domain) = self
            .domains
            .iter_mut()
            .find(|domain| domain.cname.is_none())
        {
            domain.hostname = hostname;
            domain.updated_at = now;
        }
    }

    /// The slug that the app runs.
    pub(crate) fn slug(&self) -> Option<&Slug> {
        let id = self.releases.last()?.slug.as_deref()?;
        self.slugs.iter().find(|slug| slug.id == id)
    }

    /// What other resources say of the app.
    pub(crate) fn stub(&self) -> Value {
        json!({ "id": self.id, "name": self.name })
    }

    pub(crate) fn show(&self, owner: &Account, version: &Version) -> Value {
        let slug = self.slug();
        let released = self.releases.last().filter(|release| release.version > 1);
        let generation = if self.stack.name == "cnb" {
            "fir"
        } else {
            "cedar"
        };
        let generation = if version.is_sdk() {
            json!(generation)
        } else {
            json!({ "id": fixed_id(&format!("generation/{generation}")), "name": generation })
        };
        let person = self.given_to.as_ref().unwrap_or(&owner.me);
        let team = self.team.as_ref().map(Place::show);
        let space = self.space.as_ref().map(|space| {
            let mut shown = space.show();
            shown["shield"] = false.into();
            shown
        });
        let mut shown = json!({
            "acm": self.acm,
            "archived_at": null,
            "build_stack": show_named(self.build_stack),
            "buildpack_provided_description": slug.and_then(|slug| slug.language.as_deref()),
            "created_at": self.created_at.to_string(),
            "generation": generation,
            "git_url": format!("https://git.heroku.com/{}.git", self.name),
            "id": self.id,
            "internal_routing": self.internal_routing,
            "maintenance": self.maintenance,
            "name": self.name,
            "organization": team,
            "owner": person.show(),
            "region": show_named(self.region),
            "released_at": released.map(|release| release.created_at.to_string()),
            "repo_size": null,
            "slug_size": slug.map(|slug| slug.size),
            "space": space,
            "stack": show_named(self.stack),
            "team": team,
            "updated_at": self.updated_at.to_string(),
            "web_url": format!("https://{}/", self.hostname()),
        });
        if version.is_sdk() {
            shown["base_image_name"] = Value::Null;
            shown["buildpacks"] = Value::Null;
            shown["current_build_architecture"] = json!([]);
        }
        shown
    }
}

impl Place {
    /// The place that a name or an id names: all are taken for granted.
    pub(crate) fn named(kind: &str, key: &str) -> Self {
        let (id, name) = if is_uuid(key) {
            (key.to_owned(), format!("example-{kind}"))
        } else {
            (fixed_id(&format!("{kind}/{key}")), key.to_owned())
        };
        Self { id, name }
    }

    pub(crate) fn is(&self, key: &str) -> bool {
        self.id == key || self.name == key
    }

    pub(crate) fn show(&self) -> Value {
        json!({ "id": self.id, "name": self.name })
    }
}

impl Domain {
    fn new(hostname: String, cname: Option<String>, id: String, now: Timestamp) -> Self {
        Self {
            id,
            hostname,
            cname,
            sni_endpoint: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// A domain that somebody added.
    pub(crate) fn custom(hostname: String, ids: &mut Ids, now: Timestamp) -> Self {
        Self::new(hostname, Some(names::dns_target(ids)), ids.uuid(), now)
    }
}

fn show_named<T: Named>(item: &T) -> Value {
    json!({ "id": item.id(), "name": item.name() })
}
