//! Writes the output of all workers in the order of the input.

use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use dataarts_insight_report::{FileName, Pieces, Printer, Renderer, Summary, escape};

use crate::{progress::ReadProgress, terminal};

/// The maximum total size of the stored outputs in bytes. A finished output is stored while an earlier output is not
/// finished. At this limit, the workers wait.
const WAITING_BYTES: usize = 1 << 20;
/// The maximum number of the stored outputs. At this limit, the workers wait.
const WAITING_OUTPUTS: usize = 1024;

/// The findings and counts that a worker returns for a work item, or for a part of a work item.
#[derive(Debug)]
pub(super) struct WorkerOutput {
    pub(super) file: Arc<FileName>,
    pub(super) summary: Summary,
    pub(super) pieces: Pieces,
    /// Notes about the file for stderr.
    pub(super) notes: Vec<String>,
    /// Whether this output is the last one to write, for example after the first invalid document with `--fail-fast`.
    pub(super) stop: bool,
}

impl WorkerOutput {
    pub(super) fn new(file: Arc<FileName>) -> Self {
        Self { file, summary: Summary::default(), pieces: Pieces::default(), notes: Vec::new(), stop: false }
    }
}

/// The output of all workers. The workers finish their items in any order, but the output is written in the order of
/// the item numbers.
pub(super) struct OrderedOutput<'r> {
    state: Mutex<State<'r>>,
    /// Wakes the workers that wait for their turn to write.
    written: Condvar,
    stopped: AtomicBool,
    /// Whether the maximum number of findings was written. All further findings are only counted.
    full: AtomicBool,
}

struct State<'r> {
    /// The number of the next item to write.
    next: u64,
    waiting: BTreeMap<u64, WorkerOutput>,
    waiting_bytes: usize,
    /// `None` with `--quiet`: only the errors of unreadable inputs are written.
    printer: Option<Printer<'r, Out>>,
    renderer: Option<&'r Renderer>,
    progress: ReadProgress,
    read: Arc<AtomicU64>,
    summary: Summary,
    error: Option<io::Error>,
}

type Out = BufWriter<Box<dyn Write + Send>>;

impl<'r> OrderedOutput<'r> {
    pub(super) fn new(
        renderer: Option<&'r Renderer>,
        max_findings: Option<u64>,
        progress: ReadProgress,
        read: Arc<AtomicU64>,
    ) -> Self {
        let printer = renderer.map(|renderer| {
            // Uses plain stdout if the output has no styles, because `anstream` checks every byte and is slow.
            let out: Box<dyn Write + Send> =
                if renderer.is_styled() { Box::new(anstream::stdout()) } else { Box::new(io::stdout()) };
            Printer::new(renderer, BufWriter::with_capacity(32 << 10, out), max_findings.unwrap_or(u64::MAX))
        });
        let state = State {
            next: 0,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            printer,
            renderer,
            progress,
            read,
            summary: Summary::default(),
            error: None,
        };
        let (stopped, full) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { state: Mutex::new(state), written: Condvar::new(), stopped, full }
    }

    /// Returns whether no further output is written, so the workers can end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Returns whether further findings are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Stops the output and wakes every waiting worker.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // A worker checks `stopped` and starts its wait under the lock. Without the lock here, the notification could
        // come between the check and the wait. The worker would then miss it and wait forever.
        drop(self.lock());
        self.written.notify_all();
    }

    /// Waits until all earlier items are written. Then writes a part of the item and clears `output` for the next part.
    pub(super) fn write_part(&self, item: u64, output: &mut WorkerOutput) {
        let mut state = self.wait(self.lock(), |state| state.next == item);
        self.write(&mut state, output);
        output.summary = Summary::default();
        output.pieces.clear();
        output.notes.clear();
    }

    /// Writes the last part of an item. If an earlier item is not finished, stores the part until that item is
    /// finished. If the memory for stored parts is full, waits.
    pub(super) fn write_last(&self, item: u64, output: WorkerOutput) {
        let bytes = output.pieces.len();
        let fits =
            |state: &State<'_>| state.waiting_bytes + bytes <= WAITING_BYTES && state.waiting.len() < WAITING_OUTPUTS;
        let mut state = self.wait(self.lock(), |state| state.next == item || fits(state));
        if state.next != item {
            state.waiting_bytes += bytes;
            state.waiting.insert(item, output);
            return;
        }
        self.write(&mut state, &output);
        state.next += 1;
        let mut next = state.next;
        while let Some(output) = state.waiting.remove(&next) {
            state.waiting_bytes -= output.pieces.len();
            self.write(&mut state, &output);
            next += 1;
            state.next = next;
        }
        drop(state);
        self.written.notify_all();
    }

    fn write(&self, state: &mut State<'_>, output: &WorkerOutput) {
        if self.is_stopped() {
            return;
        }
        if let Err(error) = state.write(output) {
            state.error = Some(error);
            self.stopped.store(true, Ordering::Relaxed);
        }
        if output.stop {
            state.summary.stopped = true;
            self.stopped.store(true, Ordering::Relaxed);
        }
        self.full.store(state.printer.as_ref().is_some_and(Printer::is_full), Ordering::Relaxed);
    }

    /// Writes the end of the output, and returns the counts.
    pub(super) fn finish(self) -> (Summary, io::Result<()>) {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.progress.finish();
        let result = match state.error.take() {
            Some(error) => Err(error),
            None => state.finish(),
        };
        (state.summary, result)
    }

    fn lock(&self) -> MutexGuard<'_, State<'r>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(
        &self,
        mut state: MutexGuard<'g, State<'r>>,
        until: impl Fn(&State<'r>) -> bool,
    ) -> MutexGuard<'g, State<'r>> {
        while !self.is_stopped() && !until(&state) {
            state = self.written.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }
}

impl State<'_> {
    fn write(&mut self, output: &WorkerOutput) -> io::Result<()> {
        let Self { printer, progress, summary, read, .. } = self;
        summary.add(&output.summary);
        let notes = if printer.is_some() { output.notes.as_slice() } else { &[] };
        if !output.summary.unread.is_empty() || !notes.is_empty() || !output.pieces.is_empty() {
            progress.suspend(|| {
                output.summary.unread.iter().for_each(|error| terminal::error(error));
                notes.iter().for_each(|note| terminal::aside(&escape(note)));
                printer.as_mut().map_or(Ok(()), |printer| printer.print(output.file.as_str(), &output.pieces))
            })?;
        }
        progress.show(read.load(Ordering::Relaxed), summary.texts());
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let (Some(printer), Some(renderer)) = (&mut self.printer, self.renderer) else { return Ok(()) };
        let hidden = printer.finish(&self.summary)?;
        if renderer.is_for_people() {
            terminal::note(&self.summary.sentence());
        } else if hidden > 0 {
            terminal::aside(&format!("{hidden} more findings are not shown"));
        }
        Ok(())
    }
}
