//! Progress bars where somebody looks, plain lines where the output is no terminal.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

/// Steps of the run, timed.
pub(crate) struct Progress {
    begun: Instant,
    step: Instant,
    live: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self { begun: now, step: now, live: std::io::stderr().is_terminal(), bar: None }
    }

    /// Begins a step of so many parts; 0 when that is not known.
    pub(crate) fn begin(&mut self, what: &'static str, parts: u64) {
        self.step = Instant::now();
        if self.live {
            let bar = if parts == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(parts) };
            let style = if parts == 0 { "{spinner} {msg}" } else { "{bar:30} {pos}/{len} {msg}" };
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_message(what);
            bar.tick();
            self.bar = Some(bar);
        }
    }

    /// One part more.
    pub(crate) fn part(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Ends the step with a line that says what was done and how long it took.
    pub(crate) fn end(&mut self, done: &str) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        eprintln!("[{:>5} ms] {done}（{} ms）", self.begun.elapsed().as_millis(), self.step.elapsed().as_millis());
    }
}
