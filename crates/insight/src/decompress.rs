//! Decompresses the bodies of responses, with the features `gzip` and `deflate`.
//!
//! The decoders of gzip and deflate need less than 100 KiB of memory for every response. The decoders of brotli and
//! zstd allocate as much memory as the response asks for, up to many megabytes. Therefore the client does not support
//! brotli and zstd.

use std::io::{self, Read};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

/// The value of the request header `Accept-Encoding`: the encodings that the client can decompress.
pub(crate) const ACCEPTED: Option<HeaderValue> = match (cfg!(feature = "gzip"), cfg!(feature = "deflate")) {
    (true, true) => Some(HeaderValue::from_static("gzip, deflate")),
    (true, false) => Some(HeaderValue::from_static("gzip")),
    (false, true) => Some(HeaderValue::from_static("deflate")),
    (false, false) => None,
};

/// An error: a body cannot be decompressed, or the decompressed body is too large. `part` contains the bytes that were
/// decompressed before the error.
#[derive(Debug)]
pub(crate) struct Undecoded {
    pub(crate) part: Bytes,
    /// `None` if the body is too large.
    pub(crate) cause: Option<io::Error>,
}

/// Decompresses a body, and removes the headers that describe the compressed body. Returns an error if the decompressed
/// body has more than `limit` bytes. Returns a body in an unsupported encoding unchanged.
pub(crate) fn decompress(headers: &mut HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, Undecoded> {
    let encoding = headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes).unwrap_or_default();
    let Some(decoder) = decoder(encoding, &body) else { return Ok(body) };
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let cause = decoder.take(most).read_to_end(&mut out).err();
    let is_too_large = out.len() > limit;
    out.truncate(limit);
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    match cause {
        None if !is_too_large => Ok(out.into()),
        cause => Err(Undecoded { part: out.into(), cause }),
    }
}

#[cfg_attr(
    not(any(feature = "gzip", feature = "deflate")),
    expect(unused_variables, reason = "without these features, nothing is decompressed")
)]
fn decoder<'a>(encoding: &[u8], body: &'a [u8]) -> Option<Box<dyn Read + 'a>> {
    match encoding {
        #[cfg(feature = "gzip")]
        b"gzip" | b"x-gzip" => Some(Box::new(flate2::read::MultiGzDecoder::new(body))),
        #[cfg(feature = "deflate")]
        b"deflate" => Some(Box::new(flate2::read::ZlibDecoder::new(body))),
        _ => None,
    }
}

#[cfg(all(test, feature = "gzip", feature = "deflate"))]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write};

    use super::*;

    fn headers(encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(encoding))])
    }

    fn gzip(text: &[u8]) -> io::Result<Bytes> {
        let mut encoder = write::GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text)?;
        encoder.finish().map(Bytes::from)
    }

    #[test]
    fn bodies_are_decompressed_up_to_the_limit() {
        let mut zlib = write::ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(b"text").unwrap();
        for (encoding, body) in
            [("gzip", gzip(b"text").unwrap()), ("deflate", zlib.finish().unwrap().into()), ("br", "text".into())]
        {
            let mut headers = headers(encoding);
            assert_eq!(decompress(&mut headers, body, 4).unwrap(), "text", "{encoding}");
            assert_eq!(headers.is_empty(), encoding != "br");
        }
        let bomb = decompress(&mut headers("gzip"), gzip(&vec![b' '; 64 << 20]).unwrap(), 1000).unwrap_err();
        assert!(bomb.cause.is_none() && bomb.part.len() == 1000);
    }

    #[test]
    fn part_before_a_fault_is_kept() {
        let whole = gzip(&b"0123456789".repeat(10)).unwrap();
        let fault = decompress(&mut headers("gzip"), whole.slice(..whole.len() - 8), 1000).unwrap_err();
        assert!(fault.cause.is_some() && fault.part.starts_with(b"0123"));
        assert!(decompress(&mut headers("gzip"), "text".into(), 1000).unwrap_err().cause.is_some());
    }
}
