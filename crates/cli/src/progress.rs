//! Shows progress on stderr.
//!
//! - If stderr is a terminal, progress bars and spinners are updated in place.
//! - If stderr is not a terminal, a new line is written each time a task changes its state.

use std::{
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use dataarts_insight::{ImportTask, Progress, WaitError};
use dataarts_insight_report::escape;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::{task, terminal, time::span};

/// The time before progress is shown. A shorter validation shows no progress.
const PATIENCE: Duration = Duration::from_millis(400);
/// The time between two images of a spinner.
const FRAME: Duration = Duration::from_millis(120);
/// The maximum number of tasks with a separate line. More lines could exceed the height of the terminal.
const MAX_LINES: usize = 12;

fn target(wanted: bool) -> ProgressDrawTarget {
    if wanted && terminal::progress_is_seen() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

fn style(template: &str) -> ProgressStyle {
    // `with_template` fails only for an invalid template, and every template here is a constant.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

/// A progress bar for the bytes that a validation has read.
#[derive(Debug)]
pub(crate) struct ReadProgress {
    bar: ProgressBar,
    started: Instant,
}

impl ReadProgress {
    /// Makes a bar. The bar is drawn only if `wanted` is true and stderr is a terminal. `total` is called only if the
    /// bar is drawn.
    pub(crate) fn new(wanted: bool, total: impl FnOnce() -> Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(None, target(wanted));
        let total = if bar.is_hidden() { None } else { total() };
        match total.filter(|total| *total > 0) {
            Some(total) => {
                bar.set_length(total);
                bar.set_style(style(
                    "[{bar:20}] {percent:>3} %  {binary_bytes_per_sec}  {eta} left  {binary_bytes} of \
                     {binary_total_bytes}  {wide_msg}",
                ));
            }
            None => bar.set_style(style("{binary_bytes_per_sec}  {elapsed}  {binary_bytes}  {wide_msg}")),
        }
        Self { bar, started: Instant::now() }
    }

    /// Shows the number of bytes and documents that were read.
    pub(crate) fn show(&self, read: u64, documents: u64) {
        if !self.bar.is_hidden() && self.started.elapsed() >= PATIENCE {
            self.bar.set_message(format!("{documents} documents"));
            // If a file grew after the start, more bytes are read than the total. The bar then stays at 100 %.
            self.bar.set_position(self.bar.length().map_or(read, |total| read.min(total)));
        }
    }

    /// Hides the bar, calls `write`, and shows the bar again. `write` can then write to the terminal.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The progress of several waits. Clones share the same state.
#[derive(Clone)]
pub(crate) struct TaskProgress(Arc<State>);

struct State {
    bars: MultiProgress,
    tasks: Vec<Task>,
    /// The number of ended tasks. For more than [`MAX_LINES`] tasks, the terminal shows only this number.
    count: ProgressBar,
}

struct Task {
    id: String,
    bar: ProgressBar,
    next_poll: Arc<Mutex<Option<Instant>>>,
}

impl TaskProgress {
    /// Shows a line for each task, or the number of ended tasks.
    pub(crate) fn start(ids: &[String]) -> Self {
        let bars = MultiProgress::with_draw_target(target(true));
        let draw = |bar: ProgressBar, style: ProgressStyle| {
            let bar = bars.add(bar.with_style(style));
            if !bar.is_hidden() {
                bar.enable_steady_tick(FRAME);
            }
            bar
        };
        let count = match ids.len() {
            0..=MAX_LINES => ProgressBar::hidden(),
            all => draw(
                ProgressBar::new(u64::try_from(all).unwrap_or(u64::MAX)),
                style("{spinner} {pos} of {len} tasks have ended  {elapsed:.dim}"),
            ),
        };
        let ids: Vec<String> = ids.iter().map(|id| escape(id).into_owned()).collect();
        let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or(0);
        let task = |id: String| {
            let next_poll = Arc::new(Mutex::new(None));
            let bar = ProgressBar::no_length().with_prefix(format!("{id:width$}")).with_message("asking");
            let bar = if count.is_hidden() { draw(bar, task_style(&next_poll, true)) } else { bar };
            Task { id, bar, next_poll }
        };
        let tasks = ids.into_iter().map(task).collect();
        Self(Arc::new(State { bars, tasks, count }))
    }

    /// Shows the result of a poll of the task with this index.
    pub(crate) fn show_poll(&self, index: usize, poll: &Progress) {
        let Some(task) = self.0.tasks.get(index) else { return };
        let seen = match (poll.error(), poll.task()) {
            (Some(error), _) => escape(&error.to_string()).into_owned(),
            (None, Some(seen)) => task::state(seen).1,
            (None, None) => "no answer yet".to_owned(),
        };
        *task.next_poll.lock().unwrap_or_else(PoisonError::into_inner) =
            poll.next_poll().map(|pause| Instant::now() + pause);
        // Writes no line for the last poll, because the result of the wait is written later.
        if self.0.bars.is_hidden() && task.bar.message() != seen && poll.next_poll().is_some() {
            terminal::note(&format!("{}: {seen} (after {})", task.id, span(poll.elapsed())));
        }
        task.bar.set_message(seen);
    }

    /// Shows the result of a wait.
    pub(crate) fn show_end(&self, index: usize, result: &Result<ImportTask, WaitError>) {
        self.0.count.inc(1);
        let Some(task) = self.0.tasks.get(index) else { return };
        if let Err(error) = result {
            task.bar.set_style(task_style(&task.next_poll, false));
            if error.last_task().is_none() {
                task.bar.set_message("no task");
            }
        }
        task.bar.finish();
    }

    /// Hides the bars, calls `write`, and shows the bars again. `write` can then write to the terminal.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.bars.suspend(write)
    }

    /// Removes all bars.
    pub(crate) fn finish(&self) {
        self.0.tasks.iter().map(|task| &task.bar).chain([&self.0.count]).for_each(ProgressBar::finish_and_clear);
    }
}

/// Returns the style of a task's line. When the wait ends, the spinner becomes `✔` if `good` is true, or else `✘`.
fn task_style(next_poll: &Arc<Mutex<Option<Instant>>>, good: bool) -> ProgressStyle {
    let next_poll = Arc::clone(next_poll);
    let after = move |state: &ProgressState, out: &mut dyn Write| {
        if state.is_finished() {
            return;
        }
        let next = *next_poll.lock().unwrap_or_else(PoisonError::into_inner);
        let next = next.map(|at| format!(", next poll in {}", span(at.saturating_duration_since(Instant::now()))));
        let _ = write!(out, "{}{}", span(state.elapsed()), next.unwrap_or_default());
    };
    let (template, ticks) = if good {
        ("{spinner:.green} {prefix}  {msg}  {after:.dim}", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏✔")
    } else {
        ("{spinner:.red} {prefix}  {msg}  {after:.dim}", "⠏✘")
    };
    style(template).tick_chars(ticks).with_key("after", after)
}
