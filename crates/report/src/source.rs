//! A text to check, and the name of its file.

use std::{borrow::Cow, fmt, path::Path};

use dataarts_insight_openapi::Diagnostic;
use memchr::memchr;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// The characters to escape in a URI path. The colon is escaped, because otherwise `a:b.json` is a URI with the scheme
/// `a`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The name of a file, as text and as a URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    pub(crate) text: String,
    pub(crate) uri: String,
}

impl FileName {
    /// Returns the name of standard input.
    #[must_use]
    pub fn stdin() -> Self {
        Self { text: "<stdin>".to_owned(), uri: encode(b"<stdin>") }
    }

    /// Makes the name from the path of a file. The URI is relative if the path is relative.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let bytes = path.as_os_str().as_encoded_bytes();
        let slash = |byte: &u8| if cfg!(windows) && *byte == b'\\' { b'/' } else { *byte };
        let slashes: Vec<u8> = bytes.iter().map(slash).collect();
        let uri = match slashes.as_slice() {
            relative if !path.is_absolute() => encode(relative.strip_prefix(b"./").unwrap_or(relative)),
            rooted @ [b'/', ..] => format!("file://{}", encode(rooted)),
            drive => format!("file:///{}", encode(drive)),
        };
        Self { text: path.display().to_string(), uri }
    }

    /// Returns the name as text. Bytes that are not Unicode are replaced by `\u{fffd}`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED).to_string()
}

/// The method and the URL of a request in a capture, which is a HAR file.
#[derive(Debug, Clone, Copy)]
pub struct RequestLine<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The URL without credentials.
    pub url: &'a str,
}

impl fmt::Display for RequestLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}

/// One text to check: a file, a line of NDJSON, or an HTTP body in a capture (HAR file).
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    /// The file that contains the text.
    pub file: &'a FileName,
    /// For a text in a HAR file, the JSON Pointer of its HTTP message or of its entry, such as
    /// `/log/entries/0/response`. `None` for other texts.
    pub entry: Option<&'a str>,
    /// For a text in a HAR file, the request of its entry. `None` for other texts.
    pub request: Option<RequestLine<'a>>,
    /// The number of the NDJSON line, counted from 1; `None` for other texts.
    pub record: Option<u64>,
    /// The byte offset of the text in the file.
    pub offset: u64,
    /// The content of the text.
    pub bytes: &'a [u8],
}

impl<'a> SourceText<'a> {
    /// Returns a file's whole content as one text.
    #[must_use]
    pub fn whole(file: &'a FileName, bytes: &'a [u8]) -> Self {
        Self { file, entry: None, request: None, record: None, offset: 0, bytes }
    }

    /// Returns the file name. For a message in a HAR file, adds the JSON Pointer: `a.har#/log/entries/0/response`.
    pub(crate) fn name(&self) -> Cow<'a, str> {
        match self.entry {
            Some(entry) => format!("{}#{entry}", self.file.text).into(),
            None => self.file.text.as_str().into(),
        }
    }

    /// Returns whether a finding has a line and a column in the text. If an HTTP message has an empty body, its
    /// findings have no line and no column.
    pub(crate) fn has_place(&self, finding: &impl Diagnostic) -> bool {
        finding.has_place() && (finding.part().is_none() || !self.bytes.is_empty())
    }

    /// Returns the line number of a finding in the file. For NDJSON, this is the number of the line that contains the
    /// document.
    pub(crate) fn line(&self, finding: &impl Diagnostic) -> u64 {
        self.record.unwrap_or_else(|| as_u64(finding.position().line))
    }

    /// Returns the column after the value. Returns `None` if the value is empty or contains a line break.
    pub(crate) fn end_column(&self, finding: &impl Diagnostic) -> Option<usize> {
        let value = self.bytes.get(finding.span()).filter(|value| !value.is_empty())?;
        if memchr(b'\n', value).is_some() {
            return None;
        }
        Some(finding.position().column + value.iter().filter(|byte| **byte & 0xC0 != 0x80).count())
    }
}

/// Converts a length. The result always fits, because `usize` has at most 64 bits.
pub(crate) fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_paths_as_uri_references() {
        for (path, expected) in [("a b/ü.json", "a%20b/%C3%BC.json"), ("./a:b", "a%3Ab"), ("../x", "../x")] {
            assert_eq!(FileName::of(Path::new(path)).uri, expected);
        }
        assert_eq!(FileName::stdin().uri, "%3Cstdin%3E");
    }

    #[cfg(unix)]
    #[test]
    fn keeps_every_byte_of_a_path() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let name = FileName::of(Path::new(OsStr::from_bytes(b"/a\xff%\n")));
        assert_eq!((name.text.as_str(), name.uri.as_str()), ("/a\u{fffd}%\n", "file:///a%FF%25%0A"));
    }
}
