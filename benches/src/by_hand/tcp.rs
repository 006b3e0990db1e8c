//! On a TCP connection alone: the least that a call can cost.

use std::io;
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::models::App;
use crate::contender::{Contender, Failure};
use crate::library::TOKEN;
use crate::tally::Tally;

/// A client that decodes what it reads.
#[derive(Clone, Debug)]
pub struct Tcp(Connection);

/// A client that reads, and looks at nothing but the heads.
#[derive(Clone, Debug)]
pub struct Bytes(Connection);

impl Tcp {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        Connection::new(url).map(Self)
    }
}

impl Contender for Tcp {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let answer = self.0.fetch(&format!("/apps/{id}"), None).await?;
        let app: App = serde_json::from_slice(self.0.body(&answer))?;
        let mut tally = Tally::default();
        tally.app(&app.name, app.created_at);
        Ok(tally)
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut next = Some(super::FIRST_RANGE.to_owned());
        while let Some(range) = next {
            let answer = self.0.fetch("/apps", Some(&range)).await?;
            for app in serde_json::from_slice::<Vec<App>>(self.0.body(&answer))? {
                tally.app(&app.name, app.created_at);
            }
            next = answer.next_range;
        }
        Ok(tally)
    }
}

impl Bytes {
    /// A client for the server at `url`.
    ///
    /// # Errors
    /// Where the URL is none.
    pub fn new(url: &str) -> Result<Self, Failure> {
        Connection::new(url).map(Self)
    }
}

impl Contender for Bytes {
    async fn get(&mut self, id: &str) -> Result<Tally, Failure> {
        let answer = self.0.fetch(&format!("/apps/{id}"), None).await?;
        let mut tally = Tally::default();
        tally.body(answer.body.len());
        Ok(tally)
    }

    async fn walk(&mut self) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut next = Some(super::FIRST_RANGE.to_owned());
        while let Some(range) = next {
            let answer = self.0.fetch("/apps", Some(&range)).await?;
            tally.body(answer.body.len());
            next = answer.next_range;
        }
        Ok(tally)
    }
}

/// A connection, made when it is needed and kept. A clone gets one of its own.
#[derive(Debug)]
struct Connection {
    address: String,
    stream: Option<TcpStream>,
    request: String,
    buffer: Vec<u8>,
}

/// Where in the buffer an answer is.
struct Answer {
    body: Range<usize>,
    next_range: Option<String>,
}

impl Connection {
    fn new(url: &str) -> Result<Self, Failure> {
        let address = url.strip_prefix("http://").ok_or("the URL is not http")?;
        Ok(Self {
            address: address.to_owned(),
            stream: None,
            request: String::new(),
            buffer: Vec::new(),
        })
    }

    fn body(&self, answer: &Answer) -> &[u8] {
        &self.buffer[answer.body.clone()]
    }

    async fn fetch(&mut self, path: &str, range: Option<&str>) -> Result<Answer, Failure> {
        self.write_request(path, range);
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(&self.address).await?;
                stream.set_nodelay(true)?;
                none.insert(stream)
            }
        };
        stream.write_all(self.request.as_bytes()).await?;
        self.buffer.clear();
        let mut head = None;
        loop {
            self.buffer.reserve(8 * 1024);
            if stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            if head.is_none() {
                head = read_head(&self.buffer)?;
                if let Some(answer) = &head {
                    let missing = answer.body.end.saturating_sub(self.buffer.len());
                    self.buffer.reserve(missing);
                }
            }
            if let Some(answer) = head.take_if(|answer| self.buffer.len() >= answer.body.end) {
                return Ok(answer);
            }
        }
    }

    fn write_request(&mut self, path: &str, range: Option<&str>) {
        self.request.clear();
        self.request.extend(["GET ", path, " HTTP/1.1\r\nHost: "]);
        self.request.extend([&self.address, "\r\nAccept: "]);
        self.request.extend([super::ACCEPT, "\r\nUser-Agent: "]);
        self.request
            .extend([super::USER_AGENT, "\r\nAuthorization: Bearer ", TOKEN]);
        if let Some(range) = range {
            self.request.extend(["\r\nRange: ", range]);
        }
        self.request.push_str("\r\n\r\n");
    }
}

impl Clone for Connection {
    fn clone(&self) -> Self {
        Self {
            address: self.address.clone(),
            stream: None,
            request: String::new(),
            buffer: Vec::new(),
        }
    }
}

/// What the head says; `None` while it is not there as a whole.
fn read_head(bytes: &[u8]) -> Result<Option<Answer>, Failure> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let mut lines = std::str::from_utf8(&bytes[..end])?.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 2") {
        return Err(format!("the server answered `{status}`").into());
    }
    let (mut length, mut next_range) = (None, None);
    for line in lines {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.parse::<usize>()?);
        } else if name.eq_ignore_ascii_case(super::NEXT_RANGE) {
            next_range = Some(value.to_owned());
        }
    }
    let start = end + 4;
    let length = length.ok_or("the answer tells no length")?;
    Ok(Some(Answer {
        body: start..start + length,
        next_range,
    }))
}
