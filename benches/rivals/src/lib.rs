//! What the benches of this package share: turns, medians, memory.

use std::time::{Duration, Instant};

/// Times of single queries.
#[derive(Debug, Clone)]
pub struct Times(Vec<Duration>);

impl Times {
    /// The middle one.
    pub fn median(&self) -> Duration {
        self.of(500)
    }

    /// What 99 of 100 stay within.
    pub fn p99(&self) -> Duration {
        self.of(990)
    }

    /// Queries in a second.
    pub fn per_second(&self) -> f64 {
        self.0.len() as f64 / self.0.iter().sum::<Duration>().as_secs_f64()
    }

    fn of(&self, per_mille: usize) -> Duration {
        self.0.get(self.0.len() * per_mille / 1000).copied().unwrap_or_default()
    }
}

/// Times every query by itself, each the best of some rounds, so that what else the machine does counts less.
pub fn time<Q>(queries: &[Q], rounds: usize, mut run: impl FnMut(&Q) -> usize) -> Times {
    let mut best = vec![Duration::MAX; queries.len()];
    let mut sum = 0;
    for _ in 0..rounds.max(1) {
        for (query, best) in queries.iter().zip(&mut best) {
            let begun = Instant::now();
            sum += std::hint::black_box(run(query));
            *best = begun.elapsed().min(*best);
        }
    }
    std::hint::black_box(sum);
    best.sort_unstable();
    Times(best)
}

/// Microseconds, three figures.
pub fn micros(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 10.0 {
        format!("{micros:.2}")
    } else if micros < 100.0 {
        format!("{micros:.1}")
    } else {
        format!("{micros:.0}")
    }
}

/// How often this is faster than that.
pub fn times(that: Duration, this: Duration) -> f64 {
    that.as_secs_f64() / this.as_secs_f64().max(1e-12)
}

/// The memory of this process in bytes.
pub fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap_or(0) * 1024
}

#[allow(clippy::disallowed_methods, reason = "a bench may read what its caller asks for")]
/// How large the benches go: `village`, `district` (the default) or `city`; `--test` runs each once at village scale.
pub fn scale() -> &'static str {
    if std::env::args().any(|arg| arg == "--test") {
        return "village";
    }
    match std::env::var("CUNWU_BENCH_SCALE").as_deref() {
        Ok("village") => "village",
        Ok("city") => "city",
        _ => "district",
    }
}
