//! What a file is called.

use std::{fmt::Write as _, path::Path};

use crate::args::Input;

/// The names of one file.
#[derive(Debug)]
pub(super) struct Name {
    /// As it was given, or found in a directory. What is no Unicode is replaced.
    pub(super) shown: String,
    /// The same as a URI reference, byte for byte.
    pub(super) uri: String,
}

impl Name {
    pub(super) fn of(input: &Input) -> Self {
        match input {
            Input::Stdin => Self { shown: "<stdin>".to_owned(), uri: encode(b"<stdin>") },
            Input::File(path) => Self::of_path(path),
        }
    }

    pub(super) fn of_path(path: &Path) -> Self {
        Self { shown: path.display().to_string(), uri: uri(path) }
    }
}

/// Relative as the path is, or a `file:` URI.
fn uri(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let slash = |byte: &u8| if cfg!(windows) && *byte == b'\\' { b'/' } else { *byte };
    let slashes: Vec<u8> = bytes.iter().map(slash).collect();
    match slashes.as_slice() {
        relative if !path.is_absolute() => encode(relative.strip_prefix(b"./").unwrap_or(relative)),
        rooted @ [b'/', ..] => format!("file://{}", encode(rooted)),
        drive => format!("file:///{}", encode(drive)),
    }
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(*byte)),
            // Writing to a string does not fail.
            _ => drop(write!(text, "%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        for (path, expected) in [("a b/ü.json", "a%20b/%C3%BC.json"), ("./a:b", "a%3Ab"), ("../x", "../x")] {
            assert_eq!(uri(Path::new(path)), expected);
        }
        assert_eq!(Name::of(&Input::Stdin).uri, "%3Cstdin%3E");
    }

    #[cfg(unix)]
    #[test]
    fn every_byte_of_a_path_is_kept() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let path = Path::new(OsStr::from_bytes(b"/a\xff%\n"));
        let name = Name::of_path(path);
        assert_eq!((name.shown.as_str(), name.uri.as_str()), ("/a\u{fffd}%\n", "file:///a%FF%25%0A"));
    }
}
