//! All requests through the unix socket of heroku-agent.
//!
//! The agent listens on a socket, speaks TLS with Heroku, and keeps connections and caches. Here
//! a stand-in for it leads to the fake Heroku. With a real agent, `HEROKU_AGENT_SOCK` names the
//! socket and `Client::from_env` is all it takes.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

#[cfg(unix)]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    use heroku::Client;
    use heroku::account::AccountInfo;
    use heroku_fake::Fake;
    use tokio::io::copy_bidirectional;
    use tokio::net::{TcpStream, UnixListener};

    let server = Fake::new().serve()?;
    let address = server.address();
    let socket = std::env::temp_dir().join(format!("heroku-agent-{}.sock", std::process::id()));
    let listener = UnixListener::bind(&socket)?;
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            if let Ok(mut far) = TcpStream::connect(address).await {
                tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await });
            }
        }
    });

    let heroku = Client::builder()
        .token("any-token-will-do")
        .unix_socket(&socket)
        .build()?;
    println!(
        "The agent does the TLS, so the address is {}",
        heroku.base_url()
    );
    let account = heroku.send(AccountInfo::new()).await;
    std::fs::remove_file(&socket)?;
    println!("Hello, {}", account?.email);
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this system has no unix sockets");
}
