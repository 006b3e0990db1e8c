//! All requests through the unix socket of heroku-agent.
//!
//! `HEROKU_AGENT_SOCK=~/.heroku-agent.sock HEROKU_API_KEY=… cargo run --example agent_socket`

use heroku::account::AccountInfo;
use heroku::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let Some(socket) = std::env::var_os("HEROKU_AGENT_SOCK") else {
        println!("HEROKU_AGENT_SOCK is not set; start heroku-agent and name its socket there");
        return Ok(());
    };
    println!("By way of {}", socket.display());
    let heroku = Client::from_env()?;
    println!(
        "The agent speaks TLS, so the address is {}",
        heroku.base_url()
    );
    let account = heroku.send(AccountInfo::new()).await?;
    println!("Hello, {}", account.email);
    Ok(())
}
