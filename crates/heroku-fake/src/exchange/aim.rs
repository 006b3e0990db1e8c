//! What a request is for.

use bytes::Bytes;
use heroku_schema::Action;
use http::{Method, Request};
use serde_json::Map;

use super::choose::{Choice, choose, served};
use super::{Refusal, Version, body, method};
use crate::schema::{Entry, Found, Schema};

/// What a request is for: its route, and which of the actions there it means. It is found once,
/// before anything is done.
pub(crate) struct Aim {
    method: Method,
    /// The route; none where the path leads nowhere.
    pub(super) found: Option<Found<'static>>,
    pub(super) version: Result<Version, Refusal>,
    /// The first action of the route that the version has.
    pub(super) first: Option<&'static Entry>,
    /// Whether the body is one that an action could take.
    pub(super) readable: Result<(), Refusal>,
    /// The action, and the body as that takes it; none where the version has none at the route.
    pub(super) choice: Option<Choice>,
}

impl Aim {
    /// What a request is for. One that is to be refused has an aim as well.
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        let aim = Self {
            method: method::of(request),
            version: Version::from(request.headers()),
            readable: Ok(()),
            found: None,
            first: None,
            choice: None,
        };
        match Schema::shared().find(aim.method.as_str(), request.uri().path()) {
            Some(found) => aim.at(found, request.body()),
            None => aim,
        }
    }

    /// The aim of a request at a route.
    fn at(mut self, found: Found<'static>, body: &[u8]) -> Self {
        let sent = match body::object(&self.method, body) {
            Ok(sent) => sent,
            Err(refusal) => {
                self.readable = Err(refusal);
                Map::new()
            }
        };
        let plain = Version::plain();
        let version = self.version.as_ref().unwrap_or(&plain);
        let served = served(found.actions, version);
        self.first = served.first().copied();
        self.choice = choose(&served, &sent, version);
        self.found = Some(found);
        self
    }

    /// The method that is meant.
    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// The action; none where the path leads nowhere. One that is alone at its route is meant
    /// whatever version is asked for.
    pub(crate) fn action(&self) -> Option<&'static Action> {
        match self.found.as_ref()?.actions {
            [only] => Some(Schema::shared().entry(*only).action),
            _ => self.choice.as_ref().map(|choice| choice.entry.action),
        }
    }
}
