//! A model as tests see it, whichever it is, and the two ways to read it.

use std::fmt::Debug;
use std::marker::PhantomData;

use heroku::http::Method;
use heroku::support::Lenient;
use heroku::{Answer, Error, Operation, Parts, Raw, Request, Response, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What every model is.
pub trait Model:
    Clone + Debug + Default + DeserializeOwned + PartialEq + Serialize + for<'de> Lenient<'de>
{
}

impl<T> Model for T where
    T: Clone + Debug + Default + DeserializeOwned + PartialEq + Serialize + for<'de> Lenient<'de>
{
}

/// A request that is answered by one model.
struct One<T>(PhantomData<T>);

static ONE: Operation = Operation::new("Raw", Method::GET, "/one");

impl<T: Model> Request for One<T> {
    type Output = T;

    const OPERATION: &'static Operation = &ONE;

    fn write(&self, _parts: &mut Parts) {}

    fn read(answer: &Answer<'_>) -> Result<T, Error> {
        answer.one()
    }
}

/// Reads a model as clients do, and checks that `serde` makes the same of it.
///
/// # Errors
/// Where it cannot be read.
///
/// # Panics
/// Where the two differ.
#[expect(
    clippy::panic_in_result_fn,
    reason = "a test fails where the two ways differ, and looks at the error where they agree"
)]
pub fn read_both_ways<T: Model>(json: &Value) -> Result<Response<T>, Error> {
    let answer = || heroku::http::Response::new(json.to_string().into());
    let client = One::<T>::from_http(answer());
    let serde = Raw::<T>::from_http(answer());
    match (&client, &serde) {
        (Ok(client), Ok(serde)) => {
            assert_eq!(client.value(), serde.value(), "{json}");
            if json.is_object() {
                assert_eq!(client.drift(), serde.drift(), "{json}");
            }
        }
        (Err(client), Err(serde)) => {
            assert_eq!(client.json_path(), serde.json_path(), "{json}");
        }
        // Of what no model knows, the client passes over more than `serde_json` reads.
        (Ok(_), Err(_)) if is_too_deep(json) => {}
        _ => panic!("{client:?} is not {serde:?}: {json}"),
    }
    // Where it is no object, the client says that of the answer, and not of the model.
    if json.is_object() || client.is_err() {
        client
    } else {
        serde
    }
}

fn is_too_deep(json: &Value) -> bool {
    serde_json::from_str::<Value>(&json.to_string()).is_err()
}
