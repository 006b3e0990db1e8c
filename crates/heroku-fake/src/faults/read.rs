//! Reads a fault from JSON.

use std::time::Duration;

use serde_json::{Map, Value};

use super::effects::{Drift, Effects, Replacement, Reset};
use super::occasion::Occasion;
use super::place::Place;
use super::{Fault, FaultError};
use crate::nearest::nearest;
use crate::world::{is_world_id, key_of, world_id};

/// The fields that a fault has over HTTP.
const FIELDS: [&str; 21] = [
    "operation",
    "method",
    "path",
    "key",
    "world",
    "nth",
    "first",
    "probability",
    "seed",
    "times",
    "status",
    "error",
    "delay_ms",
    "reset",
    "truncate",
    "body",
    "headers",
    "nulls",
    "missing",
    "alien_enums",
    "unknown_fields",
];

/// Nobody waits longer for an answer.
const LONGEST: Duration = Duration::from_hours(1);

impl Fault {
    /// The fault that JSON describes.
    pub(crate) fn read(sent: &Map<String, Value>) -> Result<Self, FaultError> {
        if let Some(name) = sent.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            let hint = match nearest(name, FIELDS.into_iter()) {
                Some(near) => format!("perhaps `{near}` is meant"),
                None => format!("the fields are {}", FIELDS.join(", ")),
            };
            let problem = format!("is no field of a fault: {hint}");
            return Err(FaultError::new(name, problem));
        }
        let fields = Fields { sent };
        Ok(Self {
            place: fields.place()?,
            world: fields.world()?,
            occasion: fields.occasion()?,
            seed: fields.number("seed")?,
            times: fields.number("times")?,
            effects: fields.effects()?,
        })
    }
}

/// The fields that were sent.
struct Fields<'a> {
    sent: &'a Map<String, Value>,
}

impl Fields<'_> {
    fn place(&self) -> Result<Place, FaultError> {
        let (operation, method, path) = (
            self.text("operation")?,
            self.text("method")?,
            self.text("path")?,
        );
        match (operation, method, path) {
            (None, None, None) => Ok(Place::Everywhere),
            (Some(name), None, None) => Ok(Place::Operation(name)),
            (None, Some(method), Some(path)) => Ok(Place::Path { method, path }),
            (None, None, Some(_)) => Err(FaultError::new("method", "is missing beside `path`")),
            (None, Some(_), None) => Err(FaultError::new("path", "is missing beside `method`")),
            (Some(_), ..) => {
                let problem = "says where already: leave out `method` and `path`";
                Err(FaultError::new("operation", problem))
            }
        }
    }

    fn world(&self) -> Result<Option<String>, FaultError> {
        match (self.text("key")?, self.text("world")?) {
            (Some(_), Some(_)) => {
                let problem = "says whose world it is already: leave out `world`";
                Err(FaultError::new("key", problem))
            }
            (Some(key), None) => Ok(Some(world_id(&key_of(&key)).to_owned())),
            (None, Some(world)) if !is_world_id(&world) => {
                let problem = "is no id of a world, of eight hexadecimal digits: \
                               `GET /_fake/worlds` tells those that are in use";
                Err(FaultError::new("world", problem))
            }
            (None, world) => Ok(world),
        }
    }

    fn occasion(&self) -> Result<Occasion, FaultError> {
        let said = [
            self.number("nth")?.map(Occasion::Nth),
            self.number("first")?.map(Occasion::First),
            self.share("probability")?.map(Occasion::Probability),
        ];
        let mut said = said.into_iter().flatten();
        let occasion = said.next().unwrap_or_default();
        if said.next().is_some() {
            let problem = "`nth`, `first` and `probability` exclude each other";
            return Err(FaultError::new("", problem));
        }
        Ok(occasion)
    }

    fn effects(&self) -> Result<Effects, FaultError> {
        let small = |field| Err(FaultError::new(field, "is too large"));
        let status = match self.number("status")?.map(u16::try_from) {
            Some(Err(_)) => return small("status"),
            status => status.and_then(Result::ok),
        };
        let truncate = match self.number("truncate")?.map(usize::try_from) {
            Some(Err(_)) => return small("truncate"),
            truncate => truncate.and_then(Result::ok),
        };
        let delay = match self
            .share("delay_ms")?
            .map(|ms| Duration::try_from_secs_f64(ms / 1e3))
            .map(|delay| delay.ok().filter(|delay| *delay <= LONGEST))
        {
            Some(None) => {
                let problem = "must be a time in milliseconds, of an hour at most";
                return Err(FaultError::new("delay_ms", problem));
            }
            delay => delay.flatten(),
        };
        let resets = [("before", Reset::Before), ("after", Reset::After)];
        let bodies = [("empty", Replacement::Empty), ("html", Replacement::Html)];
        Ok(Effects {
            status,
            error: self.error()?,
            delay,
            reset: self.one_of("reset", resets)?,
            body: self.one_of("body", bodies)?,
            truncate,
            headers: self.headers()?,
            drift: Drift {
                nulls: self.flag("nulls")?,
                missing: self.missing()?,
                alien_enums: self.flag("alien_enums")?,
                unknown_fields: self.flag("unknown_fields")?,
            },
        })
    }

    fn error(&self) -> Result<Option<(String, String)>, FaultError> {
        let problem = "must be an object with the texts `id` and `message`";
        let Some(error) = self.value("error") else {
            return Ok(None);
        };
        let part = |name: &str| Some(error.as_object()?.get(name)?.as_str()?.to_owned());
        match (part("id"), part("message")) {
            (Some(id), Some(message)) => Ok(Some((id, message))),
            _ => Err(FaultError::new("error", problem)),
        }
    }

    fn headers(&self) -> Result<Vec<(String, String)>, FaultError> {
        let Some(value) = self.value("headers") else {
            return Ok(Vec::new());
        };
        let pairs = value.as_object().and_then(|headers| {
            let pairs = headers.iter();
            pairs
                .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect()
        });
        pairs.ok_or_else(|| FaultError::new("headers", "must be an object of texts"))
    }

    fn missing(&self) -> Result<Vec<String>, FaultError> {
        let names = match self.value("missing") {
            None => Some(Vec::new()),
            Some(Value::String(name)) => Some(vec![name.clone()]),
            Some(Value::Array(names)) => {
                let names = names.iter().map(|name| name.as_str().map(str::to_owned));
                names.collect()
            }
            Some(_) => None,
        };
        names.ok_or_else(|| {
            FaultError::new("missing", "must be the name of a field, or a list of them")
        })
    }

    fn one_of<T>(
        &self,
        name: &'static str,
        known: [(&str, T); 2],
    ) -> Result<Option<T>, FaultError> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let names = format!("must be `{}` or `{}`", known[0].0, known[1].0);
        let mut known = known.into_iter();
        match known.find(|(word, _)| *word == text) {
            Some((_, value)) => Ok(Some(value)),
            None => Err(FaultError::new(name, names)),
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, FaultError> {
        self.read(name, "must be a text", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    fn number(&self, name: &str) -> Result<Option<u64>, FaultError> {
        let problem = "must be a whole number that is not negative";
        self.read(name, problem, Value::as_u64)
    }

    fn share(&self, name: &str) -> Result<Option<f64>, FaultError> {
        self.read(name, "must be a number", Value::as_f64)
    }

    fn flag(&self, name: &str) -> Result<bool, FaultError> {
        let flag = self.read(name, "must be true or false", Value::as_bool)?;
        Ok(flag.unwrap_or(false))
    }

    fn read<T>(
        &self,
        name: &str,
        problem: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, FaultError> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match read(value) {
                Some(value) => Ok(Some(value)),
                None => Err(FaultError::new(name, problem)),
            },
        }
    }

    /// A field; null is as good as none.
    fn value(&self, name: &str) -> Option<&Value> {
        self.sent.get(name).filter(|value| !value.is_null())
    }
}
