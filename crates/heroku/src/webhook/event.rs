//! What a webhook says.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::{EventData, EventError, verify};
use crate::model::read;
use crate::{Secret, Timestamp};

/// What a webhook says: who did what to which resource.
///
/// It is read as leniently as the models are. Resources and actions that this version does not
/// know are kept.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// Id of the event, a UUID. It stays the same when the event is delivered again.
    pub id: String,
    /// What happened to the resource.
    pub action: Action,
    /// Account that caused the event.
    pub actor: Actor,
    /// When the event happened.
    pub created_at: Option<Timestamp>,
    /// When the event was published; null in what Heroku is known to send.
    pub published_at: Option<Timestamp>,
    /// When the event last changed.
    pub updated_at: Option<Timestamp>,
    /// Place of the event among others; null in what Heroku is known to send.
    pub sequence: Option<i64>,
    /// Media type that tells the form of the event.
    pub version: String,
    /// Kind of the resource, as in `release`; it may also be called `api:release`.
    pub resource: String,
    /// The resource itself.
    pub data: EventData,
    /// Earlier values of those fields of `data` that the event changed.
    pub previous_data: BTreeMap<String, Value>,
    /// How the event came here.
    pub metadata: Metadata,
}

impl Event {
    /// Reads the event in `body`, once its signature is checked as by [`verify`].
    ///
    /// # Errors
    /// [`EventError::Signature`] where the signature fits no secret, and
    /// [`EventError::Unreadable`] where the body is no event.
    ///
    /// # Example
    /// ```
    /// use heroku::Secret;
    /// use heroku::webhook::{self, Action, Event};
    ///
    /// let secret = Secret::from("example-secret");
    /// let body = br#"{"action": "destroy", "resource": "app", "data": {"name": "example"}}"#;
    /// let signature = webhook::sign(&secret, body);
    /// let event = Event::verified(&secret, &signature, body)?;
    /// assert_eq!(event.action, Action::Destroy);
    /// assert!(Event::verified(&secret, &signature, b"{}").is_err());
    /// # Ok::<(), webhook::EventError>(())
    /// ```
    pub fn verified(
        secrets: &(impl AsRef<[Secret]> + ?Sized),
        signature: &str,
        body: &[u8],
    ) -> Result<Self, EventError> {
        verify(secrets, signature, body)?;
        Self::parse(body)
    }

    /// Reads the event in `body`, whoever sent it; see [`Event::verified`].
    ///
    /// # Errors
    /// [`EventError::Unreadable`] where the body is no event.
    ///
    /// # Example
    /// ```
    /// use heroku::webhook::{Event, EventData};
    ///
    /// let event = Event::parse(br#"{"resource": "dyno", "data": {"name": "web.1"}}"#)?;
    /// assert!(matches!(event.data, EventData::Dyno(dyno) if dyno.name == "web.1"));
    /// # Ok::<(), heroku::webhook::EventError>(())
    /// ```
    pub fn parse(body: &[u8]) -> Result<Self, EventError> {
        // The models take other things for an empty object; an event is never empty.
        match body.trim_ascii().first() {
            None => return Err(EventError::Unreadable("is empty".to_owned())),
            Some(b'{') => {}
            Some(_) => return Err(EventError::Unreadable("is no JSON object".to_owned())),
        }
        let text = std::str::from_utf8(body)
            .map_err(|_| EventError::Unreadable("is no UTF-8".to_owned()))?;
        let (payload, _off): (Payload, _) =
            read(text).map_err(|error| EventError::unreadable(body, error))?;
        Ok(payload.into())
    }
}

impl fmt::Debug for Event {
    /// Of earlier values only the names are shown: the values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("action", &self.action)
            .field("actor", &self.actor)
            .field("created_at", &self.created_at)
            .field("published_at", &self.published_at)
            .field("updated_at", &self.updated_at)
            .field("sequence", &self.sequence)
            .field("version", &self.version)
            .field("resource", &self.resource)
            .field("data", &self.data)
            .field("previous_data", &self.previous_data.keys())
            .field("metadata", &self.metadata)
            .finish()
    }
}

/// What happened to a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// `create` on the wire.
    Create,
    /// `update` on the wire.
    Update,
    /// `destroy` on the wire.
    Destroy,
    /// A value that this version does not know.
    Unknown(String),
}

heroku::open_enum! { Action { Create = "create", Update = "update", Destroy = "destroy" } }

/// Account that caused an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Actor {
    /// Id of the account, a UUID.
    pub id: String,
    /// Email address of the account.
    pub email: String,
}

heroku::model! { Actor { id, email } }

/// How an event came here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// This attempt at the delivery.
    pub attempt: Reference,
    /// The delivery, which may take several attempts.
    pub delivery: Reference,
    /// The event.
    pub event: EventReference,
    /// The webhook that asked for the event.
    pub webhook: Reference,
}

heroku::model! { Metadata { attempt, delivery, event, webhook } }

/// Something that is named by its id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// The id, a UUID.
    pub id: String,
}

heroku::model! { Reference { id } }

/// The event, as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventReference {
    /// Id of the event, a UUID.
    pub id: String,
    /// What was subscribed to, as in `api:release`.
    pub include: String,
}

heroku::model! { EventReference { id, include } }

/// An event on the wire, where what `data` is depends on `resource`.
#[derive(Default)]
struct Payload {
    id: String,
    action: Action,
    actor: Actor,
    created_at: Option<Timestamp>,
    published_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    sequence: Option<i64>,
    version: String,
    resource: String,
    data: Value,
    previous_data: BTreeMap<String, Value>,
    metadata: Metadata,
}

heroku::model! {
    Payload {
        id, action, actor, created_at, published_at, updated_at, sequence, version, resource,
        data, previous_data, metadata = "webhook_metadata",
    }
}

impl From<Payload> for Event {
    fn from(payload: Payload) -> Self {
        Self {
            id: payload.id,
            action: payload.action,
            actor: payload.actor,
            created_at: payload.created_at,
            published_at: payload.published_at,
            updated_at: payload.updated_at,
            sequence: payload.sequence,
            version: payload.version,
            data: EventData::read(&payload.resource, payload.data),
            resource: payload.resource,
            previous_data: payload.previous_data,
            metadata: payload.metadata,
        }
    }
}
