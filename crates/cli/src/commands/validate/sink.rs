//! Where the parts of all workers come together again, in the order of the input.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    part::{Counts, Part},
    writer::Writer,
};

/// Bytes of finished parts that may wait for an earlier one. A worker that would add more waits itself, so that memory
/// stays bounded whatever is found.
const WAITING: usize = 1 << 20;
/// Finished parts that may wait.
const PARTS: usize = 1024;

/// Takes parts in any order and writes them in the order of their tickets.
pub(super) struct Sink<'a> {
    state: Mutex<State<'a>>,
    turn: Condvar,
    stopped: AtomicBool,
    /// As many findings as are wanted have been written: more need no text.
    full: AtomicBool,
}

struct State<'a> {
    /// Whose turn it is.
    next: u64,
    waiting: BTreeMap<u64, Part>,
    size: usize,
    writer: Writer<'a>,
    error: Option<io::Error>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(writer: Writer<'a>) -> Self {
        let state = State { next: 0, waiting: BTreeMap::new(), size: 0, writer, error: None };
        let (stopped, full) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { state: Mutex::new(state), turn: Condvar::new(), stopped, full }
    }

    /// Whether nothing more is wanted.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Whether findings are only counted from now on.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Wants nothing more.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // A worker that is about to wait holds the lock until it does.
        drop(self.lock());
        self.turn.notify_all();
    }

    /// Takes the first part of a job when its turn comes; the rest will follow.
    pub(super) fn overflow(&self, ticket: u64, part: &mut Part) {
        let mut state = self.wait(self.lock(), |state| state.next == ticket);
        self.write(&mut state, part);
        part.clear();
    }

    /// Takes the last part of a job.
    pub(super) fn deliver(&self, ticket: u64, part: Part) {
        let size = part.len();
        let room = |state: &State<'_>| state.size + size <= WAITING && state.waiting.len() < PARTS;
        let mut state = self.wait(self.lock(), |state| state.next == ticket || room(state));
        if state.next != ticket {
            state.size += size;
            state.waiting.insert(ticket, part);
            return;
        }
        self.write(&mut state, &part);
        state.next += 1;
        let mut next = state.next;
        while let Some(part) = state.waiting.remove(&next) {
            state.size -= part.len();
            self.write(&mut state, &part);
            next += 1;
            state.next = next;
        }
        drop(state);
        self.turn.notify_all();
    }

    /// Ends the output; what was counted.
    pub(super) fn finish(self) -> (Counts, io::Result<()>) {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let result = match state.error.take() {
            Some(error) => Err(error),
            None => state.writer.finish(),
        };
        (state.writer.into_counts(), result)
    }

    fn write(&self, state: &mut State<'_>, part: &Part) {
        if self.is_stopped() {
            return;
        }
        match state.writer.write(part) {
            Ok(()) => {}
            Err(error) => {
                state.error = Some(error);
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
        if part.stop {
            self.stopped.store(true, Ordering::Relaxed);
        }
        self.full.store(state.writer.is_full(), Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(
        &self,
        mut state: MutexGuard<'g, State<'a>>,
        until: impl Fn(&State<'a>) -> bool,
    ) -> MutexGuard<'g, State<'a>> {
        while !self.is_stopped() && !until(&state) {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }
}
