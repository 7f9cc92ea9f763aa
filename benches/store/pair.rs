//! Two things that do the same, timed by turns.

use std::time::Duration;

use criterion::Criterion;

/// What the store does, what its rival does, and how they may relate.
pub(crate) struct Pair<'a> {
    pub(crate) name: &'static str,
    /// What the rival is, for the table.
    pub(crate) rival: &'static str,
    /// The target that the table shows.
    pub(crate) target: Target,
    /// How many operations one run does; times are shown for one.
    pub(crate) operations: u32,
    /// How many runs the table's medians are made of.
    pub(crate) runs: usize,
    /// One run of the store, preparation not timed.
    pub(crate) ours: Box<dyn FnMut() -> Duration + 'a>,
    /// One run of the rival, preparation not timed.
    pub(crate) theirs: Box<dyn FnMut() -> Duration + 'a>,
}

/// What a pair should reach.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// At most so many times the rival's time.
    Times(f64),
    /// At least so many times faster than the rival.
    Faster(f64),
    /// At most so long.
    Within(Duration),
    /// Shown without one.
    None,
}

/// The medians of a pair.
#[derive(Debug, Clone, Copy)]
struct Medians {
    ours: Duration,
    theirs: Duration,
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Pair<'_> {
    /// Both as benches of criterion.
    pub(crate) fn bench(&mut self, c: &mut Criterion) {
        let mut group = c.benchmark_group(self.name);
        group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
        for (who, run) in [("store", &mut self.ours), (self.rival, &mut self.theirs)] {
            group.bench_function(who, |b| {
                b.iter_custom(|times| (0..times).map(|_| run()).sum::<Duration>() / self.operations);
            });
        }
        group.finish();
    }

    fn medians(&mut self) -> Medians {
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            times.0.push((self.ours)());
            times.1.push((self.theirs)());
        }
        Medians { ours: median(times.0) / self.operations, theirs: median(times.1) / self.operations }
    }

    /// The line of the table: times of one operation, ratio, target.
    pub(crate) fn line(&mut self) -> String {
        let Medians { ours, theirs } = self.medians();
        let times = ours.as_secs_f64() / theirs.as_secs_f64();
        let (ratio, target, met) = match self.target {
            Target::Times(most) => (format!("{times:.2} ×"), format!("at most {most} ×"), Some(times <= most)),
            Target::Faster(least) => {
                (format!("1/{:.1}", 1.0 / times), format!("at least {least} × faster"), Some(1.0 / times >= least))
            }
            Target::Within(most) => (format!("{times:.2} ×"), format!("at most {most:?}"), Some(ours <= most)),
            Target::None => (format!("{times:.2} ×"), "none".to_owned(), None),
        };
        let met = met.map_or("", |met| if met { "met" } else { "MISSED" });
        format!("{} | {ours:.2?} | {}: {theirs:.2?} | {ratio} | {target} | {met}", self.name, self.rival)
    }
}
