//! What the process used of the machine, and which cores it may use.

use std::fs;
use std::io;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this process so far, that of all its threads, in the kernel and out.
#[must_use]
pub fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
    Duration::new(seconds, nanoseconds)
}

/// The most memory that this process had at once, in KiB; `None` where the system does not tell.
#[must_use]
pub fn peak_rss_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The cores that this process may use; none where the system has no way to tell.
#[must_use]
pub fn cores() -> Vec<usize> {
    affinity::cores()
}

/// Keeps this thread, and those that it starts from now on, to these cores.
///
/// # Errors
/// Where a core is not there, or the system has no way to do this.
pub fn pin(cores: &[usize]) -> io::Result<()> {
    affinity::pin(cores)
}

#[cfg(target_os = "linux")]
mod affinity {
    use std::io;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    pub(super) fn cores() -> Vec<usize> {
        let set = sched_getaffinity(None).unwrap_or_default();
        (0..CpuSet::MAX_CPU)
            .filter(|&core| set.is_set(core))
            .collect()
    }

    pub(super) fn pin(cores: &[usize]) -> io::Result<()> {
        let mut set = CpuSet::new();
        for &core in cores {
            if core >= CpuSet::MAX_CPU {
                return Err(io::Error::other(format!("there is no core {core}")));
            }
            set.set(core);
        }
        Ok(sched_setaffinity(None, &set)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod affinity {
    use std::io;

    pub(super) fn cores() -> Vec<usize> {
        Vec::new()
    }

    pub(super) fn pin(_cores: &[usize]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
