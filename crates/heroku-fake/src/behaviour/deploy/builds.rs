//! Builds: of a source they make code, and a release of it.
//!
//! Nothing is compiled: a build ends by the clock, and succeeds unless its source cannot be had.
//! That is so where the source is an address of this fake at which nothing was uploaded, or
//! nothing but an empty file; and where its host is in the domain `.invalid`, which never exists.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::archive::Archive;
use super::code::Code;
use super::{blobs, build_text, oci_images, outputs, releases, slugs};
use crate::behaviour::apps::buildpacks;
use crate::behaviour::running::dyno_life::app_of;
use crate::behaviour::running::sizes;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/builds", create),
    ("DELETE /apps/{}/builds/{}", cancel),
];

pub(super) const EVENTS: Events = &[(ENDS, end)];

const ENDS: &str = "build ends";
const TAKES: SignedDuration = SignedDuration::from_secs(3);

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let sent = call.body.get("source_blob").and_then(Value::as_object);
    let sent = sent.cloned().unwrap_or_default();
    let url = sent.get("url").and_then(Value::as_str).unwrap_or_default();
    if !["http://", "https://"]
        .iter()
        .any(|start| url.starts_with(start))
    {
        let message = "`source_blob.url` must be the http or https address of an archive.";
        return Err(Refusal::invalid_params(message));
    }
    let buildpacks = chosen_buildpacks(world, call)?;
    let id = start(world, call.app(), sent, buildpacks);
    generic::created(world, call, &id)
}

/// Starts a build of an app, and tells its id. `source` is its `source_blob`, with an address.
pub(in crate::behaviour) fn start(
    world: &mut World,
    app: &str,
    source: Map<String, Value>,
    buildpacks: Vec<Value>,
) -> String {
    let mut blob = json!({
        "checksum": null, "url": null, "version": null, "version_description": null,
    });
    if let Some(blob) = blob.as_object_mut() {
        blob.extend(source);
    }
    let row = world.store.row("app", app);
    let stack = row.and_then(|app| world.store.row("stack", app.referred("build_stack")?));
    let stack = stack.map(|stack| stack.text("name").to_owned());
    let generation = if sizes::is_fir(world, app) {
        "fir"
    } else {
        "cedar"
    };
    let (secret, url) = outputs::open(world, app);
    let build = generic::blank_row(world, "build")
        .owned_by(app)
        .with_reference("app", app)
        .with("buildpacks", Some(buildpacks).filter(|all| !all.is_empty()))
        .with("generation", generation)
        .with("output_stream_url", url)
        .with("release", Value::Null)
        .with("slug", Value::Null)
        .with("source_blob", blob)
        .with("stack", stack)
        .with("started_at", world.now())
        .with("status", "pending")
        .with_reference("user", &world.me)
        .with_note("output", secret.as_str());
    let id = build.id().to_owned();
    outputs::write(world, &secret, &build_text::begin(&build));
    world.store.insert("build", build);
    releases::log(world, app, "Build started");
    world.later(TAKES, ENDS, json!({ "build": id }));
    id
}

/// The buildpacks that the request asks for, or else those of the app.
fn chosen_buildpacks(world: &World, call: &Call<'_>) -> Result<Vec<Value>, Refusal> {
    let Some(sent) = call.body.get("buildpacks").and_then(Value::as_array) else {
        return Ok(buildpacks::of(world, call.app()));
    };
    let named = sent.iter().enumerate().map(|(index, buildpack)| {
        let key = buildpack["url"].as_str().or(buildpack["name"].as_str());
        key.and_then(buildpacks::named).ok_or_else(|| {
            let message = format!("`buildpacks[{index}].url` must be a URL or a name.");
            Refusal::invalid_params(message)
        })
    });
    named.collect()
}

/// Stops a build that goes on.
fn cancel(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    if world.store.get("build", &id)?.text("status") != "pending" {
        let message = "The build is over: only one that is pending can be canceled.";
        return Err(Refusal::invalid_params(message));
    }
    fail(world, &id, "The build was canceled.");
    generic::shown(world, call, &id)
}

fn end(world: &mut World, about: &Value) {
    let id = about["build"].as_str().unwrap_or_default();
    let build = world.store.row("build", id).cloned();
    let Some(build) = build.filter(|build| build.text("status") == "pending") else {
        return;
    };
    match source(world, &build) {
        Ok(source) => succeed(world, &build, &source),
        Err(reason) => fail(world, id, reason),
    }
}

/// The archive that a build is made of; of other servers nothing is fetched. The reason is told
/// where there is none to be had.
fn source(world: &World, build: &Row) -> Result<Vec<u8>, &'static str> {
    let url = build.get("source_blob")["url"].as_str().unwrap_or_default();
    if let Some(secret) = blobs::secret_in(world, url) {
        let bytes = blobs::get(world, secret).ok_or("Nothing was uploaded as the source.")?;
        if bytes.is_empty() {
            return Err("The source is empty.");
        }
        return Ok(bytes);
    }
    let host = url.split('/').nth(2).unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    if host.trim_end_matches('.').ends_with(".invalid") {
        return Err("The source could not be fetched: there is no such host.");
    }
    Ok(Vec::new())
}

fn fail(world: &mut World, id: &str, reason: &str) {
    let Some(build) = world.store.row("build", id).cloned() else {
        return;
    };
    let secret = build.noted("output").as_str().unwrap_or_default();
    outputs::write(world, secret, &build_text::failure(reason));
    outputs::close(world, secret);
    settle(world, id, "failed");
    releases::log(world, &app_of(&build), "Build failed");
}

fn succeed(world: &mut World, build: &Row, source: &[u8]) {
    let (id, app) = (build.id(), app_of(build));
    let found = Archive::read(source);
    let first = build.get("buildpacks")[0]["name"].as_str();
    let language = found.language.or_else(|| first?.rsplit('/').next());
    let language = language.unwrap_or("nodejs").to_owned();
    if build.get("buildpacks").is_null() {
        let detected: Vec<Value> = buildpacks::named(&format!("heroku/{language}"))
            .into_iter()
            .collect();
        let note = |row: &mut Row| row.set("buildpacks", detected);
        world.store.change("build", id, note);
    }
    let mut types = found.process_types;
    if types.is_empty() {
        types.insert("web".to_owned(), "bin/web".into());
    }
    let names: Vec<&str> = types.keys().map(String::as_str).collect();
    let lines = build_text::success(&language, &names, source.len());
    let code = make_code(world, build, &language, types, source);
    let description = format!("Deploy {}", short_version(build, &code));
    settle(world, id, "succeeded");
    releases::log(world, &app, "Build succeeded");
    let release = releases::add_of(world, &app, &description, &code);
    releases::log(world, &app, &description);
    let slug = code.slug.as_deref().map(reference);
    world.store.change("build", id, |row| {
        row.set("release", reference(&release));
        row.set("slug", slug);
    });
    let secret = build.noted("output").as_str().unwrap_or_default();
    outputs::write(world, secret, &lines);
    outputs::write(world, secret, &build_text::released(world, &release));
    outputs::close(world, secret);
}

/// Makes a slug, or an image on Fir.
fn make_code(
    world: &mut World,
    build: &Row,
    language: &str,
    process_types: Map<String, Value>,
    source: &[u8],
) -> Code {
    let app = app_of(build);
    let (blob, description) = (build.get("source_blob"), description(language));
    if build.text("generation") == "fir" {
        return make_image(world, build, process_types);
    }
    let stack = world.known("stack", build.text("stack"));
    let stack = stack.map_or("", Row::id).to_owned();
    let fields = json!({
        "buildpack_provided_description": description,
        "checksum": blob["checksum"],
        "commit": blob["version"],
        "commit_description": blob["version_description"],
    });
    let draft = slugs::Draft {
        app: &app,
        stack: &stack,
        process_types,
        fields: fields.as_object().cloned().unwrap_or_default(),
    };
    let (slug, secret) = slugs::add(world, draft);
    blobs::put(world, &secret, source);
    Code::slug(&slug)
}

fn make_image(world: &mut World, build: &Row, process_types: Map<String, Value>) -> Code {
    let (app, blob) = (app_of(build), build.get("source_blob"));
    let text = |field: &str| blob[field].as_str().unwrap_or_default().to_owned();
    let types = process_types.into_iter().map(|(name, command)| {
        let whole = oci_images::whole_process(&name, json!({ "command": command }));
        (name, whole)
    });
    let types: Map<String, Value> = types.collect();
    let build = world.store.row("build", build.id()).unwrap_or(build);
    let buildpacks = build.get("buildpacks").as_array().into_iter().flatten();
    let buildpacks: Value = buildpacks
        .map(|buildpack| {
            json!({ "id": buildpack["name"], "version": "1.0.0", "homepage": buildpack["url"] })
        })
        .collect();
    let image = oci_images::draft(world, &app)
        .with("buildpacks", buildpacks)
        .with("commit", text("version"))
        .with("commit_description", text("version_description"))
        .with("process_types", types);
    let id = image.id().to_owned();
    world.store.insert("oci-image", image);
    Code::image(&id)
}

/// Eight characters that stand for what was deployed.
fn short_version(build: &Row, code: &Code) -> String {
    let version = build.get("source_blob")["version"].as_str();
    let made = code.slug.as_deref().or(code.image.as_deref());
    let version = version.filter(|version| !version.is_empty()).or(made);
    version.unwrap_or_default().chars().take(8).collect()
}

/// What a buildpack says that it found, as in `Node.js`.
fn description(language: &str) -> String {
    match language {
        "nodejs" => "Node.js".to_owned(),
        "php" => "PHP".to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

fn settle(world: &mut World, id: &str, status: &str) {
    let now = world.now();
    world.store.change("build", id, |row| {
        row.set("status", status);
        row.set("updated_at", now);
    });
}
