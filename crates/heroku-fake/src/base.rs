//! Where the addresses start that answers tell.

/// Where the addresses start that answers tell, for what is behind the side doors.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// As in `http://127.0.0.1:4567`.
    pub(crate) http: String,
    /// As in `rendezvous://127.0.0.1:4567`.
    pub(crate) rendezvous: String,
}

impl Default for Base {
    /// Of a fake that is not served: its clients in this process reach it by any address.
    fn default() -> Self {
        Self {
            http: "https://fake.heroku.test".to_owned(),
            rendezvous: "rendezvous://fake.heroku.test:5000".to_owned(),
        }
    }
}
