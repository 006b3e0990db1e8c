//! Memory and descriptors in use, as Linux tells.

use std::fmt;
use std::fs;

/// What the process uses at one moment; nothing where the system does not tell.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    kibibytes: Option<u64>,
    descriptors: Option<usize>,
}

impl Usage {
    pub(crate) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Self {
            kibibytes: number.and_then(|number| number.parse().ok()),
            descriptors: fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kibibytes {
            Some(kibibytes) => write!(f, "{kibibytes} KiB")?,
            None => f.write_str("memory not known")?,
        }
        match self.descriptors {
            Some(count) => write!(f, ", {count} descriptors"),
            None => f.write_str(", descriptors not known"),
        }
    }
}

/// Fails if more was in use at the end than when a fifth of the calls were done, but for some
/// leeway: a quarter of the memory, and as many descriptors as a crowd has connections.
pub(crate) fn check_flat(usage: &[Usage]) -> Result<(), String> {
    let (Some(early), Some(last)) = (usage.get(usage.len() / 5), usage.last()) else {
        return Ok(());
    };
    if let (Some(early), Some(last)) = (early.kibibytes, last.kibibytes)
        && last > early + early / 4
    {
        return Err(format!("memory grew from {early} KiB to {last} KiB"));
    }
    if let (Some(early), Some(last)) = (early.descriptors, last.descriptors)
        && last > early + 128
    {
        return Err(format!("descriptors grew from {early} to {last}"));
    }
    Ok(())
}
