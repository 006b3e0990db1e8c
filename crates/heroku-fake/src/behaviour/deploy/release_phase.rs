//! The release phase: the process type `release` runs before a release becomes the current one.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{outputs, releases};
use crate::behaviour::apps::config_vars;
use crate::behaviour::running::played;
use crate::behaviour::table::Events;
use crate::world::World;

pub(super) const EVENTS: Events = &[(ENDS, end)];

const ENDS: &str = "release phase ends";
const TAKES: SignedDuration = SignedDuration::from_secs(3);

/// Runs the command of the release phase of a pending release.
pub(super) fn begin(world: &mut World, release: &str, command: &str) {
    let Some(row) = world.store.row("release", release) else {
        return;
    };
    let app = row.referred("app").unwrap_or_default().to_owned();
    let (secret, url) = outputs::open(world, &app);
    world.store.change("release", release, |row| {
        row.set("output_stream_url", url);
        row.note("output", secret.as_str());
    });
    let dyno = format!("release.{}", 1000 + world.ids.below(9000));
    let line = format!("Starting process with command `{command}`");
    world.log(&app, "heroku", &dyno, line);
    let about = json!({
        "release": release, "app": app, "dyno": dyno, "command": command, "output": secret,
    });
    world.later(TAKES, ENDS, about);
}

fn end(world: &mut World, about: &Value) {
    let text = |name: &str| about[name].as_str().unwrap_or_default().to_owned();
    let (release, app, dyno) = (text("release"), text("app"), text("dyno"));
    if world.store.row("release", &release).is_none() {
        return;
    }
    let env = config_vars::of_release(world, &release);
    let env = env.into_iter().filter_map(|(name, value)| {
        let value = value.as_str()?.to_owned();
        Some((name, value))
    });
    let run = played::play(&text("command"), env.collect());
    for line in &run.lines {
        world.log(&app, "app", &dyno, line.as_str());
    }
    outputs::write(world, &text("output"), &run.lines);
    outputs::close(world, &text("output"));
    let line = format!("Process exited with status {}", run.status);
    world.log(&app, "heroku", &dyno, line);
    if run.status == 0 {
        releases::succeed(world, &release);
        return;
    }
    let now = world.now();
    world.store.change("release", &release, |row| {
        row.set("status", "failed");
        row.set("updated_at", now);
    });
    let line = "The command of the release phase failed; the release before stays.";
    world.log(&app, "app", "api", line);
}
