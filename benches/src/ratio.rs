//! The ratio of two results of criterion, both of this run.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value;

use crate::tasks::{Task, Way};

/// Finds results of criterion that are younger than itself.
#[derive(Debug)]
pub(crate) struct Ratios {
    start: SystemTime,
    folder: PathBuf,
}

impl Ratios {
    /// To be called before anything runs. Results are kept beside the program, in the folder
    /// `criterion` of the target folder.
    pub(crate) fn start() -> io::Result<Self> {
        let program = std::env::current_exe()?;
        // The program is `target/release/deps/NAME`.
        let target = program.ancestors().nth(3).unwrap_or(&program);
        Ok(Self {
            start: SystemTime::now(),
            folder: target.join("criterion"),
        })
    }

    /// Where results belong.
    pub(crate) fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Writes one line for each way of a task that ran beside its reference.
    pub(crate) fn tell(&self, task: &Task, out: &mut impl Write) -> io::Result<()> {
        let Some(reference) = self.nanoseconds(task, &task.reference)? else {
            return Ok(());
        };
        for way in task.ways {
            if let Some(time) = self.nanoseconds(task, way)? {
                writeln!(
                    out,
                    "{}: {} {}, {} {}, ratio {:.2}",
                    task.name,
                    way.name,
                    shown(time),
                    task.reference.name,
                    shown(reference),
                    time / reference,
                )?;
            }
        }
        Ok(())
    }

    /// The median time of a way; `None` where this run did not measure it.
    fn nanoseconds(&self, task: &Task, way: &Way) -> io::Result<Option<f64>> {
        let path = self
            .folder
            .join(task.name.replace('/', "_"))
            .join(way.name)
            .join("new/estimates.json");
        let Ok(about) = fs::metadata(&path) else {
            return Ok(None);
        };
        if about.modified()? < self.start {
            return Ok(None);
        }
        let estimates: Value = serde_json::from_slice(&fs::read(&path)?)?;
        Ok(estimates["median"]["point_estimate"].as_f64())
    }
}

/// A time with three digits and its unit.
fn shown(nanoseconds: f64) -> String {
    let (time, unit) = match nanoseconds {
        short if short < 1e3 => (short, "ns"),
        short if short < 1e6 => (short / 1e3, "µs"),
        long if long < 1e9 => (long / 1e6, "ms"),
        long => (long / 1e9, "s"),
    };
    let digits = match time {
        small if small < 10.0 => 2,
        small if small < 100.0 => 1,
        _ => 0,
    };
    format!("{time:.digits$} {unit}")
}
