//! Splits the input into work items. A work item is a whole file, or a chunk of an NDJSON file.

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

/// The largest size of an NDJSON chunk in bytes.
///
/// The size of a chunk is [`ALL_CHUNKS`] divided by the number of threads, but at least [`SMALLEST_CHUNK`] and at most
/// this size.
const CHUNK: usize = 256 << 10;
const SMALLEST_CHUNK: usize = 32 << 10;
const ALL_CHUNKS: usize = 2 << 20;

/// A file or a directory to read, or `-` for stdin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    Path(PathBuf),
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    Document,
    Lines,
    Capture,
}

/// A unit of work for one worker.
pub(super) struct WorkItem {
    pub(super) file: Arc<FileName>,
    pub(super) work: Work,
}

pub(super) enum Work {
    /// A document. The worker reads the file.
    Document(Whole),
    /// A HAR capture. The worker reads the file.
    Capture(Whole),
    /// A chunk of NDJSON lines.
    Lines(Chunk),
    /// The reason why the input cannot be read.
    Unreadable(String),
}

/// An input that is read as a whole.
pub(super) struct Whole {
    input: Input,
    /// The estimated size in memory, in bytes. For a compressed file, ten times the size of the file.
    bytes: u64,
}

impl From<OsString> for Input {
    fn from(text: OsString) -> Self {
        if text == "-" { Self::Stdin } else { Self::Path(text.into()) }
    }
}

impl Input {
    /// Returns whether the input is a file with the name of a capture, such as `a.har`.
    pub(super) fn is_capture(&self) -> bool {
        matches!(self, Self::Path(path) if kind(path) == Some(InputKind::Capture) && !path.is_dir())
    }

    /// Returns whether the input can contain captures: a file such as `a.har`, or a directory.
    pub(super) fn may_be_capture(&self) -> bool {
        matches!(self, Self::Path(path) if kind(path) == Some(InputKind::Capture) || path.is_dir())
    }

    /// Opens the input and decompresses the content. `read` counts the bytes of the input before decompression.
    fn open(&self, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let counter = Arc::clone(read);
        match self {
            Self::Stdin => compression::reader(Counted { inner: io::stdin(), counter }),
            Self::Path(path) => compression::reader(Counted { inner: File::open(path)?, counter }),
        }
    }
}

impl Work {
    /// Returns the estimated memory of the item in bytes. The estimate for a capture is twice its size, because a
    /// decoded copy of its bodies is also in memory.
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

    /// Reads the input, but at most `limit` + 1 bytes. If the result has `limit` + 1 bytes, the input is too long.
    pub(super) fn read(&self, limit: usize, counter: &Arc<AtomicU64>) -> io::Result<Vec<u8>> {
        // Reserves one byte more than the size of the file. Without this byte, the buffer would be full at the end of
        // the file, and `read_to_end` could enlarge the buffer to look for more content.
        let whole = usize::try_from(self.bytes).unwrap_or(limit).min(limit).saturating_add(1);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(whole)?;
        self.input.open(counter)?.take(as_u64(limit).saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Returns the kind of file for a name: `Lines` for `a.ndjson`. Returns `None` for a file that a directory scan skips.
fn kind(path: &Path) -> Option<InputKind> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    match uncompressed(&name).unwrap_or(&name).rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(InputKind::Lines),
        "json" => Some(InputKind::Document),
        "har" => Some(InputKind::Capture),
        _ => None,
    }
}

/// Returns the name without `.gz`, `.zst` or `.zstd`; `None` if the name has none of these endings.
fn uncompressed(name: &str) -> Option<&str> {
    [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end))
}

/// The files of a directory and its subdirectories, sorted by name.
struct Folder {
    path: PathBuf,
    entries: walkdir::FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool>,
    /// Whether a file to validate, or an error, was found.
    found: bool,
}

impl Folder {
    fn open(path: PathBuf) -> Self {
        let is_visible: fn(&DirEntry) -> bool =
            |entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
        let entries = WalkDir::new(&path).sort_by_file_name().into_iter().filter_entry(is_visible);
        Self { path, entries, found: false }
    }

    /// Returns the next file to validate. Skips links to directories, because the search would never end if a link led
    /// to a parent directory.
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
            // Skips pipes, because a read of a pipe can block forever. Does not skip a broken link, because the user
            // must see an error for this link.
            if fs::metadata(entry.path()).is_ok_and(|file| !file.is_file()) {
                continue;
            }
            self.found = true;
            return Some(Ok((entry.into_path(), kind)));
        }
    }
}

/// The source of the work items. Their order is the order of the command-line arguments.
pub(super) struct Inputs {
    waiting: VecDeque<Input>,
    folder: Option<Folder>,
    stream: Option<(Arc<FileName>, Lines)>,
    /// The kind of every input, if `--lines` or `--har` is set. If the kind is `None`, the name of each file selects
    /// the kind.
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

    /// Returns the counter of bytes that were read so far.
    pub(super) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Returns how many threads can work on different items at the same time. This number is 1 for a single document, a
    /// single capture or a single short file, and `usize::MAX` for all other inputs.
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

    /// Returns the total size of the input in bytes; `None` for stdin and pipes.
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

    /// Returns the next work item; `None` at the end of the input. NDJSON is read into `buffer`.
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

    /// Finishes a directory. Returns an error if the directory contains no file to validate, because the user probably
    /// gave the wrong path.
    fn leave(&mut self) -> Option<WorkItem> {
        let folder = self.folder.take().filter(|folder| !folder.found)?;
        let error = "no .json, .ndjson, .jsonl or .har is in this directory".to_owned();
        Some(unreadable(FileName::of(&folder.path).into(), error))
    }
}

fn unreadable(file: Arc<FileName>, error: String) -> WorkItem {
    WorkItem { file, work: Work::Unreadable(error) }
}

/// A reader that counts the bytes that it reads.
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
