//! A fault: where it strikes, when, and what it does.

use std::time::Duration;

use super::effects::{Effects, Replacement, Reset};
use super::occasion::Occasion;
use super::place::Place;
use crate::world::{key_of, world_id};

/// Something that goes wrong: where it strikes, when, and what it does.
///
/// Nothing happens until it is injected by [`Fake::inject`](crate::Fake::inject), which is also
/// where mistakes in it are told. Several that strike the same request add up; where they
/// contradict each other, the one that was injected first wins. One that would change nothing beside
/// those that were injected before is such a mistake. Each counts for itself the requests that it may
/// strike.
///
/// ```
/// use heroku_fake::{Fake, Fault};
///
/// let fake = Fake::new();
/// let twice = fake.inject(Fault::on("AppInfo").first(2).status(503))?;
/// fake.inject(Fault::on_path("GET", "/apps/{app}/dynos").nth(3).reset())?;
/// fake.inject(Fault::everywhere().with_probability(0.2).error("rate_limit", "Slow down."))?;
/// assert_eq!(fake.faults().len(), 3);
/// assert!(fake.remove_fault(twice));
/// # Ok::<(), heroku_fake::FaultError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    pub(super) place: Place,
    pub(super) world: Option<String>,
    pub(super) occasion: Occasion,
    pub(super) seed: Option<u64>,
    pub(super) times: Option<u64>,
    pub(super) effects: Effects,
}

/// Where it strikes.
impl Fault {
    /// Strikes one operation, by the name of its type in `heroku`, as in `AppInfo`.
    pub fn on(operation: impl Into<String>) -> Self {
        Self::at(Place::Operation(operation.into()))
    }

    /// Strikes a method on paths of a form, as in `/apps/{app}`, where `{app}` is any one segment.
    ///
    /// The path may be one that is no operation's, such as that of a log stream, but not one that
    /// leads nowhere.
    pub fn on_path(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self::at(Place::Path {
            method: method.into(),
            path: path.into(),
        })
    }

    /// Strikes whatever is asked, but for the control paths under `/_fake/`.
    pub fn everywhere() -> Self {
        Self::default()
    }

    /// Strikes requests with this API key only.
    pub fn for_key(mut self, key: &str) -> Self {
        self.world = Some(world_id(&key_of(key)).to_owned());
        self
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }
}

/// When it strikes: always, unless one of these says otherwise; the last one counts.
impl Fault {
    /// Strikes every time, which is what a fault does unless told otherwise.
    pub fn always(mut self) -> Self {
        self.occasion = Occasion::Always;
        self
    }

    /// Strikes only the request with this number, counted from 1.
    pub fn nth(mut self, number: u64) -> Self {
        self.occasion = Occasion::Nth(number);
        self
    }

    /// Strikes the first `count` requests.
    pub fn first(mut self, count: u64) -> Self {
        self.occasion = Occasion::First(count);
        self
    }

    /// Strikes a share of all requests, above 0 and up to 1; the same ones in every run.
    pub fn with_probability(mut self, share: f64) -> Self {
        self.occasion = Occasion::Probability(share);
        self
    }

    /// Lets a probability choose other requests than it would.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Strikes so many times at most, whatever else says when.
    pub fn times(mut self, count: u64) -> Self {
        self.times = Some(count);
        self
    }
}

/// What it does in place of an answer.
impl Fault {
    /// Refuses with a status from 300 to 599; the request has no effect.
    ///
    /// Id and message are such as Heroku gives, unless [`Fault::error`] says others.
    pub fn status(mut self, status: u16) -> Self {
        self.effects.status = Some(status);
        self
    }

    /// Refuses with an error id and a message; the request has no effect.
    ///
    /// The status is the one that Heroku gives with the id, unless [`Fault::status`] says another.
    pub fn error(mut self, id: impl Into<String>, message: impl Into<String>) -> Self {
        self.effects.error = Some((id.into(), message.into()));
        self
    }

    /// Refuses as a gateway does, with a page in HTML and the status 502 unless [`Fault::status`]
    /// says another; the request has no effect.
    pub fn html(mut self) -> Self {
        self.effects.body = Some(Replacement::Html);
        self
    }

    /// Resets the connection; the request has no effect.
    pub fn reset(mut self) -> Self {
        self.effects.reset = Some(Reset::Before);
        self
    }

    /// Resets the connection when the request has had its effect, of which its client cannot know.
    pub fn reset_after(mut self) -> Self {
        self.effects.reset = Some(Reset::After);
        self
    }
}

/// What it does to an answer.
impl Fault {
    /// Keeps the client waiting; the request has its effect at once.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.effects.delay = Some(delay);
        self
    }

    /// Breaks the connection after so many bytes of the body; shorter bodies come whole, and so do
    /// those that come bit by bit, as logs.
    pub fn truncate(mut self, bytes: usize) -> Self {
        self.effects.truncate = Some(bytes);
        self
    }

    /// Answers with an empty body.
    pub fn empty_body(mut self) -> Self {
        self.effects.body = Some(Replacement::Empty);
        self
    }

    /// Sets a header of the answer, but none that frames it, as `Content-Length`, or that belongs to
    /// the connection.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.effects.headers.push((name.into(), value.into()));
        self
    }
}

/// How it lets a granted answer drift from its description.
impl Fault {
    /// Makes null of every field that may be missing or null.
    pub fn nulls(mut self) -> Self {
        self.effects.drift.nulls = true;
        self
    }

    /// Leaves out a field, one within another as in `owner.email`; can be said several times.
    pub fn missing(mut self, field: impl Into<String>) -> Self {
        self.effects.drift.missing.push(field.into());
        self
    }

    /// Puts values that nobody knows where one of some known values is promised.
    pub fn alien_enums(mut self) -> Self {
        self.effects.drift.alien_enums = true;
        self
    }

    /// Adds fields that nobody knows to every object.
    pub fn unknown_fields(mut self) -> Self {
        self.effects.drift.unknown_fields = true;
        self
    }
}
