//! The worker: takes work items, validates their documents, and passes the findings to the output.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError, atomic::AtomicU64},
    thread,
};

use dataarts_insight_report::{FileName, Renderer, RequestLine, SourceText};
use dataarts_insight_validator::{Capture, CaptureError, Captures, Finding, Rule, Severity, ValidatedEntry, Validator};
use memchr::memchr;

use super::{
    inputs::{Inputs, Work, WorkItem},
    lines::{Chunk, as_u64},
    output::{OrderedOutput, WorkerOutput},
};

/// The maximum total size of the documents and captures that are in memory at the same time, in bytes. A larger
/// document is read only when no other document is in memory.
const DOCUMENT_BYTES: u64 = 32 << 20;

/// The maximum number of entries in a batch. A batch with more than one entry has at most [`BATCH_BYTES`] bytes.
const BATCH: usize = 1024;
const BATCH_BYTES: usize = 1 << 20;
/// The minimum number of entries for each thread. For fewer entries, the start of a thread takes longer than the work.
const SMALLEST_PART: usize = 32;

/// The settings and validators that all worker threads share.
pub(super) struct Worker<'a> {
    /// The validator for whole documents.
    pub(super) document: Option<&'a Validator>,
    /// The validator for NDJSON lines, with a different size limit.
    pub(super) line: Option<&'a Validator>,
    /// The validator for captures.
    pub(super) captures: Option<&'a Captures>,
    /// The renderer; `None` if only the exit code is needed.
    pub(super) renderer: Option<&'a Renderer>,
    pub(super) fail_fast: bool,
    /// The maximum size of a document in bytes.
    pub(super) max_size: usize,
    /// Whether a capture is invalid if none of its entries calls an operation of the contract.
    pub(super) require_match: bool,
    /// Whether missing credentials are always errors. If this is `false`, they are only warnings in a capture without
    /// any credentials, because the browser may have removed the credentials from all requests.
    pub(super) requires_credentials: bool,
    /// The number of threads that validate the entries of one capture.
    pub(super) threads: usize,
    /// The number of bytes that were read so far.
    pub(super) read: Arc<AtomicU64>,
    /// The maximum size in bytes of the output that a worker keeps in memory before its item is finished. Above this
    /// size, the worker waits until all earlier items are written, and then writes its output.
    pub(super) max_text: usize,
}

/// The queue of work items. `next` is the number of the next item.
struct Queue {
    inputs: Inputs,
    next: u64,
}

/// A limit for the total size of the documents and captures in memory.
///
/// A worker acquires the bytes of an item while it holds the lock of the queue. So the bytes are acquired in the order
/// of the items. A deadlock is not possible, because an earlier item never waits for the bytes of a later item.
#[derive(Default)]
struct Semaphore {
    acquired: Mutex<u64>,
    released: Condvar,
}

/// The bytes that one document or capture has acquired. `Drop` releases the bytes.
struct Permit<'s> {
    semaphore: &'s Semaphore,
    bytes: u64,
}

impl Semaphore {
    /// Waits until `bytes` are free, and acquires the bytes.
    fn acquire(&self, bytes: u64) -> Permit<'_> {
        let acquired = self.acquired.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |acquired: &mut u64| bytes > 0 && *acquired > 0 && acquired.saturating_add(bytes) > DOCUMENT_BYTES;
        *self.released.wait_while(acquired, full).unwrap_or_else(PoisonError::into_inner) += bytes;
        Permit { semaphore: self, bytes }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.semaphore.acquired.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.semaphore.released.notify_all();
    }
}

/// Validates all inputs with `threads` threads, including the current thread.
pub(super) fn run(worker: &Worker<'_>, inputs: Inputs, output: &OrderedOutput<'_>, threads: usize) {
    let (queue, semaphore) = (Mutex::new(Queue { inputs, next: 0 }), Semaphore::default());
    thread::scope(|scope| {
        for _ in 1..threads {
            // Ignores the error if a thread cannot be started. The other threads do its work, so the validation only
            // takes longer.
            let _ = thread::Builder::new().spawn_scoped(scope, || worker.work(&queue, &semaphore, output));
        }
        worker.work(&queue, &semaphore, output);
    });
}

/// Stops the output if a worker panics. Otherwise, the other workers would wait forever for the output of this worker.
struct StopOnPanic<'s, 'r>(&'s OrderedOutput<'r>);

impl Drop for StopOnPanic<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

impl Worker<'_> {
    fn work(&self, queue: &Mutex<Queue>, semaphore: &Semaphore, all: &OrderedOutput<'_>) {
        let _stop = StopOnPanic(all);
        let mut buffer = Vec::new();
        while !all.is_stopped() {
            // Only one worker at a time takes an item from the queue. The other workers validate.
            let taken = {
                let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
                let Queue { inputs, next } = &mut *queue;
                inputs.next(&mut buffer).map(|item| {
                    *next += 1;
                    (*next - 1, semaphore.acquire(item.work.bytes()), item)
                })
            };
            let Some((number, permit, WorkItem { file, work })) = taken else { return };
            let mut output = WorkerOutput::new(Arc::clone(&file));
            match work {
                Work::Unreadable(error) => self.unreadable("", &error, &mut output),
                Work::Document(document) => match document.read(self.max_size, &self.read) {
                    Err(error) => self.unreadable("", &error.to_string(), &mut output),
                    Ok(bytes) => {
                        self.validate(self.document, SourceText::whole(&file, &bytes), all.is_full(), &mut output);
                        if looks_like_capture(&bytes) {
                            let file = file.as_str();
                            output.notes.push(format!("{file} looks like a HAR capture: validate it with --har"));
                        }
                    }
                },
                Work::Capture(capture) => match (capture.read(self.max_size, &self.read), self.captures) {
                    (Err(error), _) => self.unreadable("", &error.to_string(), &mut output),
                    (Ok(bytes), Some(captures)) => {
                        self.validate_capture(captures, SourceText::whole(&file, &bytes), all, number, &mut output);
                    }
                    (Ok(_), None) => {}
                },
                Work::Lines(chunk) => {
                    self.validate_lines(&file, &chunk, all, number, &mut output);
                    buffer = chunk.into_buffer();
                    // Frees the extra memory that a very long line needed.
                    buffer.truncate(1 << 20);
                    buffer.shrink_to(1 << 20);
                }
            }
            drop(permit);
            all.write_last(number, output);
        }
    }

    /// Counts and renders a read error of a file, or of an entry in a capture.
    fn unreadable(&self, entry: &str, error: &str, output: &mut WorkerOutput) {
        let file = output.file.as_str();
        let name = if entry.is_empty() { file.to_owned() } else { format!("{file}#{entry}") };
        output.summary.add_unreadable(&name, error);
        if let Some(renderer) = self.renderer {
            renderer.unreadable(file, &name, error, &mut output.pieces);
        }
        output.stop = self.fail_fast;
    }

    /// Returns whether to validate the next line or entry of an item. If the output is already longer than
    /// [`Worker::max_text`], first writes the output, which limits the memory use.
    fn continues(&self, all: &OrderedOutput<'_>, number: u64, output: &mut WorkerOutput) -> bool {
        if output.pieces.len() > self.max_text {
            all.write_part(number, output);
        }
        !output.stop && !all.is_stopped()
    }

    fn validate_lines(
        &self,
        file: &FileName,
        chunk: &Chunk,
        all: &OrderedOutput<'_>,
        number: u64,
        output: &mut WorkerOutput,
    ) {
        let (mut rest, mut record, mut offset) = (chunk.bytes(), chunk.first_line, chunk.offset);
        while !rest.is_empty() && self.continues(all, number, output) {
            let end = memchr(b'\n', rest);
            let (line, after) = rest.split_at(end.unwrap_or(rest.len()));
            // Blank lines, and the empty text after the last line break, are not documents.
            if !line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
                let text = SourceText { record: Some(record), offset, ..SourceText::whole(file, line) };
                self.validate(self.line, text, all.is_full(), output);
            }
            record += 1;
            offset += as_u64(line.len()) + 1;
            rest = after.get(1..).unwrap_or_default();
        }
    }

    fn validate(&self, validator: Option<&Validator>, text: SourceText<'_>, full: bool, output: &mut WorkerOutput) {
        let Some(validator) = validator else { return };
        let valid = if self.renderer.is_none() {
            let valid = validator.is_valid(text.bytes);
            output.summary.add_text::<Finding>(valid, &[]);
            valid
        } else {
            let report = validator.validate(text.bytes);
            output.summary.add_text(report.is_valid(), report.findings());
            self.render(text, report.findings(), full, output);
            report.is_valid()
        };
        output.stop = self.fail_fast && !valid;
    }

    /// Validates every entry of a capture. Entries that call no operation of the contract are only counted.
    fn validate_capture(
        &self,
        captures: &Captures,
        text: SourceText<'_>,
        all: &OrderedOutput<'_>,
        number: u64,
        output: &mut WorkerOutput,
    ) {
        let capture = match captures.read(text.bytes) {
            Ok(capture) => capture,
            Err(CaptureError::Invalid(findings)) => {
                return self.refuse(text, &findings, all.is_full(), output);
            }
            Err(error) => return self.unreadable("", &error.to_string(), output),
        };
        let (mut is_matched, mut lacks_credentials) = (false, false);
        let entries: Vec<&str> = capture.entries().collect();
        for (index, entry, validated) in self.validated(captures, &capture, &entries) {
            if !self.continues(all, number, output) {
                return;
            }
            let at = || format!("/log/entries/{index}");
            match validated {
                Ok(None) => output.summary.unmatched += 1,
                Ok(Some(validated)) => {
                    is_matched = true;
                    output.summary.add_text::<Finding>(validated.is_valid(), &[]);
                    for (name, message) in validated.messages() {
                        let (at, findings) = (format!("{}/{name}", at()), message.report.findings());
                        output.summary.add_findings(findings);
                        lacks_credentials |= findings.iter().any(|finding| finding.rule == Rule::MissingCredentials);
                        let request = Some(RequestLine { method: &validated.method, url: &validated.url });
                        let part = SourceText { entry: Some(&at), request, bytes: &message.body, ..text };
                        self.render(part, findings, all.is_full(), output);
                    }
                    output.stop = self.fail_fast && !validated.is_valid();
                }
                Err(CaptureError::Invalid(findings)) => {
                    let part = SourceText { entry: Some(&at()), bytes: entry.as_bytes(), ..text };
                    self.refuse(part, &findings, all.is_full(), output);
                }
                Err(CaptureError::Base64(message)) => {
                    let error = CaptureError::Base64(message).to_string();
                    self.unreadable(&format!("{}/{message}", at()), &error, output);
                }
                Err(error) => self.unreadable(&at(), &error.to_string(), output),
            }
        }
        let file = output.file.as_str();
        if lacks_credentials && capture.is_without_credentials() {
            output.notes.push(format!(
                "no request of {file} has credentials: the browser may have removed them; see --allow missing-credentials"
            ));
        }
        if self.require_match && !is_matched {
            self.refuse(text, &[captures.unmatched()], all.is_full(), output);
        }
    }

    /// Validates the entries of a capture, and returns the results in the order of the entries.
    ///
    /// Several threads validate the entries of one batch at the same time. The next batch starts only after the caller
    /// has taken all results of the previous batch. This limits the memory for the results.
    fn validated<'e>(
        &self,
        captures: &'e Captures,
        capture: &'e Capture<'_>,
        entries: &'e [&'e str],
    ) -> impl Iterator<Item = (usize, &'e str, Validated)> {
        let (threads, requires_credentials) = (self.threads, self.requires_credentials);
        let validate = move |entry: &str| match requires_credentials {
            true => captures.validate(entry),
            false => captures.validate_in(capture, entry),
        };
        let mut next = 0;
        let batches = std::iter::from_fn(move || {
            let rest = entries.get(next..).filter(|rest| !rest.is_empty())?;
            let mut bytes = 0;
            let fits = |entry: &&&str| {
                bytes += entry.len();
                bytes <= BATCH_BYTES
            };
            let batch = rest.get(..rest.iter().take(BATCH).take_while(fits).count().max(1))?;
            let first = next;
            next += batch.len();
            Some((first, batch, on_threads(threads, batch, &validate)))
        });
        batches.flat_map(|(first, batch, validated)| {
            let results = batch.iter().zip(validated).enumerate();
            results.map(move |(index, (entry, validated))| (first + index, *entry, validated))
        })
    }

    /// Counts a text as an invalid document and renders its findings. The text is, for example, a file that is not a
    /// capture although its name ends with `.har`.
    fn refuse(&self, text: SourceText<'_>, findings: &[Finding], full: bool, output: &mut WorkerOutput) {
        output.summary.add_text(false, findings);
        self.render(text, findings, full, output);
        output.stop = self.fail_fast;
    }

    /// Renders the result for a text. A line of NDJSON or a message of a capture without findings produces no output.
    fn render(&self, text: SourceText<'_>, findings: &[Finding], full: bool, output: &mut WorkerOutput) {
        let Some(renderer) = self.renderer else { return };
        if findings.is_empty() && (text.record.is_some() || text.entry.is_some()) {
            return;
        }
        let valid = findings.iter().all(|finding| finding.severity == Severity::Warning);
        renderer.report(&text, valid, if full { &[] } else { findings }, &mut output.pieces);
    }
}

/// The result of an entry of a capture.
type Validated = Result<Option<ValidatedEntry>, CaptureError>;

/// Validates a batch of entries on several threads.
fn on_threads(threads: usize, batch: &[&str], validate: &(impl Fn(&str) -> Validated + Sync)) -> Vec<Validated> {
    let part = batch.len().div_ceil(threads.max(1)).max(SMALLEST_PART);
    let each = |part: &[&str]| part.iter().map(|entry| validate(entry)).collect::<Vec<Validated>>();
    if part >= batch.len() {
        return each(batch);
    }
    thread::scope(|scope| {
        let parts: Vec<_> = batch
            .chunks(part)
            .map(|part| (part, thread::Builder::new().spawn_scoped(scope, move || each(part))))
            .collect();
        let results = parts.into_iter().flat_map(|(part, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // The thread could not be started, so the current thread validates the part.
            Err(_) => each(part),
        });
        results.collect()
    })
}

/// Returns whether a document begins like a HAR capture: an object whose first member is an object with the name `log`.
fn looks_like_capture(bytes: &[u8]) -> bool {
    let first = bytes.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let log = first.and_then(|rest| rest.strip_prefix(b"\"log\"")?.trim_ascii_start().strip_prefix(b":"));
    log.is_some_and(|log| log.trim_ascii_start().starts_with(b"{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_share_the_bytes_of_the_semaphore() {
        let semaphore = Semaphore::default();
        thread::scope(|scope| {
            for bytes in [20 << 20, 20 << 20, DOCUMENT_BYTES * 2, 1 << 20] {
                let semaphore = &semaphore;
                scope.spawn(move || {
                    for _ in 0..1000 {
                        let _permit = semaphore.acquire(bytes);
                        let acquired = *semaphore.acquired.lock().unwrap();
                        assert!(acquired <= DOCUMENT_BYTES || acquired == bytes, "{acquired}");
                    }
                });
            }
        });
        assert_eq!(*semaphore.acquired.lock().unwrap(), 0);
    }
}
