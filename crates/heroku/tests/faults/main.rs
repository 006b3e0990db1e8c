//! The network at its worst, one fault a test: what the client makes of it, what reached the
//! server, and what took effect there.

mod ask;
mod server;
mod step;

mod bodies;
mod connections;
mod encodings;
mod headers;
mod json;
mod output;
mod redirects;
mod refusals;
mod statuses;
