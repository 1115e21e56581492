//! What is to be judged, one job after the other: files, the files of directories, pieces of NDJSON.

use std::{
    collections::VecDeque,
    fs::{self, DirEntry, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    compression,
    folder::{Folder, is_hidden},
    lines::{Chunk, Lines},
    name::Name,
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
    pub(super) file: Arc<Name>,
    pub(super) task: Task,
}

pub(super) enum Task {
    /// One document, which the worker reads.
    Document(Whole),
    /// A HAR capture, which the worker reads.
    Capture(Whole),
    /// Lines of NDJSON.
    Lines(Chunk),
    /// Something that cannot be read, and why.
    Unreadable(String),
}

/// An input that is read as a whole.
pub(super) struct Whole {
    input: Input,
    /// Its bytes, about: a little of what is compressed becomes much.
    size: u64,
}

impl Task {
    /// Bytes that this takes in memory, about: a capture is taken apart.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Document(whole) => whole.size,
            Self::Capture(whole) => whole.size.saturating_mul(2),
            Self::Lines(_) | Self::Unreadable(_) => 0,
        }
    }
}

impl Whole {
    fn new(input: Input) -> Self {
        let size = match &input {
            Input::Stdin => 0,
            Input::File(path) => {
                let name = path.to_string_lossy().to_ascii_lowercase();
                let compressed = uncompressed(&name).is_some();
                fs::metadata(path).map_or(0, |file| file.len()).saturating_mul(if compressed { 10 } else { 1 })
            }
        };
        Self { input, size }
    }

    /// Reads it, or if it is too long a byte more than the limit.
    pub(super) fn read(&self, limit: usize, counter: &Arc<AtomicU64>) -> io::Result<Vec<u8>> {
        // As much as the file has, and the byte that tells that this is all: to grow would take up to twice that.
        let whole = usize::try_from(self.size).unwrap_or(limit).min(limit).saturating_add(1);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(whole)?;
        open(&self.input, counter)?.take(as_u64(limit).saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Where jobs come from, in the order of the arguments; directories are read when it is their turn.
pub(super) struct Source {
    waiting: VecDeque<Input>,
    /// What is left of the directories that are being walked, the innermost last.
    folders: Vec<Folder>,
    stream: Option<(Arc<Name>, Lines)>,
    /// What every input is, if that is not for its name to say.
    all: Option<Kind>,
    line_limit: usize,
    chunk: usize,
    /// Bytes that were read so far.
    read: Arc<AtomicU64>,
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
    match uncompressed(&name).unwrap_or(&name).rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Kind::Lines),
        "json" => Some(Kind::Document),
        "har" => Some(Kind::Capture),
        _ => None,
    }
}

/// The name without what says that it is compressed; none if nothing does.
fn uncompressed(name: &str) -> Option<&str> {
    [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end))
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

    /// How much there is to read, if that can be known: stdin and pipes have no end before it comes.
    pub(super) fn total(&self) -> Option<u64> {
        fn found(folder: &Path) -> u64 {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let size = |entry: DirEntry| match entry.file_type() {
                _ if is_hidden(&entry.file_name()) => 0,
                Ok(file) if file.is_dir() => found(&entry.path()),
                _ if kind(&entry.path()).is_none() => 0,
                _ => fs::metadata(entry.path()).map_or(0, |file| if file.is_file() { file.len() } else { 0 }),
            };
            entries.map(size).sum()
        }
        self.waiting
            .iter()
            .map(|input| match input {
                Input::Stdin => None,
                Input::File(path) => match fs::metadata(path) {
                    Ok(file) if file.is_dir() => Some(found(path)),
                    Ok(file) => file.is_file().then_some(file.len()),
                    Err(_) => Some(0),
                },
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
                Some(folder) => match folder.next() {
                    Ok(Some(path)) => self.found(path),
                    Ok(None) => self.leave(),
                    Err(error) => Some(unreadable(Name::of_path(&folder.path).into(), &error)),
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
        // A pipe would be waited for. What is not there at all is a link that leads nowhere.
        if fs::metadata(&path).is_ok_and(|file| !file.is_file()) {
            return None;
        }
        self.folders.iter_mut().filter_map(|folder| folder.found.as_mut()).for_each(|found| *found = true);
        self.file(Input::File(path), self.all.unwrap_or(kind))
    }

    fn file(&mut self, input: Input, kind: Kind) -> Option<Job> {
        let file = Arc::new(Name::of(&input));
        match kind {
            Kind::Document => return Some(Job { file, task: Task::Document(Whole::new(input)) }),
            Kind::Capture => return Some(Job { file, task: Task::Capture(Whole::new(input)) }),
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
        let name = Arc::new(Name::of_path(&path));
        match Folder::open(path) {
            Ok(mut folder) => {
                folder.found = named.then_some(false);
                self.folders.push(folder);
                None
            }
            Err(error) => Some(unreadable(name, &error)),
        }
    }

    /// Leaves a directory. One that was named and holds nothing to judge is most likely the wrong one.
    fn leave(&mut self) -> Option<Job> {
        let Folder { path, found, .. } = self.folders.pop()?;
        let error = "no .json, .ndjson, .jsonl or .har is in this directory".to_owned();
        (found == Some(false)).then(|| Job { file: Name::of_path(&path).into(), task: Task::Unreadable(error) })
    }
}

fn unreadable(file: Arc<Name>, error: &io::Error) -> Job {
    Job { file, task: Task::Unreadable(error.to_string()) }
}

/// Opens an input; what it compresses comes out.
fn open(input: &Input, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let counter = Arc::clone(read);
    match input {
        Input::Stdin => compression::reader(Counted { inner: io::stdin(), counter }),
        Input::File(path) => compression::reader(Counted { inner: File::open(path)?, counter }),
    }
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
