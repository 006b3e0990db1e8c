//! Releases of container images, which come by way of the formation.

use serde_json::{Map, Value};

use super::code::Code;
use super::releases;
use crate::behaviour::running::formation::Wish;
use crate::behaviour::running::staffing;
use crate::exchange::Refusal;
use crate::world::{World, reference};

/// The stack of apps that run container images.
const STACK: &str = "container";

/// Releases the images that are wished for process types, and removes those for which null is;
/// nothing happens where no wish speaks of images.
pub(in crate::behaviour) fn deploy(world: &mut World, app: &str, wishes: &[Wish<'_>]) {
    let (mut deployed, mut removed) = (Vec::new(), Vec::new());
    let mut containers = containers(world, app);
    for wish in wishes {
        match wish.fields.get("docker_image") {
            Some(Value::String(image)) => {
                containers.insert(wish.process.clone(), image.clone().into());
                deployed.push((wish.process.as_str(), image.as_str()));
            }
            Some(Value::Null) => {
                containers.remove(&wish.process);
                removed.push(wish.process.as_str());
            }
            _ => {}
        }
    }
    if deployed.is_empty() && removed.is_empty() {
        return;
    }
    let stack = world.known("stack", STACK).map(|row| row.id().to_owned());
    world.store.change("app", app, |app| {
        app.note("images", containers.clone());
        app.note("containers", commands(&containers));
        if let Some(stack) = stack {
            app.set("stack", reference(&stack));
            app.set("build_stack", reference(&stack));
        }
    });
    for name in &removed {
        if let Some(process) = staffing::formation(world, app).remove(*name) {
            staffing::remove(world, app, name, process.id());
        }
    }
    let description = describe(&deployed, &removed);
    releases::add_of(world, app, &description, &Code::default());
    releases::log(world, app, &description);
}

/// Refuses an image without a name.
pub(in crate::behaviour) fn check(wish: &Wish<'_>) -> Result<(), Refusal> {
    let image = wish.fields.get("docker_image").and_then(Value::as_str);
    if image.is_some_and(|image| image.trim().is_empty()) {
        let message = format!("`{}docker_image` must name an image.", wish.at);
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

/// The images of an app, by their process types.
fn containers(world: &World, app: &str) -> Map<String, Value> {
    let app = world.store.row("app", app);
    let images = app.and_then(|app| app.noted("images").as_object());
    images.cloned().unwrap_or_default()
}

/// What images run is their own matter: the API tells no commands.
fn commands(images: &Map<String, Value>) -> Map<String, Value> {
    let names = images.keys();
    names.map(|name| (name.clone(), "".into())).collect()
}

/// As in `Deployed web (5f2ac9d0e1b3)`.
fn describe(deployed: &[(&str, &str)], removed: &[&str]) -> String {
    if deployed.is_empty() {
        return format!("Removed {}", removed.join(", "));
    }
    let names: Vec<&str> = deployed.iter().map(|(name, _)| *name).collect();
    let digests = deployed.iter().map(|(_, image)| {
        let digest = image.rsplit(':').next().unwrap_or_default();
        digest.chars().take(12).collect::<String>()
    });
    let digests: Vec<String> = digests.collect();
    format!("Deployed {} ({})", names.join(", "), digests.join(", "))
}
