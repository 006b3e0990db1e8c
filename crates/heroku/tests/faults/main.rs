//! The network at its worst, one fault a test: what the client makes of it, what reached the
//! server, and what took effect there.

mod ask;
mod facts;
mod server;
mod step;
mod world;

mod backoff;
mod bodies;
mod caching;
mod cancellation;
mod connections;
mod credentials;
mod deadlines;
mod encodings;
mod headers;
mod json;
mod output;
mod own_requests;
mod rate;
mod redirects;
mod refusals;
mod retries;
mod retry_after;
mod retry_budget;
mod safety;
mod second_factor;
mod statuses;
mod walks;
