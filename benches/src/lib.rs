//! What the benchmarks share: a catalogue of apps, a server that has it, and clients by hand.

pub mod catalogue;
