//! How far the judging has come, on stderr, if that is a terminal.

use std::{
    io::{self, Write as _},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::size::amount;
use crate::render::time::span;

/// What takes less time than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
const FRAME: Duration = Duration::from_millis(100);
const WIDTH: u64 = 20;

/// A line that redraws itself.
pub(super) struct Progress {
    /// None if nobody would see it.
    bar: Option<Bar>,
}

struct Bar {
    read: Arc<AtomicU64>,
    total: Option<u64>,
    started: Instant,
    next: Instant,
    drawn: bool,
}

impl Progress {
    /// Shows how much of a total has been read, if it is seen; only then `total` is asked.
    pub(super) fn new(is_seen: bool, read: Arc<AtomicU64>, total: impl FnOnce() -> Option<u64>) -> Self {
        let bar = is_seen.then(|| {
            let started = Instant::now();
            Bar { read, total: total(), started, next: started + PATIENCE, drawn: false }
        });
        Self { bar }
    }

    /// Draws the line anew if it is time to.
    pub(super) fn draw(&mut self, documents: u64) {
        let Some(bar) = &mut self.bar else { return };
        let now = Instant::now();
        if now < bar.next {
            return;
        }
        bar.next = now + FRAME;
        bar.drawn = true;
        let line = line(bar.read.load(Ordering::Relaxed), bar.total, documents, now - bar.started);
        // A line that is too long is cut at the edge: one that wraps could not be taken away.
        let _ = write!(io::stderr(), "\r\x1b[?7l\x1b[K{line}\x1b[?7h");
    }

    /// Takes the line away, so that something else can be written.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = &mut self.bar
            && bar.drawn
        {
            bar.drawn = false;
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// `[========>           ]  42 %  810.3 MiB/s  2.1 s left  1.2 GiB of 2.9 GiB  1789000 documents`, what matters most in
/// front: a narrow terminal cuts the rest.
fn line(read: u64, total: Option<u64>, documents: u64, elapsed: Duration) -> String {
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = read.saturating_mul(1000) / milliseconds;
    let (speed, documents) = (format!("{}/s", amount(rate)), format!("{documents} documents"));
    let Some(total) = total.filter(|total| *total > 0) else {
        return format!("{speed}  {}  {}  {documents}", span(elapsed), amount(read));
    };
    // A file that grows meanwhile has more than it promised.
    let read = read.min(total);
    let done = |of: u64| u64::try_from(u128::from(read) * u128::from(of) / u128::from(total)).unwrap_or(of);
    let bar: String = (0..WIDTH)
        .map(|at| match done(WIDTH) {
            filled if at < filled => '=',
            filled if at == filled => '>',
            _ => ' ',
        })
        .collect();
    let left = match (total - read).saturating_mul(1000).checked_div(rate) {
        None => String::new(),
        Some(milliseconds) => format!("  {} left", span(Duration::from_millis(milliseconds))),
    };
    format!("[{bar}] {:3} %  {speed}{left}  {} of {}  {documents}", done(100), amount(read), amount(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_rate_and_remaining_time() {
        let second = Duration::from_secs(1);
        assert_eq!(
            line(25 << 20, Some(100 << 20), 40_000, second),
            "[=====>              ]  25 %  25.0 MiB/s  3.0 s left  25.0 MiB of 100.0 MiB  40000 documents"
        );
        assert_eq!(line(2 << 20, None, 7, second * 2), "1.0 MiB/s  2.0 s  2.0 MiB  7 documents");
        assert!(line(9, Some(3), 1, second).contains("100 %"));
        assert!(!line(0, Some(3), 0, Duration::ZERO).contains("left"));
    }
}
