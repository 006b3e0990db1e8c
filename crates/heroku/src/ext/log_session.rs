//! Log sessions: reading the stream behind one.

use serde_json::Value;

use crate::log_session::LogSessionCreate;
use crate::logs::Logs;
use crate::{Client, blocking};

impl Client {
    /// Reads the log of an app, line by line, as its lines are taken.
    ///
    /// Nothing is sent until the first line is asked for. Then a log session is made and its
    /// stream opened; what breaks is taken up again, without gaps or repeats. With
    /// [`tail(true)`](LogSessionCreate::tail) it goes on for as long as lines are taken, see
    /// [`Logs`]. No credentials go to the stream.
    ///
    /// ```
    /// # struct Logplex;
    /// # impl heroku::transport::Transport for Logplex {
    /// #     fn exchange(&self, request: http::Request<heroku::transport::Body>)
    /// #         -> heroku::transport::Exchange
    /// #     {
    /// #         let body = match request.method() {
    /// #             &http::Method::POST => r#"{"logplex_url": "https://logs.example.com/0123"}"#,
    /// #             _ => "2026-01-01T00:00:00+00:00 app[web.1]: Listening on 5000\n",
    /// #         };
    /// #         Box::pin(async move { Ok(http::Response::new(body.into())) })
    /// #     }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), heroku::Error> {
    /// # let heroku = heroku::Client::builder().transport(Logplex).build()?;
    /// use heroku::log_session::LogSessionCreate;
    ///
    /// let mut logs = heroku.logs(LogSessionCreate::new("example-app").lines(100));
    /// while let Some(line) = logs.next().await {
    ///     let line = line?;
    ///     println!("{}: {}", line.dyno().unwrap_or("?"), line.text());
    /// #     assert_eq!(line.dyno(), Some("web.1"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of each line, see [`Logs`].
    pub fn logs(&self, request: LogSessionCreate) -> Logs {
        Logs::new(self.clone(), request)
    }
}

impl blocking::Client {
    /// Reads the log of an app, line by line, as its lines are taken.
    ///
    /// See [`Client::logs`].
    pub fn logs(&self, request: LogSessionCreate) -> blocking::Logs {
        blocking::Logs::new(self, request)
    }
}

impl LogSessionCreate {
    /// Whether the stream is to stay open for new lines.
    pub(crate) fn is_tail(&self) -> bool {
        self.said("tail") == Some(Value::Bool(true))
    }

    /// Whether no line is wanted that was logged before.
    pub(crate) fn wants_no_past(&self) -> bool {
        self.said("lines") == Some(Value::from(0))
    }

    /// What the request says, read from what is sent: its fields belong to generated code.
    fn said(&self, name: &str) -> Option<Value> {
        let mut body = serde_json::to_value(self).ok()?;
        body.get_mut(name).map(Value::take)
    }
}
