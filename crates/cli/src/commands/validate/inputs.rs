//! Splits the input into work items: files, the files of directories, chunks of NDJSON.

use std::{
    collections::VecDeque,
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use dataarts_insight_report::FileName;
use walkdir::{DirEntry, WalkDir};

use super::{
    compression,
    lines::{Chunk, Lines, as_u64},
};

/// The number of bytes of NDJSON in one chunk; all chunks together have at most [`ALL_CHUNKS`].
const CHUNK: usize = 256 << 10;
const SMALLEST_CHUNK: usize = 32 << 10;
const ALL_CHUNKS: usize = 2 << 20;

/// A file or a directory to read, or `-` for stdin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    Path(PathBuf),
}

/// The way to read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    Document,
    Lines,
    Capture,
}

/// A piece of work for one worker.
pub(super) struct WorkItem {
    pub(super) file: Arc<FileName>,
    pub(super) work: Work,
}

pub(super) enum Work {
    /// A document, which the worker reads.
    Document(Whole),
    /// A HAR capture, which the worker reads.
    Capture(Whole),
    /// Lines of NDJSON.
    Lines(Chunk),
    /// The reason why the input cannot be read.
    Unreadable(String),
}

/// An input that is read as a whole.
pub(super) struct Whole {
    input: Input,
    /// An estimate of its bytes in memory: compressed bytes count ten times.
    bytes: u64,
}

impl From<OsString> for Input {
    fn from(text: OsString) -> Self {
        if text == "-" { Self::Stdin } else { Self::Path(text.into()) }
    }
}

impl Input {
    /// Returns whether the name is the name of a capture.
    pub(super) fn is_capture(&self) -> bool {
        matches!(self, Self::Path(path) if kind(path) == Some(InputKind::Capture) && !path.is_dir())
    }

    /// Returns whether this may be a capture, or a directory with captures.
    pub(super) fn may_be_capture(&self) -> bool {
        matches!(self, Self::Path(path) if kind(path) == Some(InputKind::Capture) || path.is_dir())
    }

    /// Opens the input and decompresses it.
    fn open(&self, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let counter = Arc::clone(read);
        match self {
            Self::Stdin => compression::reader(Counted { inner: io::stdin(), counter }),
            Self::Path(path) => compression::reader(Counted { inner: File::open(path)?, counter }),
        }
    }
}

impl Work {
    /// Returns an estimate of the memory that the item takes, in bytes; a capture is also split into entries.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Document(whole) => whole.bytes,
            Self::Capture(whole) => whole.bytes.saturating_mul(2),
            Self::Lines(_) | Self::Unreadable(_) => 0,
        }
    }
}

impl Whole {
    fn new(input: Input) -> Self {
        let bytes = match &input {
            Input::Stdin => 0,
            Input::Path(path) => {
                let name = path.to_string_lossy().to_ascii_lowercase();
                let factor = if uncompressed(&name).is_some() { 10 } else { 1 };
                fs::metadata(path).map_or(0, |file| file.len()).saturating_mul(factor)
            }
        };
        Self { input, bytes }
    }

    /// Reads the input; if it is too long, one byte more than the limit.
    pub(super) fn read(&self, limit: usize, counter: &Arc<AtomicU64>) -> io::Result<Vec<u8>> {
        // Reserves one byte more than the file has, so that the reader reaches its end without a larger buffer.
        let whole = usize::try_from(self.bytes).unwrap_or(limit).min(limit).saturating_add(1);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(whole)?;
        self.input.open(counter)?.take(as_u64(limit).saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Returns the kind of input that a name indicates; `None` for a file that is skipped in a directory.
fn kind(path: &Path) -> Option<InputKind> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    match uncompressed(&name).unwrap_or(&name).rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(InputKind::Lines),
        "json" => Some(InputKind::Document),
        "har" => Some(InputKind::Capture),
        _ => None,
    }
}

/// Returns a name without the ending of a compressed file; `None` if it has no such ending.
fn uncompressed(name: &str) -> Option<&str> {
    [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end))
}

/// The files of a directory, in the order of names.
struct Folder {
    path: PathBuf,
    entries: walkdir::FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool>,
    /// Whether a file to validate, or an error, has been found.
    found: bool,
}

impl Folder {
    fn open(path: PathBuf) -> Self {
        let is_visible: fn(&DirEntry) -> bool =
            |entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
        let entries = WalkDir::new(&path).sort_by_file_name().into_iter().filter_entry(is_visible);
        Self { path, entries, found: false }
    }

    /// Returns the next file to validate. Links to directories are skipped, since they could lead to a parent.
    fn next(&mut self) -> Option<Result<(PathBuf, InputKind), walkdir::Error>> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => {
                    self.found = true;
                    return Some(Err(error));
                }
            };
            let Some(kind) = kind(entry.path()) else { continue };
            // Skips pipes, which would wait for a writer. A broken link is opened, so that its error is reported.
            if fs::metadata(entry.path()).is_ok_and(|file| !file.is_file()) {
                continue;
            }
            self.found = true;
            return Some(Ok((entry.into_path(), kind)));
        }
    }
}

/// The work items, in the order of the arguments.
pub(super) struct Inputs {
    waiting: VecDeque<Input>,
    folder: Option<Folder>,
    stream: Option<(Arc<FileName>, Lines)>,
    /// The kind of every input, if an option sets it; otherwise names decide.
    kind: Option<InputKind>,
    max_line: usize,
    chunk: usize,
    read: Arc<AtomicU64>,
}

impl Inputs {
    pub(super) fn new(inputs: Vec<Input>, kind: Option<InputKind>, max_line: usize, threads: usize) -> Self {
        Self {
            waiting: inputs.into(),
            folder: None,
            stream: None,
            kind,
            max_line,
            chunk: (ALL_CHUNKS / threads.max(1)).clamp(SMALLEST_CHUNK, CHUNK),
            read: Arc::default(),
        }
    }

    /// Returns the counter of the bytes that are read.
    pub(super) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Returns the number of threads that can work at the same time, as far as the arguments show.
    pub(super) fn parallelism(&self) -> usize {
        let one = match (self.waiting.len(), self.waiting.front()) {
            (0 | 1, None) => true,
            (1, Some(Input::Stdin)) => self.kind != Some(InputKind::Lines),
            (1, Some(Input::Path(path))) => {
                let small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < as_u64(self.chunk / 2));
                small || (!path.is_dir() && self.kind_of(path) != InputKind::Lines)
            }
            _ => false,
        };
        if one { 1 } else { usize::MAX }
    }

    /// Returns the number of bytes to read; `None` for stdin and pipes.
    pub(super) fn total_bytes(&self) -> Option<u64> {
        let length = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
        self.waiting
            .iter()
            .map(|input| match input {
                Input::Stdin => None,
                Input::Path(path) if path.is_dir() => {
                    let mut folder = Folder::open(path.clone());
                    let files = std::iter::from_fn(|| folder.next()).flatten();
                    Some(files.map(|(path, _)| length(&path)).sum())
                }
                Input::Path(path) => match fs::metadata(path) {
                    Ok(file) => file.is_file().then_some(file.len()),
                    Err(_) => Some(0),
                },
            })
            .sum()
    }

    fn kind_of(&self, path: &Path) -> InputKind {
        self.kind.or_else(|| kind(path)).unwrap_or(InputKind::Document)
    }

    /// Returns the next work item; `None` at the end. NDJSON is read into the given buffer.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> Option<WorkItem> {
        loop {
            if let Some((file, lines)) = &mut self.stream {
                let file = Arc::clone(file);
                match lines.next(std::mem::take(buffer)) {
                    Ok(Some(chunk)) => return Some(WorkItem { file, work: Work::Lines(chunk) }),
                    Ok(None) => self.stream = None,
                    Err(error) => {
                        self.stream = None;
                        return Some(unreadable(file, error.to_string()));
                    }
                }
            }
            let item = match &mut self.folder {
                Some(folder) => match folder.next() {
                    Some(Ok((path, kind))) => self.open(Input::Path(path), self.kind.unwrap_or(kind)),
                    Some(Err(error)) => {
                        let path = error.path().unwrap_or(&folder.path).to_owned();
                        let error =
                            error.into_io_error().map_or_else(|| "a loop of links".to_owned(), |e| e.to_string());
                        Some(unreadable(FileName::of(&path).into(), error))
                    }
                    None => self.leave(),
                },
                None => match self.waiting.pop_front()? {
                    Input::Path(path) if path.is_dir() => {
                        self.folder = Some(Folder::open(path));
                        None
                    }
                    Input::Path(path) => {
                        let kind = self.kind_of(&path);
                        self.open(Input::Path(path), kind)
                    }
                    Input::Stdin => self.open(Input::Stdin, self.kind.unwrap_or(InputKind::Document)),
                },
            };
            if item.is_some() {
                return item;
            }
        }
    }

    fn open(&mut self, input: Input, kind: InputKind) -> Option<WorkItem> {
        let file = Arc::new(match &input {
            Input::Stdin => FileName::stdin(),
            Input::Path(path) => FileName::of(path),
        });
        match kind {
            InputKind::Document => return Some(WorkItem { file, work: Work::Document(Whole::new(input)) }),
            InputKind::Capture => return Some(WorkItem { file, work: Work::Capture(Whole::new(input)) }),
            InputKind::Lines => {}
        }
        match input.open(&self.read) {
            Ok(reader) => {
                let lines = Lines::new(reader, self.chunk, self.max_line, input == Input::Stdin);
                self.stream = Some((file, lines));
                None
            }
            Err(error) => Some(unreadable(file, error.to_string())),
        }
    }

    /// Ends a directory. Without a file to validate it is an error, because it is probably the wrong directory.
    fn leave(&mut self) -> Option<WorkItem> {
        let folder = self.folder.take().filter(|folder| !folder.found)?;
        let error = "no .json, .ndjson, .jsonl or .har is in this directory".to_owned();
        Some(unreadable(FileName::of(&folder.path).into(), error))
    }
}

fn unreadable(file: Arc<FileName>, error: String) -> WorkItem {
    WorkItem { file, work: Work::Unreadable(error) }
}

/// A reader that counts the bytes that are read.
struct Counted<R> {
    inner: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.counter.fetch_add(as_u64(read), Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_how_a_file_is_read() {
        for (name, expected) in [
            ("a.json", Some(InputKind::Document)),
            ("a.JSON.gz", Some(InputKind::Document)),
            ("a.ndjson", Some(InputKind::Lines)),
            ("a.b.jsonl.zst", Some(InputKind::Lines)),
            ("a.har", Some(InputKind::Capture)),
            ("a.zst", None),
            ("a.txt", None),
            ("json", None),
            (".gz", None),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }
}
