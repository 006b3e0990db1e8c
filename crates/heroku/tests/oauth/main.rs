//! OAuth: the way to tokens, and keeping them fresh, however the server behaves.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the other canary tests"
)]
#[path = "../every/printed.rs"]
mod printed;
#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../faults/server.rs"]
mod server;
#[allow(dead_code, reason = "shared with the tests of faults")]
#[path = "../faults/step.rs"]
mod step;
#[path = "../support/mod.rs"]
mod support;

mod authorize;
mod blocking;
mod canary;
mod cancel;
mod exchange;
mod refused;
mod renew;
mod world;
