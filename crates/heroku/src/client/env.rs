//! What the environment says.

use std::path::{Path, PathBuf};

use http::Uri;

use super::Builder;
use crate::credentials::Credentials;
use crate::netrc::place;
use crate::{Netrc, Secret};

/// Host names whose tokens the official command line hands out.
const OWN_DOMAINS: [&str; 4] = [
    "heroku.com",
    "herokai.com",
    "herokuspace.com",
    "herokudev.com",
];

/// The variables that must be text if they are there.
pub(super) const VARIABLES: [&str; 4] = [
    "HEROKU_API_KEY",
    "HEROKU_API_URL",
    "HEROKU_HOST",
    "HEROKU_AGENT_SOCK",
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
    if builder.has_base_url() {
        // What the program said itself counts more.
    } else if let Some(url) = variable("HEROKU_API_URL") {
        builder = builder.base_url(url);
    } else if let Some(host) = variable("HEROKU_HOST") {
        builder = builder.base_url(url_of_host(&host)?);
    }
    if !builder.has_unix_socket()
        && let Some(path) = variable("HEROKU_AGENT_SOCK")
    {
        builder = builder.unix_socket(expand_home(&path, variable("HOME")));
    }
    if builder.has_credentials() {
        return Ok(builder);
    }
    if let Some(token) = variable("HEROKU_API_KEY") {
        return Ok(builder.token(token));
    }
    let path = place(|name| variable(name).map(Into::into));
    let Some(path) = path else {
        return Ok(builder);
    };
    let authority = builder.base().split("://").nth(1).unwrap_or_default();
    let authority = authority.split('/').next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let found = password(&path, &[authority, host])?;
    Ok(match found {
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
    let uri: Option<Uri> = url.parse().ok();
    let name = uri
        .as_ref()
        .and_then(Uri::host)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_within = |domain: &str| {
        name.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_local = matches!(name.as_str(), "127.0.0.1" | "[::1]") || is_within("localhost");
    if is_local || OWN_DOMAINS.iter().any(|domain| is_within(domain)) {
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

/// The password of the first of `machines` that the file has an entry for.
fn password(path: &Path, machines: &[&str]) -> Result<Option<Secret>, String> {
    let entry = Netrc::load(path)?.first_of(machines);
    let password = entry.and_then(|entry| entry.password);
    if password.is_some() {
        warn_if_open(path);
    }
    Ok(password)
}

#[cfg(unix)]
fn warn_if_open(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(meta) = std::fs::metadata(path) else {
        return;
    };
    if meta.permissions().mode() & 0o077 != 0 {
        tracing::warn!(
            target: "heroku",
            "{} holds a token and can be read by others; run `chmod 600` on it",
            path.display()
        );
    }
}

#[cfg(not(unix))]
fn warn_if_open(_path: &Path) {}
