//! Runs tasks by criterion, and tells how their ways compare.

use std::io;
use std::time::Instant;

use criterion::Criterion;

use crate::ratio::Ratios;
use crate::tasks::Task;

/// Measures the tasks that the command line does not leave out, and prints a line for each that
/// ran beside its reference: `decode/app: heroku 2.31 µs, by hand 2.90 µs, ratio 0.80`.
///
/// # Errors
/// Where the results cannot be read, or nobody reads what is printed.
pub fn run(tasks: &[Task]) -> io::Result<()> {
    let ratios = Ratios::start()?;
    let mut criterion = Criterion::default()
        .output_directory(ratios.folder())
        .without_plots()
        .configure_from_args();
    for task in tasks {
        measure(&mut criterion, task);
    }
    criterion.final_summary();
    let mut out = io::stdout().lock();
    tasks
        .iter()
        .try_for_each(|task| ratios.tell(task, &mut out))
}

fn measure(criterion: &mut Criterion, task: &Task) {
    let mut group = criterion.benchmark_group(task.name);
    for way in task.all_ways() {
        let mut started = None;
        group.bench_function(way.name, |bencher| {
            let repeat = started.get_or_insert_with(way.start);
            bencher.iter_custom(|times| {
                let start = Instant::now();
                repeat(times);
                start.elapsed()
            });
        });
    }
    group.finish();
}
