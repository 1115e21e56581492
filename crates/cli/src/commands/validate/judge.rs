//! What each worker does: takes a job, judges its documents, hands on what it found.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError, atomic::AtomicU64},
    thread,
};

use dataarts_insight_validator::{Captures, Report, Validator};
use memchr::memchr;

use super::{
    input::{Job, Source, Task},
    lines::Chunk,
    part::Part,
    render::{Judged, Renderer},
    sink::Sink,
};

/// What each of so many workers collects of text at the most, in bytes; all together hold about a mebibyte.
pub(super) fn text(threads: usize) -> usize {
    ((1 << 20) / threads.max(1)).clamp(16 << 10, 128 << 10)
}

/// Bytes of whole documents that are in memory at the same time, unless one alone has more.
const DOCUMENTS: u64 = 32 << 20;

/// What all workers share.
pub(super) struct Judge<'a> {
    /// For whole documents.
    pub(super) document: Option<&'a Validator>,
    /// For lines, which have a limit of their own.
    pub(super) line: Option<&'a Validator>,
    /// For HAR.
    pub(super) captures: Option<&'a Captures>,
    /// None if only the verdict counts.
    pub(super) renderer: Option<&'a dyn Renderer>,
    pub(super) fail_fast: bool,
    /// Bytes of the longest document.
    pub(super) limit: usize,
    /// Bytes that were read so far.
    pub(super) read: Arc<AtomicU64>,
    /// Bytes of text after which a worker stops to collect and waits for its turn to write.
    pub(super) text: usize,
}

/// Numbers the jobs.
struct Queue {
    source: Source,
    next: u64,
}

/// Room for whole documents. It is given in the order of the jobs, so that the job whose turn to write it is has some.
#[derive(Default)]
struct Room {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Room for one document.
struct Taken<'r> {
    room: &'r Room,
    size: u64,
}

impl Room {
    /// Waits until there is room.
    fn take(&self, size: u64) -> Taken<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| size > 0 && *taken > 0 && taken.saturating_add(size) > DOCUMENTS;
        *self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner) += size;
        Taken { room: self, size }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.size;
        self.room.freed.notify_all();
    }
}

/// Judges everything on so many threads, of which this is one.
pub(super) fn run(judge: &Judge<'_>, source: Source, sink: &Sink<'_>, threads: usize) {
    let (queue, room) = (Mutex::new(Queue { source, next: 0 }), Room::default());
    thread::scope(|scope| {
        for _ in 1..threads {
            // With fewer threads than wished for it only takes longer.
            let _ = thread::Builder::new().spawn_scoped(scope, || judge.work(&queue, &room, sink));
        }
        judge.work(&queue, &room, sink);
    });
}

/// Lets nobody wait for a worker that will not come back.
struct Abandoned<'s, 'a>(&'s Sink<'a>);

impl Drop for Abandoned<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

impl Judge<'_> {
    fn work(&self, queue: &Mutex<Queue>, room: &Room, sink: &Sink<'_>) {
        let _abandoned = Abandoned(sink);
        let mut buffer = Vec::new();
        while !sink.is_stopped() {
            // Who reads lets the others judge meanwhile: no thread is only there to read.
            let taken = {
                let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                let Queue { source, next } = &mut *queue;
                source.next(&mut buffer).map(|job| {
                    *next += 1;
                    (*next - 1, room.take(job.task.size()), job)
                })
            };
            let Some((ticket, taken, Job { file, task })) = taken else { return };
            let mut part = Part::new(file);
            match task {
                Task::Unreadable(error) => self.unreadable(&error, &mut part),
                Task::Document(whole) => match whole.read(self.limit, &self.read) {
                    Err(error) => self.unreadable(&error.to_string(), &mut part),
                    Ok(bytes) => {
                        self.judge(self.document, None, 0, &bytes, sink.is_full(), &mut part);
                        if looks_like_capture(&bytes) {
                            part.notes
                                .push(format!("{} looks like a HAR capture: judge it with --har", part.file.shown));
                        }
                    }
                },
                Task::Capture(whole) => match (whole.read(self.limit, &self.read), self.captures) {
                    (Err(error), _) => self.unreadable(&error.to_string(), &mut part),
                    (Ok(bytes), Some(captures)) => {
                        self.capture(captures, &bytes, sink, ticket, &mut part);
                    }
                    (Ok(_), None) => {}
                },
                Task::Lines(chunk) => {
                    self.lines(&chunk, sink, ticket, &mut part);
                    buffer = chunk.into_buffer();
                    // The buffer of one long line is not kept for short ones.
                    buffer.truncate(1 << 20);
                    buffer.shrink_to(1 << 20);
                }
            }
            drop(taken);
            sink.deliver(ticket, part);
        }
    }

    pub(super) fn unreadable(&self, error: &str, part: &mut Part) {
        let file = Arc::clone(&part.file);
        self.unreadable_at(&file.shown, error, part);
    }

    pub(super) fn unreadable_at(&self, name: &str, error: &str, part: &mut Part) {
        part.unreadable(self.renderer, name, error);
        part.stop = self.fail_fast;
    }

    /// Keeps a part small: once it has enough text, that is written before more is found. Whether more is wanted.
    pub(super) fn goes_on(&self, sink: &Sink<'_>, ticket: u64, part: &mut Part) -> bool {
        if part.len() > self.text {
            sink.overflow(ticket, part);
        }
        !part.stop && !sink.is_stopped()
    }

    fn lines(&self, chunk: &Chunk, sink: &Sink<'_>, ticket: u64, part: &mut Part) {
        let (mut rest, mut number, mut offset) = (chunk.bytes(), chunk.first_line, chunk.offset);
        while !rest.is_empty() && self.goes_on(sink, ticket, part) {
            let end = memchr(b'\n', rest);
            let (line, after) = rest.split_at(end.unwrap_or(rest.len()));
            // Blank lines, and the one after the last, are no documents.
            if !line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
                self.judge(self.line, Some(number), offset, line, sink.is_full(), part);
            }
            number += 1;
            offset += u64::try_from(line.len()).unwrap_or(u64::MAX) + 1;
            rest = after.get(1..).unwrap_or_default();
        }
    }

    fn judge(
        &self,
        validator: Option<&Validator>,
        record: Option<u64>,
        offset: u64,
        bytes: &[u8],
        full: bool,
        part: &mut Part,
    ) {
        let Some(validator) = validator else { return };
        let before = part.counts.invalid;
        match self.renderer {
            None => part.counts.verdict(validator.is_valid(bytes)),
            Some(renderer) => {
                let report = validator.validate(bytes);
                part.counts.report(&report);
                // A valid record is not worth a word, however many there are.
                if record.is_none() || !report.findings().is_empty() {
                    let file = Arc::clone(&part.file);
                    let findings = if full { &[] } else { report.findings() };
                    let valid = Report::is_valid(&report);
                    renderer
                        .document(&Judged { file: &file, entry: None, record, offset, bytes, valid, findings }, part);
                }
            }
        }
        part.stop = self.fail_fast && part.counts.invalid > before;
    }
}

/// Whether a document is an object whose first member is a `log`, as only captures are.
fn looks_like_capture(bytes: &[u8]) -> bool {
    let first = bytes.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let log = first.and_then(|rest| rest.strip_prefix(b"\"log\"")?.trim_ascii_start().strip_prefix(b":"));
    log.is_some_and(|log| log.trim_ascii_start().starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_documents_share_the_room() {
        let room = Room::default();
        thread::scope(|scope| {
            for size in [20 << 20, 20 << 20, DOCUMENTS * 2, 1 << 20] {
                let room = &room;
                scope.spawn(move || {
                    for _ in 0..1000 {
                        let _taken = room.take(size);
                        let taken = *room.taken.lock().unwrap();
                        assert!(taken <= DOCUMENTS || taken == size, "{taken}");
                    }
                });
            }
        });
        assert_eq!(*room.taken.lock().unwrap(), 0);
    }
}
