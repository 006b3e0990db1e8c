//! What clients take of the heap. There is one test only, since whatever runs beside it would be
//! counted too.

use heroku::app::AppList;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Builder, Client, Error};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// As long as those that Heroku gives out.
const TOKEN: &str = "HRKU-AA0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW";
const COUNT: usize = 100;

/// A transport that takes no memory.
struct Nowhere;

impl Transport for Nowhere {
    fn exchange(&self, _request: http::Request<Body>) -> Exchange {
        Box::pin(std::future::pending())
    }
}

/// A client that has written a request.
fn used(builder: Builder) -> Result<Client, Error> {
    let client = builder.build()?;
    client.prepare(&AppList::new())?;
    Ok(client)
}

/// The bytes that each of some things takes.
fn weigh<T>(make: impl Fn() -> Result<T, Error>) -> usize {
    drop(make());
    let mut kept = Vec::with_capacity(COUNT);
    let before = HEAP.current_usage();
    kept.extend((0..COUNT).map(|_| make().expect("what was made before")));
    (HEAP.current_usage() - before) / COUNT
}

#[test]
fn a_client_takes_less_than_a_kibibyte_beyond_its_transport_and_a_clone_next_to_nothing() {
    let with_token = || Client::builder().token(TOKEN).transport(Nowhere);
    let client = weigh(|| used(with_token()));
    assert!(client < 1024, "a client takes {client} bytes");

    let with_name = || {
        with_token()
            .user_agent("deployer/1.0")
            .header("x-team", "a")
    };
    let client = weigh(|| used(with_name()));
    assert!(client < 1024, "with a header of its own, {client} bytes");

    let original = with_token().build().expect("a client");
    let clone = weigh(|| Ok(original.clone()));
    assert!(clone < 64, "a clone takes {clone} bytes");
    assert!(size_of::<Client>() <= size_of::<usize>());
}
