//! Sources, builds, slugs, and the releases that come of them.

mod common;

use bytes::Bytes;
use common::{Answer, column, delete, get, patch, post, send_with, text, with_app};
use flate2::Compression;
use flate2::write::GzEncoder;
use heroku::build::{Build, BuildCreate, BuildCreateSourceBlob, BuildInfo};
use heroku::{Client, Outcome};
use heroku_fake::Fake;
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use std::io::Write;

/// Sends something to what is beside the API, without credentials.
fn visit(
    fake: &Fake,
    method: &str,
    url: &Value,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> (StatusCode, HeaderMap, Bytes) {
    let mut request = Request::builder().method(method).uri(text(url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).expect("a request");
    let (head, body) = fake.handle(request).into_parts();
    (head.status, head.headers, body)
}

/// The text of an output.
fn read(fake: &Fake, url: &Value) -> String {
    let (status, headers, body) = visit(fake, "GET", url, &[], "");
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    String::from_utf8(body.to_vec()).expect("text")
}

fn put(fake: &Fake, url: &Value, body: impl Into<Bytes>) -> StatusCode {
    visit(fake, "PUT", url, &[("content-type", "")], body).0
}

fn build(fake: &Fake, source: &Value) -> Answer {
    let wish = json!({ "source_blob": { "url": source, "version": "v1.2.3-long" } });
    post(fake, "/apps/my-app/builds", wish)
}

/// Asks until the clock has changed a field of a thing.
fn until_not(fake: &Fake, path: &str, field: &str, value: &str) -> Value {
    for _ in 0..10 {
        let told = get(fake, path).expect(200);
        if told[field] != value {
            return told;
        }
    }
    panic!("{path} stays {value}");
}

/// A compressed archive with these files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, content) in files {
        let mut block = vec![0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        let size = format!("{:011o}", content.len());
        block[124..135].copy_from_slice(size.as_bytes());
        block[156] = b'0';
        block[257..262].copy_from_slice(b"ustar");
        block.extend_from_slice(content.as_bytes());
        block.resize(block.len().next_multiple_of(512), 0);
        tar.extend(block);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&tar).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

#[test]
fn a_source_that_was_uploaded_is_built_and_released() {
    let fake = with_app("my-app");
    let source = send_with(&fake, "POST", "/sources", &[], "").expect(201);
    let blob = &source["source_blob"];
    let files = [
        ("package.json", "{}"),
        ("Procfile", "web: node .\nworker: w"),
    ];
    assert_eq!(put(&fake, &blob["put_url"], archive(&files)), 200);

    let pending = build(&fake, &blob["get_url"]).expect(201);
    assert_eq!(
        (&pending["status"], &pending["slug"]),
        (&json!("pending"), &Value::Null)
    );
    assert_eq!(pending["stack"], "heroku-24");
    let path = format!("/apps/my-app/builds/{}", text(&pending["id"]));
    let built = until_not(&fake, &path, "status", "pending");
    assert_eq!(built["status"], "succeeded");
    assert_eq!(built["buildpacks"][0]["name"], "heroku/nodejs");

    let release = get(&fake, "/apps/my-app/releases/2").expect(200);
    assert_eq!(
        (&release["id"], &release["slug"]),
        (&built["release"]["id"], &built["slug"])
    );
    assert_eq!(release["description"], "Deploy v1.2.3-l");
    let slug = get(
        &fake,
        &format!("/apps/my-app/slugs/{}", text(&built["slug"]["id"])),
    );
    let slug = slug.expect(200);
    assert_eq!(
        slug["process_types"],
        json!({ "web": "node .", "worker": "w" })
    );
    assert_eq!(slug["commit"], "v1.2.3-long");
    let (status, _, bytes) = visit(&fake, "GET", &slug["blob"]["url"], &[], "");
    assert_eq!((status.as_u16(), bytes), (200, archive(&files).into()));

    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(app["buildpack_provided_description"], "Node.js");
    assert_eq!(app["slug_size"], slug["size"]);
    assert_eq!(app["released_at"], release["created_at"]);
    let dynos = get(&fake, "/apps/my-app/dynos").expect(200);
    assert_eq!(column(&dynos, "name"), ["web.1"]);
}

#[test]
fn a_build_without_a_source_fails_and_changes_nothing() {
    let fake = with_app("my-app");
    let source =
        |path: &str| send_with(&fake, "POST", path, &[], "").expect(201)["source_blob"].clone();
    let (missing, empty) = (source("/sources"), source("/apps/my-app/sources"));
    assert_eq!(put(&fake, &empty["put_url"], ""), 200);
    for url in [
        &missing["get_url"],
        &empty["get_url"],
        &json!("https://nowhere.invalid/a.tgz"),
    ] {
        let pending = build(&fake, url).expect(201);
        let output = read(&fake, &pending["output_stream_url"]);
        assert!(output.contains(" !     "), "{output}");
        let path = format!("/apps/my-app/builds/{}", text(&pending["id"]));
        let failed = get(&fake, &path).expect(200);
        assert_eq!(
            (&failed["status"], &failed["release"]),
            (&json!("failed"), &Value::Null)
        );
    }
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    assert_eq!(column(&releases, "version"), ["1"]);
    let message = build(&fake, &json!("ftp://example.com/a")).refused(422, "invalid_params");
    assert!(message.contains("source_blob.url"), "{message}");
    build(&fake, &Value::Null).refused(422, "invalid_params");
}

#[test]
fn whoever_opens_the_output_of_a_build_sees_its_end() {
    let fake = with_app("my-app");
    let pending = build(&fake, &json!("https://example.com/a.tgz")).expect(201);
    let output = read(&fake, &pending["output_stream_url"]);
    assert!(output.starts_with("-----> "), "{output}");
    assert!(
        output.contains("Made release v2") && output.ends_with('\n'),
        "{output}"
    );
    let builds = get(&fake, "/apps/my-app/builds").expect(200);
    assert_eq!(column(&builds, "status"), ["succeeded"]);
    assert_eq!(read(&fake, &pending["output_stream_url"]), output);
}

#[test]
fn an_output_is_taken_up_again_where_it_broke() {
    let fake = with_app("my-app");
    let url =
        build(&fake, &json!("https://example.com/a.tgz")).expect(201)["output_stream_url"].clone();
    let output = read(&fake, &url);
    let length = output.len();

    let (status, headers, rest) = visit(&fake, "GET", &url, &[("range", "bytes=10-")], "");
    assert_eq!(status, 206);
    assert_eq!(
        headers["content-range"],
        format!("bytes 10-{}/{length}", length - 1)
    );
    assert_eq!(rest, output[10..]);
    let beyond = format!("bytes={length}-");
    let (status, headers, _) = visit(&fake, "GET", &url, &[("range", &beyond)], "");
    assert_eq!(status, 416);
    assert_eq!(headers["content-range"], format!("bytes */{length}"));

    let accept = ("accept", "text/event-stream");
    let (_, headers, events) = visit(&fake, "GET", &url, &[accept], "");
    assert_eq!(headers["content-type"], "text/event-stream");
    let events = String::from_utf8(events.to_vec()).expect("text");
    let (first, others) = events.split_once("\n\n").expect("several events");
    let line = output.lines().next().expect("a line");
    assert_eq!(
        first,
        format!("id: {}\ndata: {line}\ndata:", line.len() + 1)
    );
    let id = (line.len() + 1).to_string();
    let (_, _, rest) = visit(&fake, "GET", &url, &[accept, ("last-event-id", &id)], "");
    assert_eq!(rest, others);

    let mut unknown = text(&url).to_owned();
    unknown.push('0');
    assert_eq!(visit(&fake, "GET", &json!(unknown), &[], "").0, 404);
}

#[test]
fn a_pending_build_can_be_canceled() {
    let fake = with_app("my-app");
    let pending = build(&fake, &json!("https://example.com/a.tgz")).expect(201);
    let path = format!("/apps/my-app/builds/{}", text(&pending["id"]));
    let cancel = [(
        "accept",
        "application/vnd.heroku+json; version=3.cancel-build",
    )];
    let canceled = send_with(&fake, "DELETE", &path, &cancel, "").expect(200);
    assert_eq!(canceled["status"], "failed");
    delete(&fake, &path).refused(422, "invalid_params");
    assert!(read(&fake, &pending["output_stream_url"]).contains("canceled"));
    until_not(&fake, &path, "status", "pending");
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    assert_eq!(column(&releases, "version"), ["1"]);
}

#[test]
fn a_build_uses_the_buildpacks_of_its_app_in_their_order() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/buildpack-installations";
    assert_eq!(get(&fake, path).expect(200), json!([]));
    let wish = json!({ "updates": [
        { "buildpack": "heroku/nodejs" },
        { "buildpack": "https://github.com/heroku/heroku-buildpack-ruby" },
        { "buildpack": "https://example.com/own.git" },
    ] });
    let installed = send_with(&fake, "PUT", path, &[("range", "")], wish.to_string()).expect(200);
    assert_eq!(get(&fake, path).expect(200), installed);
    assert_eq!(column(&installed, "ordinal"), ["0", "1", "2"]);
    let named = |index: usize, field: &str| text(&installed[index]["buildpack"][field]).to_owned();
    assert_eq!(named(0, "name"), "heroku/nodejs");
    assert_eq!(named(0, "url"), "urn:buildpack:heroku/nodejs");
    assert_eq!(named(1, "name"), "heroku/ruby");
    assert_eq!(named(2, "name"), named(2, "url"));

    let pending = build(&fake, &json!("https://example.com/a.tgz")).expect(201);
    let used = column(&pending["buildpacks"], "name");
    assert_eq!(
        used,
        [
            "heroku/nodejs",
            "heroku/ruby",
            "https://example.com/own.git"
        ]
    );
    assert!(read(&fake, &pending["output_stream_url"]).contains("heroku/ruby"));

    let wish = json!({ "updates": [{ "buildpack": "" }] }).to_string();
    let message = send_with(&fake, "PUT", path, &[], wish).refused(422, "invalid_params");
    assert!(message.contains("updates[0].buildpack"), "{message}");
    let none = json!({ "updates": [] }).to_string();
    assert_eq!(
        send_with(&fake, "PUT", path, &[], none).expect(200),
        json!([])
    );
}

#[test]
fn a_slug_is_uploaded_where_its_answer_says() {
    let fake = with_app("my-app");
    let wish = json!({ "process_types": { "web": "bin/web" }, "stack": "heroku-22" });
    let slug = post(&fake, "/apps/my-app/slugs", wish).expect(201);
    assert_eq!(
        (&slug["blob"]["method"], &slug["size"]),
        (&json!("PUT"), &Value::Null)
    );
    assert_eq!(visit(&fake, "GET", &slug["blob"]["url"], &[], "").0, 404);
    assert_eq!(put(&fake, &slug["blob"]["url"], "code"), 200);
    let path = format!("/apps/my-app/slugs/{}", text(&slug["id"]));
    let known = get(&fake, &path).expect(200);
    assert_eq!(
        (&known["blob"]["method"], &known["size"]),
        (&json!("GET"), &json!(4))
    );
    assert_eq!(
        visit(&fake, "GET", &known["blob"]["url"], &[], "").2,
        "code"
    );

    post(
        &fake,
        "/apps/my-app/releases",
        json!({ "slug": slug["id"] }),
    )
    .expect(201);
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(
        (&app["stack"]["name"], &app["slug_size"]),
        (&json!("heroku-22"), &json!(4))
    );
    assert_eq!(app["build_stack"]["name"], "heroku-24");
}

#[test]
fn a_release_phase_runs_before_its_release_is_the_current_one() {
    let fake = with_app("my-app");
    let deploy = |command: &str| {
        let types = json!({ "web": "bin/web", "release": command });
        let slug = post(
            &fake,
            "/apps/my-app/slugs",
            json!({ "process_types": types }),
        );
        let wish = json!({ "slug": slug.expect(201)["id"] });
        post(&fake, "/apps/my-app/releases", wish).expect(201)
    };
    let release = deploy("echo migrated");
    assert_eq!(
        (&release["status"], &release["current"]),
        (&json!("pending"), &json!(false))
    );
    assert_eq!(release["eligible_for_rollback"], false);
    assert_eq!(
        get(&fake, "/apps/my-app/releases/1").expect(200)["current"],
        true
    );
    assert_eq!(read(&fake, &release["output_stream_url"]), "migrated\n");
    let release = get(&fake, "/apps/my-app/releases/2").expect(200);
    assert_eq!(
        (&release["status"], &release["current"]),
        (&json!("succeeded"), &json!(true))
    );
    let formation = get(&fake, "/apps/my-app/formation").expect(200);
    assert_eq!(column(&formation, "type"), ["web"]);

    deploy("exit 1");
    let failed = until_not(&fake, "/apps/my-app/releases/3", "status", "pending");
    assert_eq!(
        (&failed["status"], &failed["current"]),
        (&json!("failed"), &json!(false))
    );
    assert_eq!(
        get(&fake, "/apps/my-app/releases/2").expect(200)["current"],
        true
    );
    let back = json!({ "release": failed["id"] });
    post(&fake, "/apps/my-app/releases", back).refused(422, "invalid_params");
}

#[test]
fn an_app_of_the_newer_generation_runs_images() {
    let fake = Fake::new();
    let app = post(&fake, "/apps", json!({ "name": "my-app", "stack": "cnb" })).expect(201);
    assert_eq!(app["process_tier"], "production");
    let pending = build(&fake, &json!("https://example.com/a.tgz")).expect(201);
    assert_eq!(pending["generation"], "fir");
    read(&fake, &pending["output_stream_url"]);
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let release = send_with(&fake, "GET", "/apps/my-app/releases/2", &sdk, "").expect(200);
    assert_eq!(
        (&release["slug"], &release["artifacts"][0]["type"]),
        (&Value::Null, &json!("oci-image"))
    );
    let id = text(&release["oci_image"]["id"]).to_owned();
    let images = get(&fake, &format!("/apps/my-app/oci-images/{id}")).expect(200);
    assert_eq!(column(&images, "id"), [id]);
    assert_eq!(images[0]["process_types"]["web"]["command"], "bin/web");
    assert_eq!(images[0]["buildpacks"][0]["id"], "heroku/nodejs");
    let dynos = get(&fake, "/apps/my-app/dynos").expect(200);
    let name = column(&dynos, "name")[0].clone();
    assert_eq!(name.split('-').count(), 3, "{name}");
    assert_eq!(column(&dynos, "size"), ["dyno-1c-0.5gb"]);

    let wish = json!({ "digest": "sha256:abc", "process_types": { "web": { "command": "run" } } });
    let image = post(&fake, "/apps/my-app/oci-images", wish).expect(201);
    let known = get(&fake, "/apps/my-app/oci-images/sha256:abc").expect(200);
    assert_eq!(known[0], image);
}

#[test]
fn the_metadata_of_builds_lead_to_a_cache_that_can_be_cleared() {
    let fake = with_app("my-app");
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let metadata = send_with(&fake, "GET", "/apps/my-app/build-metadata", &sdk, "").expect(200);
    assert_eq!(put(&fake, &metadata["cache_put_url"], "cache"), 200);
    assert_eq!(
        visit(&fake, "GET", &metadata["cache_get_url"], &[], "").2,
        "cache"
    );
    let again = send_with(&fake, "GET", "/apps/my-app/build-metadata", &sdk, "").expect(200);
    assert_eq!(again, metadata);
    delete(&fake, "/apps/my-app/build-cache").expect(202);
    assert_eq!(
        visit(&fake, "GET", &metadata["cache_get_url"], &[], "").0,
        404
    );
}

#[test]
fn container_images_are_released_by_the_formation() {
    let fake = with_app("my-app");
    let docker = [(
        "accept",
        "application/vnd.heroku+json; version=3.docker-releases",
    )];
    let release = |updates: Value| {
        let wish = json!({ "updates": updates }).to_string();
        send_with(&fake, "PATCH", "/apps/my-app/formation", &docker, wish)
    };
    let both = json!([
        { "type": "web", "docker_image": "sha256:0123456789abcdef" },
        { "type": "worker", "docker_image": "sha256:fedcba9876543210" },
    ]);
    let formation = release(both).expect(200);
    assert_eq!(column(&formation, "type"), ["web", "worker"]);
    assert_eq!(column(&formation, "quantity"), ["1", "0"]);
    let second = get(&fake, "/apps/my-app/releases/2").expect(200);
    assert_eq!(
        second["description"],
        "Deployed web, worker (0123456789ab, fedcba987654)"
    );
    assert_eq!(
        get(&fake, "/apps/my-app").expect(200)["stack"]["name"],
        "container"
    );
    patch(&fake, "/apps/my-app/config-vars", json!({ "A": "1" })).expect(200);

    let none = json!({ "docker_image": null }).to_string();
    let removed = send_with(
        &fake,
        "PATCH",
        "/apps/my-app/formation/worker",
        &docker,
        none,
    );
    assert_eq!(removed.expect(200)["type"], "worker");
    let formation = get(&fake, "/apps/my-app/formation").expect(200);
    assert_eq!(column(&formation, "type"), ["web"]);
    assert_eq!(
        get(&fake, "/apps/my-app/releases/4").expect(200)["description"],
        "Removed worker"
    );
    release(json!([{ "type": "web", "docker_image": " " }])).refused(422, "invalid_params");
}

/// Builds what is at an address, and reads along what the build says.
async fn build_and_read(fake: &Fake, url: &str) -> (String, Outcome<Build>) {
    let client = Client::builder()
        .transport(fake.clone())
        .token("test-token")
        .build();
    let heroku = client.expect("the settings are sound");
    let source = BuildCreateSourceBlob::new().url(url);
    let build = heroku.send(BuildCreate::new("my-app", source)).await;
    let build = build.expect("it is accepted");
    let mut output = heroku.output(&build.output_stream_url);
    let mut lines = Vec::new();
    while let Some(line) = output.next().await {
        lines.push(line.expect("a line"));
    }
    let wait = heroku.wait_for(BuildInfo::new("my-app", build.id.as_str()));
    let outcome = wait.outcome().await.expect("an outcome");
    (lines.join("\n"), outcome)
}

#[tokio::test(start_paused = true)]
async fn the_client_reads_along_and_sees_how_a_build_ended() {
    let fake = with_app("my-app");
    let (text, outcome) = build_and_read(&fake, "https://example.com/a.tgz").await;
    assert!(text.contains("Made release v2"), "{text}");
    assert!(matches!(outcome, Outcome::Succeeded(_)));
    let (text, outcome) = build_and_read(&fake, "https://nowhere.invalid/a.tgz").await;
    assert!(text.ends_with("The build failed"), "{text}");
    let Outcome::Failed(failure) = outcome else {
        panic!("it did not fail");
    };
    assert!(failure.log.iter().any(|line| line.contains("no such host")));
}

#[test]
fn nothing_in_an_output_breaks_out_of_its_event() {
    let fake = with_app("my-app");
    let command = r"printf 'a\rid: 7\rdata: forged'";
    let slug = json!({ "process_types": { "release": command } });
    let slug = post(&fake, "/apps/my-app/slugs", slug).expect(201);
    let release = json!({ "slug": slug["id"] });
    let release = post(&fake, "/apps/my-app/releases", release).expect(201);
    let accept = ("accept", "text/event-stream");
    let url = &release["output_stream_url"];
    let (_, _, events) = visit(&fake, "GET", url, &[accept], "");
    let events = String::from_utf8(events.to_vec()).expect("text");
    assert!(
        events.contains("data: a\ndata: id: 7\ndata: data: forged\n"),
        "{events:?}"
    );
    assert!(!events.contains('\r'), "{events:?}");
}
