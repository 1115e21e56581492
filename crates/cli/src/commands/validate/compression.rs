//! Decompresses gzip and zstd. The input can consist of several compressed parts: gzip members or zstd frames.

use std::{
    error::Error,
    io::{self, BufRead as _, BufReader, Cursor, Read},
};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The last three of the four bytes at the start of a skippable zstd frame. The first byte is `0x50` to `0x5f`.
const ZSTD_SKIPPED: [u8; 3] = [0x2a, 0x4d, 0x18];

/// Returns a reader of the decompressed content. The first bytes of `raw` show whether the input is gzip, zstd or plain
/// JSON. Plain JSON is returned unchanged.
pub(super) fn reader(mut raw: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(4);
    // Reads byte by byte and stops as soon as the input cannot be compressed, for example after `{`. A read of all
    // four bytes could block, for example if a sender writes only `{}` and then waits for the result.
    while head.len() < 4 && (GZIP.starts_with(&head) || ZSTD.starts_with(&head) || begins_skipped(&head)) {
        if raw.by_ref().take(1).read_to_end(&mut head)? == 0 {
            break;
        }
    }
    let gzip = head.starts_with(&GZIP);
    let zstd = head == ZSTD || (head.len() == 4 && begins_skipped(&head));
    let whole = Cursor::new(head).chain(raw);
    Ok(match (gzip, zstd) {
        (true, _) => Box::new(Decoded(MultiGzDecoder::new(BufReader::with_capacity(64 << 10, whole)))),
        (_, true) => Box::new(Decoded(Zstd::new(whole))),
        _ => Box::new(whole),
    })
}

fn begins_skipped(head: &[u8]) -> bool {
    head.split_first().is_none_or(|(first, rest)| first & 0xf0 == 0x50 && ZSTD_SKIPPED.starts_with(rest))
}

/// A reader that adds "cannot be decompressed" to the errors of the decoder.
struct Decoded<R>(R);

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(error.kind(), "cannot be decompressed: the compressed data breaks off")
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                io::Error::new(error.kind(), format!("cannot be decompressed: {error}"))
            }
            _ => error,
        })
    }
}

/// Converts an error of the zstd decoder. If the decoder failed because a read failed, returns the error of the read.
fn failed(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return io::Error::new(error.kind(), error.to_string());
        }
        cause = error.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// A reader of all frames of a zstd stream.
struct Zstd<R> {
    source: BufReader<R>,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: Read> Zstd<R> {
    fn new(source: R) -> Self {
        Self { source: BufReader::with_capacity(64 << 10, source), decoder: FrameDecoder::new(), in_frame: false }
    }

    /// Starts the next frame; returns false at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut self.source.by_ref().take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }

    fn verify(&self) -> io::Result<()> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(stored), Some(computed)) if stored != computed => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum of a zstd frame is wrong"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.in_frame {
                if !self.next_frame()? {
                    return Ok(0);
                }
                self.in_frame = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1)).map_err(failed)?;
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            self.verify()?;
            self.in_frame = false;
        }
    }
}
