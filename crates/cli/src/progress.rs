//! What a long run says of itself on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::visible::visible;
use crate::run;

/// Time between two lines where nobody watches a terminal.
const BETWEEN: Duration = Duration::from_secs(10);

/// The progress of a file: a line that changes on a terminal, else one every ten seconds.
pub(super) struct Progress {
    name: String,
    read: Arc<AtomicU64>,
    size: Option<u64>,
    begun: Instant,
    said: Instant,
    run: run::Progress,
    show: Show,
}

enum Show {
    Nothing,
    Bar(ProgressBar),
    Lines,
}

impl Progress {
    /// Begins. `quiet` says nothing; `beside_report` is true when the report goes to the same terminal.
    pub(super) fn new(
        name: &str,
        read: Arc<AtomicU64>,
        size: Option<u64>,
        quiet: bool,
        beside_report: bool,
    ) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let show = match (quiet, terminal) {
            (true, _) => Show::Nothing,
            (false, true) if beside_report => Show::Nothing,
            (false, true) => Show::Bar(bar(&visible(name))),
            (false, false) => Show::Lines,
        };
        let now = Instant::now();
        Self {
            name: visible(name).into_owned(),
            read,
            size,
            begun: now,
            said: now,
            run: run::Progress::default(),
            show,
        }
    }

    /// The run is so far.
    pub(super) fn update(&mut self, run: run::Progress) {
        self.run = run;
        match &self.show {
            Show::Nothing => {}
            Show::Bar(bar) => {
                if self.said.elapsed() > Duration::from_millis(100) {
                    self.said = Instant::now();
                    bar.set_message(self.sentence());
                }
            }
            Show::Lines => {
                if self.said.elapsed() > BETWEEN {
                    self.said = Instant::now();
                    // A closed standard error is no reason to stop.
                    let _ = writeln!(std::io::stderr(), "{}: {}", self.name, self.sentence());
                }
            }
        }
    }

    fn sentence(&self) -> String {
        let read = self.read.load(Ordering::Relaxed);
        let share = self
            .size
            .filter(|size| *size > 0)
            .map(|size| (read as f64 / size as f64).min(1.0));
        told(
            self.begun.elapsed(),
            self.run.left_out + self.run.products,
            self.run.findings,
            share,
        )
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar
}

/// Says with how many products of a broken run this one goes on; there is nothing if there was none.
pub(super) fn resumed(products: Option<u64>) {
    let text = match products {
        Some(1) => "going on: 1 product was checked before the run broke off".to_owned(),
        Some(products) => format!(
            "going on: {} products were checked before the run broke off",
            grouped(products)
        ),
        None => "there is no broken run to go on with: starting anew".to_owned(),
    };
    // A closed standard error is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// `12,800 products (43 %), 1,680 a second, about 2 min left; 3,456 findings`
fn told(elapsed: Duration, products: u64, findings: u64, share: Option<f64>) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let rate = products as f64 / seconds;
    let mut text = format!("{} products", grouped(products));
    if let Some(share) = share {
        text.push_str(&format!(" ({:.0} %)", (share * 100.0).floor()));
    }
    text.push_str(&format!(", {} a second", grouped(rate.round() as u64)));
    if let Some(share) = share.filter(|share| *share > 0.01 && seconds > 1.0) {
        let left = seconds / share * (1.0 - share);
        text.push_str(&format!(", about {} left", rounded(left)));
    }
    text.push_str(&format!("; {} findings", grouped(findings)));
    text
}

fn rounded(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    match seconds {
        0..=59 => format!("{seconds} s"),
        60..=3599 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `12,800`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let ten = Duration::from_secs(10);
        assert_eq!(
            told(ten, 12_800, 3456, Some(0.43)),
            "12,800 products (43 %), 1,280 a second, about 13 s left; 3,456 findings"
        );
        assert_eq!(
            told(ten, 1_000_000, 0, None),
            "1,000,000 products, 100,000 a second; 0 findings"
        );
        assert_eq!(rounded(61.0), "2 min");
        assert_eq!(rounded(7260.0), "2 h 1 min");
    }
}
