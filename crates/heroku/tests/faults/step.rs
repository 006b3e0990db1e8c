//! What a scripted server does to one request.

/// What to do to one request: how much of it to read, what to write, and how to end.
#[derive(Clone)]
pub(crate) struct Step {
    pub(crate) read: Extent,
    pub(crate) write: Script,
    pub(crate) end: End,
    takes_effect: Option<bool>,
}

/// How much of a request is read before the server acts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Not a byte.
    Nothing,
    /// The request line and the headers.
    Head,
    /// The head, and so many bytes of the body.
    Body(usize),
    /// All of it.
    Whole,
}

/// What is written.
#[derive(Clone)]
pub(crate) enum Script {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes, each in a packet of its own.
    Slowly(Vec<u8>),
    /// The first bytes, and then the others over and over, until the client hangs up.
    Flood(Vec<u8>, Vec<u8>),
}

/// What happens to the connection behind that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It stays open for the next request.
    Keep,
    /// It is closed as it should be.
    Close,
    /// It is reset.
    Reset,
    /// It stays open, and nothing happens any more.
    Stall,
}

impl Step {
    fn new(read: Extent, write: Script, end: End) -> Self {
        Self {
            read,
            write,
            end,
            takes_effect: None,
        }
    }

    /// Reads the whole request, writes these bytes, and keeps the connection.
    pub(crate) fn write(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Extent::Whole, Script::Bytes(bytes.into()), End::Keep)
    }

    /// Reads the whole request, and writes these bytes one by one.
    pub(crate) fn slowly(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Extent::Whole, Script::Slowly(bytes.into()), End::Keep)
    }

    /// Reads the whole request, writes `first`, and then `piece` without end.
    pub(crate) fn flood(first: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>) -> Self {
        let script = Script::Flood(first.into(), piece.into());
        Self::new(Extent::Whole, script, End::Close)
    }

    /// Reads so much, writes nothing, and ends so.
    pub(crate) fn silent(read: Extent, end: End) -> Self {
        Self::new(read, Script::Bytes(Vec::new()), end)
    }

    /// Reads the whole request, and answers it in full.
    pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        Self::write(answer(status, headers, body))
    }

    /// Ends otherwise than by keeping the connection.
    pub(crate) fn then(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    /// Says that the request takes effect although the answer is an error.
    pub(crate) fn taking_effect(mut self) -> Self {
        self.takes_effect = Some(true);
        self
    }

    /// Whether a request that arrived whole takes effect: not if the answer says otherwise.
    pub(crate) fn takes_effect(&self) -> bool {
        let (Script::Bytes(bytes) | Script::Slowly(bytes) | Script::Flood(bytes, _)) = &self.write;
        let refused = bytes.starts_with(b"HTTP/1.1 ") && matches!(bytes.get(9), Some(b'3'..=b'9'));
        self.takes_effect.unwrap_or(!refused)
    }
}

/// A whole answer with a status line, headers and a body of the right length.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = head(status, headers);
    bytes.truncate(bytes.len() - 2);
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// The head of an answer, and the blank line behind it.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines: String = lines.collect();
    format!("HTTP/1.1 {status}\r\n{lines}\r\n").into_bytes()
}
