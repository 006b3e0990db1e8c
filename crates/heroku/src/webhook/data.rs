//! The resource that an event is about.

use std::fmt;

use serde_json::Value;

use crate::add_on::AddOn;
use crate::add_on_attachment::AddOnAttachment;
use crate::app::App;
use crate::build::Build;
use crate::collaborator::Collaborator;
use crate::domain::Domain;
use crate::dyno::Dyno;
use crate::formation::Formation;
use crate::model::Lenient;
use crate::release::Release;
use crate::sni_endpoint::SniEndpoint;
use crate::ssl_endpoint::SslEndpoint;

/// The resource that an event is about, as it was right after the event, or right before it was
/// destroyed.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum EventData {
    /// An add-on.
    AddOn(Box<AddOn>),
    /// An add-on's attachment to an app.
    AddOnAttachment(Box<AddOnAttachment>),
    /// An app.
    App(Box<App>),
    /// A build.
    Build(Box<Build>),
    /// A collaborator of an app.
    Collaborator(Box<Collaborator>),
    /// A domain of an app.
    Domain(Box<Domain>),
    /// A dyno.
    Dyno(Box<Dyno>),
    /// The dynos of one process type.
    Formation(Box<Formation>),
    /// A release of an app.
    Release(Box<Release>),
    /// An SNI endpoint of an app.
    SniEndpoint(Box<SniEndpoint>),
    /// An SSL endpoint of an app, which only apps of old have.
    SslEndpoint(Box<SslEndpoint>),
    /// A resource that this version does not know, or whose data has an unknown form.
    Unknown(Value),
}

impl EventData {
    /// Reads the data of a resource, which is called `release` or `api:release`.
    ///
    /// The table is here, not generated: what a webhook calls a resource stands in no schema. It is
    /// the only place that knows these names.
    pub(super) fn read(resource: &str, data: Value) -> Self {
        match resource.strip_prefix("api:").unwrap_or(resource) {
            "addon" => known(data, Self::AddOn),
            "addon-attachment" => known(data, Self::AddOnAttachment),
            "app" => known(data, Self::App),
            "build" => known(data, Self::Build),
            "collaborator" => known(data, Self::Collaborator),
            "domain" => known(data, Self::Domain),
            "dyno" => known(data, Self::Dyno),
            "formation" => known(data, Self::Formation),
            "release" => known(data, Self::Release),
            "sni-endpoint" => known(data, Self::SniEndpoint),
            "ssl-endpoint" => known(data, Self::SslEndpoint),
            _ => Self::Unknown(data),
        }
    }
}

/// Data that fits no model is kept as it is: to refuse the event would only make Heroku send it
/// again.
fn known<T: for<'de> Lenient<'de>>(data: Value, variant: fn(Box<T>) -> EventData) -> EventData {
    if data.is_object()
        && let Ok((model, _off)) = crate::model::read(&data.to_string())
    {
        return variant(Box::new(model));
    }
    EventData::Unknown(data)
}

impl Default for EventData {
    fn default() -> Self {
        Self::Unknown(Value::Null)
    }
}

impl fmt::Debug for EventData {
    /// Of unknown data only the names are shown: the values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddOn(model) => model.fmt(f),
            Self::AddOnAttachment(model) => model.fmt(f),
            Self::App(model) => model.fmt(f),
            Self::Build(model) => model.fmt(f),
            Self::Collaborator(model) => model.fmt(f),
            Self::Domain(model) => model.fmt(f),
            Self::Dyno(model) => model.fmt(f),
            Self::Formation(model) => model.fmt(f),
            Self::Release(model) => model.fmt(f),
            Self::SniEndpoint(model) => model.fmt(f),
            Self::SslEndpoint(model) => model.fmt(f),
            Self::Unknown(Value::Object(fields)) => {
                f.write_str("Unknown")?;
                f.debug_set().entries(fields.keys()).finish()
            }
            Self::Unknown(_) => f.write_str("Unknown"),
        }
    }
}
