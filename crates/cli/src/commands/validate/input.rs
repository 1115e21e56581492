//! What is to be judged, one job after the other: files, the files of directories, pieces of NDJSON.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    compression,
    lines::{Chunk, Lines},
};
use crate::args::Input;

/// The most that one worker takes at a time of NDJSON, in bytes; all of them together take no more than
/// [`ALL_CHUNKS`].
const CHUNK: usize = 256 << 10;
const SMALLEST_CHUNK: usize = 32 << 10;
const ALL_CHUNKS: usize = 2 << 20;

/// Something that one worker does at a time.
pub(super) struct Job {
    /// What messages call the file.
    pub(super) file: Arc<str>,
    pub(super) task: Task,
}

pub(super) enum Task {
    /// One document, which the worker reads.
    Document(Input),
    /// A HAR capture, which the worker reads.
    Capture(Input),
    /// Lines of NDJSON.
    Lines(Chunk),
    /// Something that cannot be read, and why.
    Unreadable(String),
}

/// Where jobs come from, in the order of the arguments; directories are read when it is their turn.
pub(super) struct Source {
    waiting: VecDeque<Input>,
    /// What is left of the directories that are being walked, the innermost last.
    folders: Vec<Folder>,
    stream: Option<(Arc<str>, Lines)>,
    /// What every input is, if that is not for its name to say.
    all: Option<Kind>,
    line_limit: usize,
    chunk: usize,
    /// Bytes that were read so far.
    read: Arc<AtomicU64>,
}

struct Folder {
    /// In reverse order.
    entries: Vec<PathBuf>,
    /// Set for a directory that was named: whether something was found in it.
    named: Option<(PathBuf, bool)>,
}

/// How one file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Lines,
    Capture,
}

/// What a name says; none if the file is no business of ours.
fn kind(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Kind::Lines),
        "json" => Some(Kind::Document),
        "har" => Some(Kind::Capture),
        _ => None,
    }
}

/// Whether a name says that this is a capture.
pub(super) fn is_capture(input: &Input) -> bool {
    matches!(input, Input::File(path) if kind(path) == Some(Kind::Capture) && !path.is_dir())
}

/// Whether this may turn out to be a capture, or to hold one.
pub(super) fn may_be_capture(input: &Input) -> bool {
    matches!(input, Input::File(path) if kind(path) == Some(Kind::Capture) || path.is_dir())
}

impl Source {
    pub(super) fn new(inputs: Vec<Input>, all: Option<Kind>, line_limit: usize, threads: usize) -> Self {
        Self {
            waiting: inputs.into(),
            folders: Vec::new(),
            stream: None,
            all,
            line_limit,
            chunk: (ALL_CHUNKS / threads.max(1)).clamp(SMALLEST_CHUNK, CHUNK),
            read: Arc::default(),
        }
    }

    /// Counts the bytes that are read.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// How many threads find something to do at the same time, as far as the arguments tell.
    pub(super) fn width(&self) -> usize {
        let one = match (self.waiting.len(), self.waiting.front()) {
            (0 | 1, None) => true,
            (1, Some(Input::Stdin)) => self.all != Some(Kind::Lines),
            (1, Some(Input::File(path))) => {
                let small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < as_u64(self.chunk / 2));
                small || (!path.is_dir() && self.kind(path) != Kind::Lines)
            }
            _ => false,
        };
        if one { 1 } else { usize::MAX }
    }

    /// How much there is to read, if that can be known: stdin has no end before it comes.
    pub(super) fn total(&self) -> Option<u64> {
        fn size(path: &Path, named: bool) -> Option<u64> {
            let file = fs::metadata(path).ok()?;
            if file.is_dir() {
                let entries = entries(path).ok()?;
                return Some(entries.iter().filter_map(|path| size(path, false)).sum());
            }
            (named || kind(path).is_some()).then_some(file.len())
        }
        self.waiting
            .iter()
            .map(|input| match input {
                Input::Stdin => None,
                Input::File(path) => Some(size(path, true).unwrap_or(0)),
            })
            .sum()
    }

    fn kind(&self, path: &Path) -> Kind {
        self.all.or_else(|| kind(path)).unwrap_or(Kind::Document)
    }

    /// The next job; none at the end. NDJSON comes in the buffer that is given.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> Option<Job> {
        loop {
            if let Some((file, lines)) = &mut self.stream {
                let file = Arc::clone(file);
                match lines.next(std::mem::take(buffer)) {
                    Ok(Some(chunk)) => return Some(Job { file, task: Task::Lines(chunk) }),
                    Ok(None) => self.stream = None,
                    Err(error) => {
                        self.stream = None;
                        return Some(unreadable(file, &error));
                    }
                }
            }
            let job = match self.folders.last_mut() {
                Some(folder) => match folder.entries.pop() {
                    Some(path) => self.found(path),
                    None => self.leave(),
                },
                None => {
                    let input = self.waiting.pop_front()?;
                    self.named(input)
                }
            };
            if job.is_some() {
                return job;
            }
        }
    }

    /// Takes up an argument.
    fn named(&mut self, input: Input) -> Option<Job> {
        match input {
            Input::File(path) if path.is_dir() => self.enter(path, true),
            Input::File(path) => self.file(Input::File(path.clone()), self.kind(&path)),
            Input::Stdin => self.file(Input::Stdin, self.all.unwrap_or(Kind::Document)),
        }
    }

    /// Takes up an entry of a directory.
    fn found(&mut self, path: PathBuf) -> Option<Job> {
        if path.is_dir() {
            // A link could lead back to where it stands.
            let is_link = fs::symlink_metadata(&path).is_ok_and(|file| file.is_symlink());
            return if is_link { None } else { self.enter(path, false) };
        }
        let kind = kind(&path)?;
        for folder in &mut self.folders {
            if let Some((_, found)) = &mut folder.named {
                *found = true;
            }
        }
        self.file(Input::File(path), self.all.unwrap_or(kind))
    }

    fn file(&mut self, input: Input, kind: Kind) -> Option<Job> {
        let file: Arc<str> = name(&input).into();
        match kind {
            Kind::Document => return Some(Job { file, task: Task::Document(input) }),
            Kind::Capture => return Some(Job { file, task: Task::Capture(input) }),
            Kind::Lines => {}
        }
        match open(&input, &self.read) {
            Ok(reader) => {
                let lines = Lines::new(reader, self.chunk, self.line_limit, input == Input::Stdin);
                self.stream = Some((file, lines));
                None
            }
            Err(error) => Some(unreadable(file, &error)),
        }
    }

    fn enter(&mut self, path: PathBuf, named: bool) -> Option<Job> {
        match entries(&path) {
            Ok(mut entries) => {
                entries.reverse();
                self.folders.push(Folder { entries, named: named.then_some((path, false)) });
                None
            }
            Err(error) => Some(unreadable(path.display().to_string().into(), &error)),
        }
    }

    /// Leaves a directory. One that was named and holds nothing to judge is most likely the wrong one.
    fn leave(&mut self) -> Option<Job> {
        let (path, found) = self.folders.pop()?.named?;
        let error = "no .json, .ndjson, .jsonl or .har is in this directory".to_owned();
        (!found).then(|| Job { file: path.display().to_string().into(), task: Task::Unreadable(error) })
    }
}

/// What a directory holds, in the order of names; hidden files are left out.
fn entries(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}

fn unreadable(file: Arc<str>, error: &io::Error) -> Job {
    Job { file, task: Task::Unreadable(error.to_string()) }
}

/// What messages call an input.
fn name(input: &Input) -> String {
    match input {
        Input::Stdin => "<stdin>".to_owned(),
        Input::File(path) => path.display().to_string(),
    }
}

/// Opens an input; what it compresses comes out.
fn open(input: &Input, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let counter = Arc::clone(read);
    match input {
        Input::Stdin => compression::reader(Counted { inner: io::stdin(), counter }),
        Input::File(path) => compression::reader(Counted { inner: File::open(path)?, counter }),
    }
}

/// Reads a whole document, or of one that is too long a byte more than the limit.
pub(super) fn read(input: &Input, limit: usize, counter: &Arc<AtomicU64>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(input, counter)?.take(as_u64(limit).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

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

fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_how_a_file_is_read() {
        for (name, expected) in [
            ("a.json", Some(Kind::Document)),
            ("a.JSON.gz", Some(Kind::Document)),
            ("a.ndjson", Some(Kind::Lines)),
            ("a.b.jsonl.zst", Some(Kind::Lines)),
            ("a.zst", None),
            ("a.txt", None),
            ("json", None),
            (".gz", None),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }
}
