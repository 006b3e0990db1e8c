//! What is known of an action before anything is sent.

use http::{HeaderValue, Method};

const PLATFORM: &str = "application/vnd.heroku+json; version=3";
const SDK: &str = "application/vnd.heroku+json; version=3.sdk";

/// One action of the API: its name, verb, path and manners.
///
/// Every request type has one, [`Request::OPERATION`](crate::Request::OPERATION);
/// [`OPERATIONS`](crate::OPERATIONS) lists them all.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something of its own, and none is ever an argument"
)]
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Name of the request type, as in `AppFeatureUpdate`.
    pub name: &'static str,
    /// Name of the resource in the schema, as in `app-feature`.
    pub resource: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with a placeholder for each argument, as in `/apps/{app}/features/{app_feature}`.
    pub path: &'static str,
    /// The variant of the API that knows the action.
    pub variant: Variant,
    /// Whether the answer is a list that comes in pages.
    pub is_list: bool,
    /// The fields by which the list can be sorted, where the schema tells.
    pub sorts_by: &'static [&'static str],
    /// Whether sending the request twice has the effect of sending it once.
    pub is_idempotent: bool,
    /// Whether Heroku does not count the call against the rate limit.
    pub is_free: bool,
    /// Whether an answer without content is an error, as where one asks for a thing or makes one.
    pub needs_content: bool,
    /// Whether the bodies are maps with free keys, of which a dump shows no value.
    pub is_opaque: bool,
    /// What the action does, in a sentence or two.
    pub summary: &'static str,
}

impl Operation {
    /// An operation with a name, a verb and a path, and nothing else known.
    ///
    /// Generated modules add what they know with `..`; by hand, a
    /// [`Raw`](crate::Raw) request is simpler.
    #[must_use]
    pub const fn new(name: &'static str, method: Method, path: &'static str) -> Self {
        let is_idempotent = matches!(
            method,
            Method::GET | Method::HEAD | Method::PUT | Method::DELETE
        );
        Self {
            name,
            resource: "",
            method,
            path,
            variant: Variant::Platform,
            is_list: false,
            sorts_by: &[],
            is_idempotent,
            is_free: false,
            needs_content: false,
            is_opaque: false,
            summary: "",
        }
    }

    /// Names the resource.
    #[must_use]
    pub const fn resource(mut self, resource: &'static str) -> Self {
        self.resource = resource;
        self
    }

    /// Says which variant of the API knows the action.
    #[must_use]
    pub const fn variant(mut self, variant: Variant) -> Self {
        self.variant = variant;
        self
    }

    /// Says that the answer is a list that comes in pages, and by what it can be sorted.
    #[must_use]
    pub const fn list(mut self, sorts_by: &'static [&'static str]) -> Self {
        self.is_list = true;
        self.sorts_by = sorts_by;
        self
    }

    /// Says whether sending the request twice has the effect of sending it once.
    #[must_use]
    pub const fn idempotent(mut self, is_idempotent: bool) -> Self {
        self.is_idempotent = is_idempotent;
        self
    }

    /// Says that Heroku does not count the call against the rate limit.
    #[must_use]
    pub const fn free(mut self) -> Self {
        self.is_free = true;
        self
    }

    /// Says that an answer without content is an error.
    #[must_use]
    pub const fn needs_content(mut self) -> Self {
        self.needs_content = true;
        self
    }

    /// Says that the bodies are maps with free keys.
    #[must_use]
    pub const fn opaque(mut self) -> Self {
        self.is_opaque = true;
        self
    }

    /// Says what the action does.
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }
}

/// The variant of the API that a request speaks, told by its `Accept` header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Variant {
    /// Today's published API: `version=3`.
    #[default]
    Platform,
    /// The wider variant of the official command line: `version=3.sdk`.
    Sdk,
    /// What only the API of 2014 published; also `version=3`.
    Legacy,
}

impl Variant {
    /// The value of the `Accept` header.
    #[must_use]
    pub fn accept(self) -> &'static str {
        match self {
            Self::Platform | Self::Legacy => PLATFORM,
            Self::Sdk => SDK,
        }
    }

    /// The same as a header, which is checked when the library is built, not on each call.
    pub(crate) fn accept_header(self) -> HeaderValue {
        const PLATFORM_HEADER: HeaderValue = HeaderValue::from_static(PLATFORM);
        const SDK_HEADER: HeaderValue = HeaderValue::from_static(SDK);
        match self {
            Self::Platform | Self::Legacy => PLATFORM_HEADER,
            Self::Sdk => SDK_HEADER,
        }
    }
}
