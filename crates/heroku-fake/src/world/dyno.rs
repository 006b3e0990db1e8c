//! Dynos, and the formation that says how many there are.

use jiff::Timestamp;

use super::{App, Ids};

/// A process type of an app: how many dynos of which size run what.
#[derive(Clone)]
pub(crate) struct Process {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) quantity: u32,
    pub(crate) size: &'static str,
    pub(crate) command: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A dyno.
pub(crate) struct Dyno {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The process type, or what a one-off dyno was started as.
    pub(crate) process: String,
    /// Whether the formation keeps it; one-off dynos run once.
    pub(crate) in_formation: bool,
    pub(crate) command: String,
    pub(crate) size: &'static str,
    pub(crate) state: &'static str,
    pub(crate) attach_url: Option<String>,
    /// Id and version of the release that it runs.
    pub(crate) release: (String, u64),
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl Process {
    pub(crate) fn new(name: &str, command: String, ids: &mut Ids, now: Timestamp) -> Self {
        Self {
            id: ids.uuid(),
            name: name.to_owned(),
            quantity: 0,
            size: "Basic",
            command,
            created_at: now,
            updated_at: now,
        }
    }
}

impl Dyno {
    /// Replaces the dyno by a new one of the same name.
    pub(crate) fn restart(&mut self, ids: &mut Ids, now: Timestamp) {
        self.id = ids.uuid();
        self.state = "up";
        self.created_at = now;
        self.updated_at = now;
    }
}

impl App {
    /// Starts and stops dynos until they are as the formation says.
    pub(crate) fn staff(&mut self, ids: &mut Ids, now: Timestamp) {
        let release = self.current_release();
        for process in self.formation.values() {
            let number = |dyno: &Dyno| dyno.name.rsplit('.').next()?.parse::<u32>().ok();
            self.dynos.retain(|dyno| {
                let extra = number(dyno).is_none_or(|number| number > process.quantity);
                !(dyno.in_formation && dyno.process == process.name && extra)
            });
            for number in 1..=process.quantity {
                let name = format!("{}.{number}", process.name);
                let same = |dyno: &&mut Dyno| dyno.in_formation && dyno.name == name;
                if let Some(dyno) = self.dynos.iter_mut().find(same) {
                    if dyno.size != process.size || dyno.command != process.command {
                        dyno.size = process.size;
                        dyno.command.clone_from(&process.command);
                        dyno.restart(ids, now);
                    }
                    continue;
                }
                self.dynos.push(Dyno {
                    id: ids.uuid(),
                    name,
                    process: process.name.clone(),
                    in_formation: true,
                    command: process.command.clone(),
                    size: process.size,
                    state: "up",
                    attach_url: None,
                    release: release.clone(),
                    created_at: now,
                    updated_at: now,
                });
            }
        }
    }

    /// Id and version of the latest release.
    pub(crate) fn current_release(&self) -> (String, u64) {
        self.releases
            .last()
            .map(|last| (last.id.clone(), last.version))
            .unwrap_or_default()
    }
}
