//! `docs/from-heroku-go.md` is whole: each name of the Go client is in it, each of ours exists,
//! and its snippets run.

use std::collections::BTreeSet;

use heroku::app::{AppCreate, AppList};
use heroku::config_var::ConfigVarUpdate;
use heroku::transport::Body;
use heroku::{
    ApiError, Builder, Client, Error, ListRange, OPERATIONS, Operation, Raw, Response, Secret,
    Settings, Value,
};
use heroku_fake::Fake;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

const GUIDE: &str = include_str!("../../../docs/from-heroku-go.md");
const NAMES: &str = include_str!("from_heroku_go/names.txt");
const MODELS: &str = include_str!("from_heroku_go/models.txt");

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// What stands between backticks, snippets aside.
fn code() -> Vec<&'static str> {
    let text = GUIDE.split("```").step_by(2);
    text.flat_map(str::lines)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_name_of_the_go_client_is_in_the_guide() {
    let code: BTreeSet<&str> = code()
        .into_iter()
        .map(|code| code.split(['(', '{']).next().unwrap_or_default())
        .collect();
    let missing: Vec<&str> = lines(NAMES)
        .filter(|name| {
            let method = name.strip_prefix("Client.").unwrap_or(name);
            !code.contains(name) && !code.contains(method)
        })
        .collect();
    assert!(missing.is_empty(), "not in the guide: {missing:?}");
    assert_eq!(lines(NAMES).count(), 179);
}

#[test]
fn every_request_in_the_guide_exists() {
    let known: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|operation| path_of(operation))
        .chain(models().map(|model| model.path.to_owned()))
        .chain(PARTS.iter().map(|part| (*part).to_owned()))
        .collect();
    let named: BTreeSet<String> = code().into_iter().filter_map(path).collect();
    let unknown: Vec<&String> = named.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "in the guide, but not in the crate: {unknown:?}"
    );
    let actions = OPERATIONS
        .iter()
        .filter(|operation| named.contains(&path_of(operation)));
    assert!(actions.count() >= 99);
}

fn path_of(operation: &Operation) -> String {
    let module = operation.resource.replace('-', "_");
    format!("{module}::{}", operation.name)
}

/// `app::AppCreate` of `app::AppCreate::new()`.
fn path(code: &str) -> Option<String> {
    let (module, rest) = code.split_once("::")?;
    let is_module = module.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
    (is_module && is_type).then(|| format!("{module}::{name}"))
}

/// Names that must be there for the test to compile.
macro_rules! paths {
    ($($module:ident::$name:ident),* $(,)?) => {
        [$({
            let _ = size_of::<heroku::$module::$name>();
            concat!(stringify!($module), "::", stringify!($name))
        }),*]
    };
}

/// Methods that must be there for the test to compile, each shown by a use.
macro_rules! methods {
    ($($owner:ident::$method:ident: $usage:expr),* $(,)?) => {{
        $( let _ = $usage; )*
        [$(concat!(stringify!($owner), "::", stringify!($method))),*]
    }};
}

#[test]
fn every_method_in_the_guide_exists() {
    let known = BTreeSet::from(methods![
        ApiError::id: |error: ApiError| error.id,
        ApiError::message: |error: ApiError| error.message,
        ApiError::url: |error: ApiError| error.url,
        Body::write_to: async |body: Body| body.write_to(&mut Vec::new()).await,
        Builder::base_url: |builder: Builder| builder.base_url(""),
        Builder::basic: |builder: Builder| builder.basic("", ""),
        Builder::dump: |builder: Builder| builder.dump(|_| ()),
        Builder::from_env: |builder: Builder| builder.from_env(),
        Builder::header: |builder: Builder| builder.header("", ""),
        Builder::on_warning: |builder: Builder| builder.on_warning(|_| ()),
        // It takes the feature of that name.
        Builder::reqwest: (),
        Builder::timeout: |builder: Builder| builder.timeout(None),
        Builder::token: |builder: Builder| builder.token(""),
        Builder::transport: |builder: Builder| builder.transport(Fake::new()),
        Builder::unix_socket: |builder: Builder| builder.unix_socket(""),
        Builder::user_agent: |builder: Builder| builder.user_agent(""),
        Client::base_url: |client: Client| client.base_url().to_owned(),
        Client::builder: Client::builder,
        Client::execute: async |client: Client| client.execute(http::Request::new(())).await,
        Client::prepare: |client: Client| client.prepare(&AppList::new()),
        Client::send: async |client: Client| client.send(AppList::new()).await,
        Error::api: Error::api,
        Error::body: Error::body,
        Error::status: Error::status,
        ListRange::after: |range: ListRange| range.after(""),
        ListRange::before: |range: ListRange| range.before(""),
        ListRange::by: ListRange::by("").to_string(),
        ListRange::descending: ListRange::descending,
        ListRange::from: |range: ListRange| range.from(""),
        ListRange::max: ListRange::max,
        ListRange::until: |range: ListRange| range.until(""),
        Raw::bytes: |raw: Raw| raw.bytes("", ""),
        Raw::decode: Raw::<Value>::decode::<Value>,
        Raw::delete: Raw::delete("/"),
        Raw::discard: Raw::<Value>::discard,
        Raw::get: Raw::get("/"),
        Raw::json: |raw: Raw| raw.json(&""),
        Raw::new: Raw::new(http::Method::GET, "/"),
        Raw::pages: Raw::<Value>::pages::<Value>,
        Raw::patch: Raw::patch("/"),
        Raw::post: Raw::post("/"),
        Raw::put: Raw::put("/"),
        Response::drift: Response::<Value>::drift,
        Secret::expose: Secret::expose,
        Settings::header: |settings: Settings| settings.header("", ""),
    ]);
    let is_method = |code: &&str| {
        let method = code.split_once("::").map_or("", |(_, method)| method);
        code.starts_with(char::is_uppercase) && method.starts_with(char::is_lowercase)
    };
    let named = code().into_iter().filter(is_method);
    let named: BTreeSet<&str> = named
        .map(|code| code.split('(').next().unwrap_or_default())
        .collect();
    assert_eq!(named, known);
}

/// What requests are made of.
const PARTS: &[&str] = &paths![
    app::AppOwner,
    formation::FormationScale,
    oauth_token::OAuthTokenCreateClient,
    oauth_token::OAuthTokenCreateGrant,
    oauth_token::OAuthTokenCreateRefreshToken,
];

/// A model of the Go client, and ours.
struct Model {
    go: &'static str,
    path: &'static str,
    again: fn(&str) -> serde_json::Result<Value>,
}

fn again<T: Serialize + DeserializeOwned>(text: &str) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_str::<T>(text)?)
}

fn models() -> impl Iterator<Item = Model> {
    macro_rules! models {
        ($($go:literal: $module:ident::$name:ident),* $(,)?) => {
            [$(Model {
                go: $go,
                path: concat!(stringify!($module), "::", stringify!($name)),
                again: again::<heroku::$module::$name>,
            }),*]
        };
    }
    models![
        "Account": account::Account,
        "AccountFeature": account_feature::AccountFeature,
        "Addon": add_on::AddOn,
        "AddonService": add_on_service::AddOnService,
        "App": app::App,
        "AppFeature": app_feature::AppFeature,
        "AppTransfer": app_transfer::AppTransfer,
        "Collaborator": collaborator::Collaborator,
        "Domain": domain::Domain,
        "Dyno": dyno::Dyno,
        "Formation": formation::Formation,
        "Key": key::Key,
        "LogDrain": log_drain::LogDrain,
        "LogSession": log_session::LogSession,
        "OAuthAuthorization": oauth_authorization::OAuthAuthorization,
        "OAuthClient": oauth_client::OAuthClient,
        "OAuthToken": oauth_token::OAuthToken,
        "Organization": organization::Organization,
        "OrganizationApp": organization_app::OrganizationApp,
        "OrganizationAppCollaborator": organization_app_collaborator::OrganizationAppCollaborator,
        "OrganizationMember": organization_member::OrganizationMember,
        "Plan": plan::Plan,
        "RateLimit": rate_limit::RateLimit,
        "Region": region::Region,
        "Release": release::Release,
        "SSLEndpoint": ssl_endpoint::SslEndpoint,
        "Slug": slug::Slug,
        "Stack": stack::Stack,
    ]
    .into_iter()
}

#[test]
fn every_field_of_a_go_model_is_kept() {
    for line in lines(MODELS) {
        let (go, text) = line.split_once(' ').expect("a name and a model");
        let model = models().find(|model| model.go == go).expect(go);
        let sent: Value = serde_json::from_str(text).expect(go);
        let kept = (model.again)(text).expect(go);
        assert_eq!(lost(&sent, &kept), [] as [String; 0], "{go}");
    }
    assert_eq!(lines(MODELS).count(), models().count());
}

/// The fields of `sent` that are not in `kept`, or are another there.
fn lost(sent: &Value, kept: &Value) -> Vec<String> {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent
            .iter()
            .flat_map(|(name, value)| {
                let lost = lost(value, kept.get(name).unwrap_or(&Value::Null));
                lost.into_iter().map(move |inner| format!("{name} {inner}"))
            })
            .collect(),
        _ if sent == kept => Vec::new(),
        _ => vec![format!("was {sent}, is {kept}")],
    }
}

#[test]
fn every_snippet_of_the_guide_is_in_this_file() {
    let here: Vec<&str> = include_str!("from_heroku_go.rs")
        .lines()
        .map(str::trim)
        .collect();
    let snippets: Vec<Vec<&str>> = GUIDE
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .map(|snippet| snippet.lines().map(str::trim).collect())
        .collect();
    assert_eq!(snippets.len(), 5);
    for snippet in snippets {
        let found = here.windows(snippet.len()).any(|lines| lines == snippet);
        assert!(found, "not compiled here: {snippet:#?}");
    }
}

#[expect(dead_code, reason = "it would go to Heroku itself")]
async fn first_call(key: &str) -> Result<String, Error> {
    let heroku = Client::builder().basic("ada@example.com", key).build()?;
    let app = heroku.send(AppCreate::new()).await?;
    Ok(app.name)
}

async fn options(heroku: &Client) -> String {
    let request = AppCreate::new().name("my-app").region("eu");
    match heroku.send(request).await {
        Ok(app) => app.name,
        Err(error) => match error.api() {
            Some(refused) => format!("{}: {}", refused.id, refused.message),
            None => error.to_string(),
        },
    }
}

async fn lists(heroku: &Client) -> Result<(usize, usize), Error> {
    let by_name = ListRange::by("name").max(1000);
    // All apps, in pages of 1000.
    let apps = heroku
        .list(AppList::new().range(by_name.clone()))
        .all()
        .await?;
    // The first 1000, as the Go client did it.
    let page = heroku.send(AppList::new().range(by_name)).await?;
    Ok((apps.len(), page.len()))
}

async fn config_vars(heroku: &Client, app: &str) -> Result<usize, Error> {
    let vars = heroku
        .send(ConfigVarUpdate::new(app).set("CACHE", "on").unset("OLD"))
        .await?;
    Ok(vars.len())
}

async fn any_path(heroku: &Client) -> Result<usize, Error> {
    let regions = heroku
        .send(Raw::get("/regions").decode::<Vec<Value>>())
        .await?;
    let body = json!({ "maintenance": true });
    heroku
        .send(Raw::patch("/apps/my-app").json(&body).discard())
        .await?;
    Ok(regions.len())
}

#[tokio::test]
async fn the_snippets_do_what_the_guide_says() {
    let heroku = Client::builder()
        .transport(Fake::new())
        .token("any-token-will-do")
        .build()
        .expect("a client");
    assert_eq!(options(&heroku).await, "my-app");
    let again = options(&heroku).await;
    assert!(again.starts_with("invalid_params: "), "{again}");
    assert_eq!(lists(&heroku).await.expect("apps"), (1, 1));
    assert_eq!(config_vars(&heroku, "my-app").await.expect("vars"), 1);
    assert!(any_path(&heroku).await.expect("regions") > 1);
}
