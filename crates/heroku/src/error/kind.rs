//! What kind of failure an error is.

/// What kind of failure an [`Error`](crate::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be set up: a bad URL, variable or file. Nothing was sent.
    Setup,
    /// The request was refused before it was sent: an empty argument, a header with a line break.
    Request,
    /// Heroku could not be reached, or the connection broke.
    Transport,
    /// The time for the call, or for the next piece of its answer, ran out.
    Timeout,
    /// Heroku answered with an error; see [`Error::api`](crate::Error::api).
    Api,
    /// Heroku answered with a redirect that must not or cannot be followed.
    Redirect,
    /// The call **succeeded**, but its answer cannot be read; see
    /// [`Error::body`](crate::Error::body).
    Decode,
    /// The answer broke off, or is larger than the client takes.
    Body,
    /// The list goes in circles: the server sent a `Next-Range` that it had sent before.
    Paging,
    /// There were no credentials to be had: their source failed. Nothing was sent.
    Credentials,
    /// The rate budget is spent, and the client was told not to wait, or not for so long. Nothing
    /// was sent; [`Error::retry_after`](crate::Error::retry_after) tells when the call may go.
    Budget,
}
