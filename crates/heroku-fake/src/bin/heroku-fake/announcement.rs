//! What the program prints: where the fake is, and what leads clients to it.

use std::path::Path;

use heroku_fake::Server;

/// A token like any other; each has a world of its own.
const TOKEN: &str = "HRKU-00000000-0000-4000-8000-000000000000";

/// Where the fake is, and what leads clients to it: lines for a shell.
pub(crate) fn announcement(server: &Server, authority: &Path) -> String {
    let url = server.url();
    let authority = quoted(&authority.display().to_string());
    let trusted = if url.starts_with("https:") {
        format!(
            "# What programs that are not in Node trust, instead of the system's authorities:\n\
             export SSL_CERT_FILE={authority}\n\
             export REQUESTS_CA_BUNDLE={authority}\n\
             \n"
        )
    } else {
        String::new()
    };
    format!(
        "# A fake Heroku listens on {url} until Ctrl-C.\n\
         # These lines, in a shell, lead clients to it. Any token will do.\n\
         \n\
         # The official command line; the certificate is for `heroku run`:\n\
         export HEROKU_HOST={url}\n\
         export HEROKU_API_KEY={TOKEN}\n\
         export NODE_EXTRA_CA_CERTS={authority}\n\
         export HEROKU_BUILDPACK_REGISTRY_URL={url}\n\
         export DISABLE_TELEMETRY=true\n\
         export HEROKU_DISABLE_AUTOUPDATE=1\n\
         export HEROKU_SKIP_NEW_VERSION_CHECK=true\n\
         \n\
         # The crate heroku (Client::from_env), and programs in Go that read it:\n\
         export HEROKU_API_URL={url}\n\
         \n\
         {trusted}\
         # heroku-client (npm): new Heroku({{ host: '{url}', token: process.env.HEROKU_API_KEY }})\n\
         # heroku3 (PyPI): heroku3.api.HEROKU_URL = '{url}', before heroku3.from_key(…)\n"
    )
}

/// A word for a shell, whatever is in it.
fn quoted(word: &str) -> String {
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
