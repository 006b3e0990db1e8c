//! Posts parcels to subscribers on this machine, by HTTP/1.1.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{Method, Request};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::parcel::{Attempt, Parcel};

/// A subscriber has no longer to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Posts a parcel once.
pub(super) async fn post(parcel: &Parcel) -> Attempt {
    let sent = timeout(PATIENCE, send(parcel)).await;
    let (code, error) = match sent {
        Ok(Ok(code)) => (Some(code), None),
        Ok(Err(error)) => (None, Some(error)),
        Err(_) => (None, Some("timeout")),
    };
    Attempt {
        id: parcel.attempt.clone(),
        code,
        error,
        may_repeat: true,
    }
}

async fn send(parcel: &Parcel) -> Result<u16, &'static str> {
    let host = parcel.url.host().unwrap_or_default();
    let address = host.trim_matches(['[', ']']);
    let port = parcel.url.port_u16().unwrap_or(80);
    let stream = TcpStream::connect((address, port)).await;
    let stream = stream.map_err(|_| "connection_refused")?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| "connection_broken")?;
    // It ends with the sender; what goes wrong with it the sender tells too.
    tokio::spawn(connection);
    let request = request(parcel, &format!("{host}:{port}")).map_err(|_| "no_request")?;
    let answer = sender.send_request(request).await;
    Ok(answer.map_err(|_| "connection_broken")?.status().as_u16())
}

fn request(parcel: &Parcel, host: &str) -> http::Result<Request<Full<Bytes>>> {
    let path = parcel.url.path_and_query();
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path.map_or("/", |path| path.as_str()))
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/vnd.heroku+json; version=3")
        .header(USER_AGENT, "heroku-fake")
        .header("Heroku-Webhook-Hmac-SHA256", &parcel.signature);
    if let Some(authorization) = &parcel.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    request.body(Full::new(parcel.body.clone()))
}
