//! What the environment says.

use std::path::PathBuf;

use super::{Builder, Credentials, netrc};

/// Host names whose tokens the official command line hands out.
const OWN_DOMAINS: [&str; 4] = [
    "heroku.com",
    "herokai.com",
    "herokuspace.com",
    "herokudev.com",
];

pub(super) fn apply(
    mut builder: Builder,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Builder, String> {
    let variable = |name: &str| {
        let value = variable(name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    if let Some(url) = variable("HEROKU_API_URL") {
        builder = builder.base_url(url);
    } else if let Some(host) = variable("HEROKU_HOST") {
        builder = builder.base_url(url_of_host(&host)?);
    }
    if let Some(path) = variable("HEROKU_AGENT_SOCK") {
        builder = builder.unix_socket(expand_home(&path, variable("HOME")));
    }
    if builder.has_credentials() {
        return Ok(builder);
    }
    if let Some(token) = variable("HEROKU_API_KEY") {
        return Ok(builder.token(token));
    }
    let path = variable("NETRC").map(PathBuf::from).or_else(|| {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"))?;
        let name = if cfg!(windows) { "_netrc" } else { ".netrc" };
        Some(PathBuf::from(home).join(name))
    });
    let Some(path) = path else {
        return Ok(builder);
    };
    let authority = builder.base().split("://").nth(1).unwrap_or_default();
    let authority = authority.split('/').next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let entry = netrc::find(&path, &[authority, host])?;
    Ok(match entry {
        Some(token) => builder.credentials(Credentials::Bearer(token)),
        None => builder,
    })
}

/// The address behind `HEROKU_HOST`, as the official command line reads it.
fn url_of_host(host: &str) -> Result<String, String> {
    let url = if host.starts_with("http://") || host.starts_with("https://") {
        host.to_owned()
    } else {
        format!("https://api.{host}")
    };
    let name = url.split("://").nth(1).unwrap_or_default();
    let name = name.split(['/', ':']).next().unwrap_or_default();
    let is_local = matches!(name, "localhost" | "127.0.0.1");
    let is_own = OWN_DOMAINS.iter().any(|domain| {
        name.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    if is_local || is_own {
        return Ok(url);
    }
    Err(format!(
        "HEROKU_HOST names `{name}`, which is no host of Heroku's, so no token is sent there; \
         if you trust it, put its whole URL into HEROKU_API_URL"
    ))
}

fn expand_home(path: &str, home: Option<String>) -> PathBuf {
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(path),
    }
}
