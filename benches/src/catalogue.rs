//! A catalogue of apps, the same in each run.
