//! A task, and the ways to do it.

use tokio::runtime::{Builder, Runtime};

/// Something to do again and again.
pub struct Task {
    /// What is done, as in `decode/app`.
    pub name: &'static str,
    /// The ways to do it that are measured.
    pub ways: &'static [Way],
    /// The way that they are measured by.
    pub reference: Way,
    /// How often it must be done for a count of instructions that says something.
    pub repeats: u64,
}

/// One way to do a task.
pub struct Way {
    /// Who does it, or how.
    pub name: &'static str,
    /// Makes everything ready.
    pub start: fn() -> Repeat,
}

/// Does something as often as it is told.
pub type Repeat = Box<dyn FnMut(u64)>;

impl Task {
    /// All ways, the reference first: it must not suffer from what another leaves behind.
    pub fn all_ways(&self) -> impl Iterator<Item = &Way> {
        std::iter::once(&self.reference).chain(self.ways)
    }
}

impl Way {
    pub(super) const fn new(name: &'static str, start: fn() -> Repeat) -> Self {
        Self { name, start }
    }
}

/// Repeats what ends at once.
pub(super) fn repeat<T>(mut once: impl FnMut() -> T + 'static) -> Repeat {
    Box::new(move |times| {
        for _ in 0..times {
            std::hint::black_box(once());
        }
    })
}

/// Repeats what has to be polled.
pub(super) fn repeat_async<T>(mut once: impl AsyncFnMut() -> T + 'static) -> Repeat {
    let runtime = runtime();
    Box::new(move |times| {
        runtime.block_on(async {
            for _ in 0..times {
                std::hint::black_box(once().await);
            }
        });
    })
}

fn runtime() -> Runtime {
    let built = Builder::new_current_thread().enable_time().build();
    built.expect("a runtime on this thread needs nothing")
}
