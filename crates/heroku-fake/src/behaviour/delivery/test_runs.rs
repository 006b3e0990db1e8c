//! Test runs of a pipeline, with the nodes that they run on and their cases.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::base::Base;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[("POST /test-runs", create), ("PATCH /test-runs/{}", update)];

pub(super) const EVENTS: Events = &[("a test run goes on", go_on)];

/// What a test run goes through, a step each few seconds.
const STEPS: [&str; 5] = ["pending", "creating", "building", "running", "succeeded"];
const STEP: SignedDuration = SignedDuration::from_secs(2);
/// What cannot change any more.
const ENDED: [&str; 4] = ["cancelled", "succeeded", "failed", "errored"];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut row = generic::draft(world, call)?;
    let pipeline = row.referred("pipeline").unwrap_or_default().to_owned();
    let last = world.store.linked("test-run", &pipeline);
    let number = last.map(|run| run.number("number")).max().unwrap_or(0) + 1;
    row.set("actor_email", world.my_account().text("email"));
    row.set("clear_cache", false);
    row.set("number", number);
    row.set("status", STEPS[0]);
    row.set("user", json!({ "id": world.me }));
    let id = row.id().to_owned();
    let node = node(world, call.base, &pipeline, &id);
    world.store.insert("test-run", row);
    world.store.insert("test-node", node);
    world.later(STEP, EVENTS[0].0, id.as_str());
    generic::created(world, call, &id)
}

/// The one node that a run has.
fn node(world: &mut World, base: &Base, pipeline: &str, run: &str) -> Row {
    let node = generic::blank_row(world, "test-node");
    let stream = |what: &str| {
        let (http, key, id) = (&base.http, &world.key, node.id());
        format!("{http}/streams/{key}/{id}-{what}")
    };
    let (setup, output) = (stream("setup"), stream("output"));
    node.owned_by(run)
        .with("index", 0)
        .with("output_stream_url", output)
        .with_reference("pipeline", pipeline)
        .with("setup_stream_url", setup)
        .with("status", STEPS[0])
        .with_reference("test_run", run)
}

/// Lets a run take its next step.
fn go_on(world: &mut World, about: &Value) {
    let id = about.as_str().unwrap_or_default();
    let Some(run) = world.store.row("test-run", id) else {
        return;
    };
    let step = STEPS.iter().position(|step| *step == run.text("status"));
    let Some(next) = step.and_then(|step| STEPS.get(step + 1)) else {
        return;
    };
    set_status(world, id, next);
    if *next == "succeeded" {
        let node = world.store.linked_ids("test-node", id).into_iter().next();
        let case = generic::blank_row(world, "test-case")
            .owned_by(id)
            .with("description", "the program does what it should")
            .with("diagnostic", "")
            .with("directive", "")
            .with("number", 1)
            .with("passed", true)
            .with_reference("test_node", node.as_deref().unwrap_or_default())
            .with_reference("test_run", id);
        world.store.insert("test-case", case);
    } else {
        world.later(STEP, EVENTS[0].0, id);
    }
}

fn set_status(world: &mut World, run: &str, status: &str) {
    let now = world.now();
    for node in world.store.linked_ids("test-node", run) {
        world.store.change("test-node", &node, |node| {
            node.set("status", status);
            node.set("updated_at", now.as_str());
            if ENDED.contains(&status) {
                node.set("exit_code", i64::from(status != "succeeded"));
            }
        });
    }
    world.store.change("test-run", run, |run| {
        run.set("status", status);
        run.set("updated_at", now.as_str());
    });
}

/// Sets how a run went: by its id, or by its number where only one run has it.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let key = call.argument(0);
    let found = |run: &&Row| run.id() == key || run.number("number").to_string() == key;
    let mut runs = world.store.rows("test-run").filter(found);
    let id = match (runs.next(), runs.next()) {
        (Some(run), None) => run.id().to_owned(),
        (Some(_), Some(_)) => {
            let message = "Several pipelines have a test run of that number; name it by its id.";
            return Err(Refusal::unprocessable("multiple_matches", message));
        }
        (None, _) => return Err(Refusal::not_found("test-run")),
    };
    drop(runs);
    let status = world.store.get("test-run", &id)?.text("status").to_owned();
    if ENDED.contains(&status.as_str()) {
        return Err(Refusal::conflict("The test run has ended already."));
    }
    set_status(world, &id, call.text("status").unwrap_or_default());
    if let Some(message) = call.body.get("message") {
        world
            .store
            .change("test-run", &id, |run| run.set("message", message.clone()));
    }
    generic::shown(world, call, &id)
}
