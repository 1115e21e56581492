//! What a wait shows meanwhile, on stderr: lines that redraw themselves on a terminal, and elsewhere a plain line each
//! time that something changes.

use std::{
    io::{self, Write as _},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use dataarts_insight::{Error, ImportTask, Progress};

use crate::{
    render::{task, time::span},
    terminal::{self, BAD, DIM, GOOD, escape},
};

/// How often the terminal is redrawn.
const FRAME: Duration = Duration::from_millis(120);
/// What turns while a task is under way.
const SPINNER: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/// How many tasks have a line of their own; more would scroll, and a drawing that scrolls cannot be redrawn.
const MAX_LINES: usize = 12;

/// Shows how several waits go. Clones show the same.
#[derive(Clone)]
pub(crate) struct Reporter(Arc<Mutex<State>>);

struct State {
    tasks: Vec<Task>,
    started: Instant,
    /// How many lines the terminal shows now; none if it is no terminal.
    drawn: Option<usize>,
    finished: bool,
}

struct Task {
    id: String,
    /// What was last seen of it, in words.
    state: String,
    next_poll: Option<Instant>,
    end: Option<bool>,
}

impl Reporter {
    /// Begins to show, on a terminal until [`finish`](Self::finish).
    pub(crate) fn start(ids: &[String]) -> Self {
        let task =
            |id: &String| Task { id: escape(id).into_owned(), state: "asking".to_owned(), next_poll: None, end: None };
        let on_terminal = terminal::progress_is_seen();
        let reporter = Self(Arc::new(Mutex::new(State {
            tasks: ids.iter().map(task).collect(),
            started: Instant::now(),
            drawn: on_terminal.then_some(0),
            finished: false,
        })));
        if on_terminal {
            let redraw = reporter.clone();
            tokio::spawn(async move {
                while redraw.with(State::frame) {
                    tokio::time::sleep(FRAME).await;
                }
            });
        }
        reporter
    }

    /// A poll of a task was made.
    pub(crate) fn polled(&self, index: usize, progress: &Progress) {
        let seen = match (progress.error(), progress.task()) {
            (Some(error), _) => escape(&error.to_string()).into_owned(),
            (None, Some(seen)) => task::state(seen).1,
            (None, None) => "no answer yet".to_owned(),
        };
        self.with(|state| {
            let (elapsed, plain) = (progress.elapsed(), state.drawn.is_none());
            let Some(task) = state.tasks.get_mut(index) else { return };
            task.next_poll = progress.next_poll().map(|pause| Instant::now() + pause);
            // The end of a task is told by its result.
            if plain && task.state != seen && progress.next_poll().is_some() {
                terminal::note(&format!("{}: {seen} (after {})", task.id, span(elapsed)));
            }
            task.state = seen;
        });
    }

    /// A wait is over.
    pub(crate) fn ended(&self, index: usize, result: &Result<ImportTask, Error>) {
        self.with(|state| {
            let Some(task) = state.tasks.get_mut(index) else { return };
            task.next_poll = None;
            task.end = Some(result.is_ok());
            if let Err(error) = result
                && error.last_task().is_none()
            {
                task.state = "no task".to_owned();
            }
        });
    }

    /// Does something that writes to the terminal, with the drawing out of the way.
    pub(crate) fn paused<T>(&self, write: impl FnOnce() -> T) -> T {
        self.with(|state| {
            state.clear();
            write()
        })
    }

    /// Takes the drawing away for good.
    pub(crate) fn finish(&self) {
        self.with(|state| {
            state.clear();
            state.finished = true;
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// Draws the next frame; false when there is nothing more to draw.
    fn frame(&mut self) -> bool {
        if self.finished {
            return false;
        }
        self.clear();
        let (text, lines) = self.render();
        // A line that is too long is cut at the edge instead of taking two, which could not be counted. The codes for
        // that are no colours: they go past anstream, which drops them where NO_COLOR is set.
        let _ = write!(io::stderr(), "\x1b[?7l");
        let _ = write!(anstream::stderr(), "{text}");
        let _ = write!(io::stderr(), "\x1b[?7h");
        self.drawn = Some(lines);
        true
    }

    fn clear(&mut self) {
        if let Some(lines @ 1..) = self.drawn {
            let _ = write!(io::stderr(), "\x1b[{lines}A\r\x1b[J");
            self.drawn = Some(0);
        }
    }

    fn render(&self) -> (String, usize) {
        let elapsed = self.started.elapsed();
        let turn = usize::try_from(elapsed.as_millis() / FRAME.as_millis()).unwrap_or(0) % SPINNER.len();
        let spinner = SPINNER.get(turn).copied().unwrap_or(' ');
        let running: Vec<&Task> = self.tasks.iter().filter(|task| task.end.is_none()).collect();
        let mut text = String::new();
        let shown = if self.tasks.len() <= MAX_LINES { &self.tasks[..] } else { &[] };
        let width = shown.iter().map(|task| task.id.chars().count()).max().unwrap_or(0);
        for task in shown {
            let mark = match task.end {
                None => spinner.to_string(),
                Some(true) => format!("{GOOD}✔{GOOD:#}"),
                Some(false) => format!("{BAD}✘{BAD:#}"),
            };
            let next = task.next_poll.map(|at| at.saturating_duration_since(Instant::now()));
            let next = next.map(|pause| format!(", next poll in {}", span(pause))).unwrap_or_default();
            let after =
                if task.end.is_none() { format!("  {DIM}{}{next}{DIM:#}", span(elapsed)) } else { String::new() };
            text.push_str(&format!("{mark} {:width$}  {}{after}\n", task.id, task.state));
        }
        if shown.is_empty() {
            let (all, running) = (self.tasks.len(), running.len());
            text = format!("{spinner} {} of {all} tasks have ended  {DIM}{}{DIM:#}\n", all - running, span(elapsed));
        }
        (text, shown.len().max(1))
    }
}
