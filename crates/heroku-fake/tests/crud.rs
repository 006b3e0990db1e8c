//! What can be created is found, listed, changed and deleted.

mod common;

use common::Answer;
use common::conform::Description;
use common::furnished::Furnished;
use common::sound::Sound;
use heroku_schema::{Action, Resource, Returns, Type};

/// Resources whose life differs, and how: what is said where it stops.
const EXCEPTIONS: &[(&str, &str)] = &[
    // It ends by itself before it could be canceled.
    ("build", "The build is over"),
    ("dyno-processes", "it has no id"),
    // A code is needed, which only a user gives.
    ("oauth-token", "`client.secret` is missing"),
    // One image is told as a list of one.
    ("oci-image", "info tells of another"),
    // The example is nobody's but one's own.
    ("organization-app", "the list does not have it"),
    ("pipeline-repo", "it has no id"),
    ("pipeline-transfer", "it has no id"),
    // There is one already.
    ("review-app-config", "enabled already"),
    ("source", "it has no id"),
    // It is created in the example app, and looked for in that of the team.
    ("team-app-collaborator", "no such collaborator"),
];

/// The actions of one resource that are about one thing.
struct Life<'a> {
    create: &'a Action,
    info: Option<&'a Action>,
    list: Option<&'a Action>,
    update: Option<&'a Action>,
    delete: Option<&'a Action>,
}

impl<'a> Life<'a> {
    fn of(resource: &'a Resource) -> Option<Self> {
        let model = |action: &Action| match &action.returns {
            Returns::One(Type::Model(name)) => *name == resource.name,
            _ => false,
        };
        let own = |action: &&Action| {
            let last = action.arguments.last();
            let is_own = last.is_some_and(|last| last.resource == resource.name);
            is_own && action.path.ends_with('}')
        };
        let find = |method: &str| {
            let mut actions = resource.actions.iter();
            actions.find(|action| action.method == method && own(action))
        };
        let mut actions = resource.actions.iter();
        let create = actions.find(|action| {
            action.method == "POST" && action.rel == "create" && model(action) && !own(action)
        })?;
        let lists = |action: &&Action| matches!(&action.returns, Returns::Page(Type::Model(name)) if *name == resource.name);
        let near = |action: &&Action| {
            let mut arguments = action.arguments.iter();
            arguments.all(|known| {
                let mut places = create.arguments.iter();
                places.any(|place| place.resource == known.resource)
            })
        };
        Some(Self {
            create,
            info: find("GET"),
            list: resource.actions.iter().filter(lists).find(near),
            update: find("PATCH"),
            delete: find("DELETE"),
        })
    }
}

/// Sends a sound request for an action on the thing with an id.
fn send(action: &Action, world: &Furnished, id: &str) -> Answer {
    let mut sound = Sound::new(action, world, false);
    let last = action.path.rsplit('/').next().unwrap_or_default();
    if last.starts_with('{') {
        let (place, _) = sound.path.rsplit_once('/').expect("a path");
        sound.path = format!("{place}/{id}");
    }
    sound.send(action, world)
}

fn live(life: &Life<'_>, world: &Furnished) -> Result<(), String> {
    let step = |what: &str, answer: Answer| {
        let (status, body) = (answer.status, &answer.body);
        if status.is_success() {
            Ok(answer.body)
        } else {
            Err(format!("{what}: {status} {body}"))
        }
    };
    let made = step(
        "create",
        Sound::new(life.create, world, false).send(life.create, world),
    )?;
    let id = made["id"].as_str().ok_or("it has no id")?.to_owned();
    if let Some(info) = life.info {
        let told = step("info", send(info, world, &id))?;
        if told["id"] != made["id"] {
            return Err(format!("info tells of another: {told}"));
        }
    }
    if let Some(list) = life.list {
        let rows = step("list", Sound::new(list, world, false).send(list, world))?;
        let rows = rows.as_array().ok_or("no list")?;
        if !rows.iter().any(|row| row["id"] == made["id"]) {
            return Err("the list does not have it".to_owned());
        }
    }
    if let Some(update) = life.update {
        let sent = Sound::new(update, world, false).body;
        let changed = step("update", send(update, world, &id))?;
        let told = match life.info {
            Some(info) => step("info", send(info, world, &id))?,
            None => changed,
        };
        for (field, value) in sent.as_object().into_iter().flatten() {
            let is_plain = !value.is_object() && !value.is_array();
            let kept = told.get(field).filter(|told| told.is_object() != is_plain);
            if is_plain && kept.is_some_and(|kept| kept != value) {
                return Err(format!("`{field}` is {} and not {value}", told[field]));
            }
        }
    }
    if let Some(delete) = life.delete {
        step("delete", send(delete, world, &id))?;
        world.fake.advance(std::time::Duration::from_mins(1));
        if let Some(info) = life.info {
            let after = send(info, world, &id);
            if after.status != 404 {
                return Err(format!("it is still there: {}", after.body));
            }
        }
        if let Some(list) = life.list {
            let rows = step("list", Sound::new(list, world, false).send(list, world))?;
            if rows
                .as_array()
                .is_some_and(|rows| rows.iter().any(|row| row["id"] == id.as_str()))
            {
                return Err("it is still listed".to_owned());
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_created_is_found_listed_changed_and_deleted() {
    let description = Description::load();
    let world = Furnished::new();
    let before = world.fake.snapshot();
    let (mut problems, mut lives, mut steps) = (Vec::new(), 0, 0);
    for resource in &description.api.resources {
        let Some(life) = Life::of(resource) else {
            continue;
        };
        world.fake.restore(&before).expect("the snapshot is sound");
        lives += 1;
        let more = [life.info, life.list, life.update, life.delete];
        steps += 1 + more.iter().flatten().count();
        let outcome = live(&life, &world);
        let exception = EXCEPTIONS.iter().find(|(name, _)| *name == resource.name);
        match (outcome, exception) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => problems.push(format!("{} is no exception", resource.name)),
            (Err(problem), Some((_, known))) if problem.contains(known) => {}
            (Err(problem), _) => problems.push(format!("{}: {problem}", resource.name)),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        lives >= 30 && steps >= 100,
        "only {lives} lives of {steps} steps"
    );
}
