//! Splits NDJSON into chunks of limited size. Each chunk contains whole lines.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

/// A chunk of whole lines from a file.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The buffer. Only the first `filled` bytes are content; see [`Chunk::bytes`].
    buffer: Vec<u8>,
    filled: usize,
    /// The line number of the first line of the chunk. The first line of the file has number 1.
    pub(super) first_line: u64,
    /// The byte offset of the chunk in the file.
    pub(super) offset: u64,
}

impl Chunk {
    /// Returns the lines as bytes, with their line breaks. The last line of a file can have no line break. If a line is
    /// longer than the limit, the chunk contains only the start of the line: `limit` + 1 bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or_default()
    }

    /// Returns the buffer. The next chunk can reuse the memory of the buffer.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// A stream that is split into chunks.
pub(super) struct Lines {
    reader: Box<dyn Read + Send>,
    /// The size of a chunk in bytes. A chunk is larger if one line is larger.
    size: usize,
    /// The maximum length of a line in bytes.
    limit: usize,
    /// Whether to return lines as soon as they arrive, before the chunk is full. A program that writes to stdin may
    /// wait for the result of a line before it writes the next line.
    prompt: bool,
    /// The start of a line whose end was not read yet.
    carry: Vec<u8>,
    /// Whether the next bytes belong to a line that is longer than the limit. These bytes are skipped.
    skipping: bool,
    ended: bool,
    /// A read error to return after the lines that were read before the error.
    error: Option<io::Error>,
    line: u64,
    offset: u64,
}

impl Lines {
    pub(super) fn new(reader: Box<dyn Read + Send>, size: usize, limit: usize, prompt: bool) -> Self {
        Self {
            reader,
            size,
            limit,
            prompt,
            carry: Vec::new(),
            skipping: false,
            ended: false,
            error: None,
            line: 1,
            offset: 0,
        }
    }

    /// Reads the next chunk into `buffer`; returns `None` at the end of the stream.
    pub(super) fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        if let Some(error) = self.error.take() {
            self.ended = true;
            return Err(error);
        }
        if self.ended {
            return Ok(None);
        }
        let mut filled = self.carry.len();
        let size = self.size.max(filled.saturating_mul(2));
        if buffer.len() < size {
            buffer.resize(size, 0);
        }
        if let Some(start) = buffer.get_mut(..filled) {
            start.copy_from_slice(&self.carry);
        }
        self.carry.clear();
        // The number of bytes up to and including the last line break.
        let mut whole = 0;
        loop {
            let space = buffer.get_mut(filled..).unwrap_or_default();
            let read = match self.reader.read(space) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if whole == 0 => {
                    self.ended = true;
                    return Err(error);
                }
                Err(error) => {
                    self.error = Some(error);
                    return Ok(Some(self.chunk(buffer, whole)));
                }
            };
            if read == 0 {
                self.ended = true;
                return Ok((filled > 0).then(|| self.chunk(buffer, filled)));
            }
            if self.skipping {
                let end = memchr(b'\n', buffer.get(..read).unwrap_or_default()).map(|at| at + 1);
                self.offset += as_u64(end.unwrap_or(read));
                let Some(end) = end else { continue };
                self.skipping = false;
                self.line += 1;
                buffer.copy_within(end..read, 0);
                filled = read - end;
                whole = memrchr(b'\n', buffer.get(..filled).unwrap_or_default()).map_or(0, |at| at + 1);
            } else {
                let fresh = buffer.get(filled..filled + read).unwrap_or_default();
                if let Some(at) = memrchr(b'\n', fresh) {
                    whole = filled + at + 1;
                }
                filled += read;
            }
            let full = filled == buffer.len();
            if whole > 0 && (full || self.prompt) {
                self.carry.extend_from_slice(buffer.get(whole..filled).unwrap_or_default());
                return Ok(Some(self.chunk(buffer, whole)));
            }
            if whole == 0 && filled > self.limit {
                self.skipping = true;
                let chunk = self.chunk(buffer, self.limit + 1);
                self.offset += as_u64(filled - self.limit - 1);
                return Ok(Some(chunk));
            }
            if full {
                let more = buffer.len().saturating_mul(2).min(self.limit.saturating_add(1)).max(filled + 1);
                buffer.resize(more, 0);
            }
        }
    }

    fn chunk(&mut self, buffer: Vec<u8>, filled: usize) -> Chunk {
        let chunk = Chunk { buffer, filled, first_line: self.line, offset: self.offset };
        self.line += as_u64(memchr_iter(b'\n', chunk.bytes()).count());
        self.offset += as_u64(filled);
        chunk
    }
}

/// Converts a length. The result always fits, because `usize` has at most 64 bits.
pub(super) fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader for tests. The fields are a text, the number of bytes for each read, and whether an error follows the
    /// text.
    struct Slow(Vec<u8>, usize, bool);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let n = self.1.min(buffer.len()).min(self.0.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }

    /// Returns each line of all chunks, with its number and its byte offset.
    fn lines(text: &str, step: usize, size: usize, limit: usize, prompt: bool) -> Vec<(u64, u64, String)> {
        let mut lines = Lines::new(Box::new(Slow(text.into(), step, false)), size, limit, prompt);
        let (mut all, mut spare) = (Vec::new(), Vec::new());
        while let Some(chunk) = lines.next(spare).unwrap() {
            let mut offset = chunk.offset;
            for (number, line) in (chunk.first_line..).zip(chunk.bytes().split_inclusive(|b| *b == b'\n')) {
                all.push((number, offset, String::from_utf8_lossy(line).trim_end().to_owned()));
                offset += u64::try_from(line.len()).unwrap();
            }
            spare = chunk.into_buffer();
        }
        all
    }

    #[test]
    fn chunk_size_does_not_change_lines() {
        let text = "a\n\nbcdef\nghijklmnopqrstuvwxyz\r\n\n0123456789\nend";
        let mut expected = Vec::new();
        let mut offset = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            expected.push((number, offset, line.trim_end().to_owned()));
            offset += u64::try_from(line.len()).unwrap();
        }
        for step in 1..60 {
            for size in [1, 2, 3, 7, 16, 30, 64, 200] {
                for prompt in [false, true] {
                    assert_eq!(lines(text, step, size, 100, prompt), expected, "{step} {size} {prompt}");
                }
            }
        }
    }

    #[test]
    fn cuts_a_long_line_and_keeps_the_numbers_of_the_next_lines() {
        let text = "ab\n0123456789abcdef\ncd\n0123456789\nef\n";
        for step in 1..40 {
            for size in [1, 3, 8, 12, 100] {
                let found = lines(text, step, size, 5, false);
                let places: Vec<_> = found.iter().map(|(number, offset, _)| (*number, *offset)).collect();
                assert_eq!(places, [(1, 0), (2, 3), (3, 20), (4, 23), (5, 34)], "{step} {size}: {found:?}");
                assert!(found[1].2.len() > 5 && found[3].2.len() > 5, "{found:?}");
            }
        }
    }

    #[test]
    fn keeps_lines_before_an_error() {
        let mut lines = Lines::new(Box::new(Slow(b"a\nb\nc".to_vec(), 9, true)), 64, 64, false);
        assert_eq!(lines.next(Vec::new()).unwrap().unwrap().bytes(), b"a\nb\n");
        assert!(lines.next(Vec::new()).is_err());
        assert!(lines.next(Vec::new()).unwrap().is_none());
    }
}
