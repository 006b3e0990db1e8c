//! Acting for a user: from the link they follow to a client whose tokens stay fresh.
//!
//! A few lines at the end stand for Heroku's server, so it runs without the network.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use heroku::account::AccountInfo;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, OAuth, OAuthScope};
use heroku_fake::Fake;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let oauth = OAuth::new("the-client-id", "the-client-secret")
        .network(Client::builder().transport(IdServer))?
        .on_tokens(|tokens| println!("to be stored: {tokens:?}"));

    let kept = OAuth::new_state();
    let url = oauth.authorize_url([OAuthScope::Identity, OAuthScope::Read], &kept);
    println!("the user follows {url}");

    // Heroku sends them back to the callback URL, with these two in its query.
    let (state, code) = (kept.expose(), "the-code");
    if !OAuth::is_state(&kept, state) {
        return Err("this login was not begun here".into());
    }
    let tokens = oauth.exchange(code).await?;

    // This token lives no longer than a moment, so a new one is got before the call.
    let heroku = Client::builder()
        .transport(Fake::new())
        .credential_source(oauth.with_tokens(tokens))
        .build()?;
    println!("hello, {}", heroku.send(AccountInfo::new()).await?.email);
    Ok(())
}

/// Stands for `https://id.heroku.com`.
struct IdServer;

impl Transport for IdServer {
    fn exchange(&self, request: heroku::http::Request<Body>) -> Exchange {
        let form = request.body().as_bytes().unwrap_or_default();
        let answer = if form.starts_with(b"grant_type=authorization_code&code=the-code&") {
            r#"{"access_token":"short","refresh_token":"for-good","expires_in":0}"#
        } else {
            r#"{"access_token":"long","expires_in":28800}"#
        };
        Box::pin(async move { Ok(heroku::http::Response::new(answer.into())) })
    }
}
