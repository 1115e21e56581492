//! The name of a file, as text and as a URI reference.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Every byte except those that a path in a URI may hold, and the colon, which would end a scheme.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The two forms of a file's name.
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

    /// Returns the name of a path: relative if the path is.
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

    /// Returns the name as text; bytes that are not Unicode are replaced.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED).to_string()
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
