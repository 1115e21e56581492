//! A token in a file. Another program renews the token.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use super::{Authorization, Authorizing, Credentials};
use crate::{error::Error, token::Token};

/// A token in a file. The client reads the file again when the file changes.
///
/// If the changed file does not contain a token, the client uses the previous token and logs a warning with `tracing`.
/// For example, another program may have written only half of the file.
#[derive(Debug)]
pub struct TokenFile {
    path: PathBuf,
    last: Mutex<Reading>,
}

/// The token from a file, and the modification time and size that the file had before it was read.
#[derive(Debug)]
struct Reading {
    token: Token,
    stamp: Stamp,
}

/// The modification time and the size of a file. `None` if the file does not exist.
type Stamp = Option<(SystemTime, u64)>;

impl TokenFile {
    /// Reads the token from a file that contains only the token. White space around the token is ignored.
    ///
    /// # Errors
    ///
    /// The errors of [`Token::from_file`].
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let last = Mutex::new(Reading::new(&path)?);
        Ok(Self { path, last })
    }

    /// Returns the token. If `is_stale` returns `true`, the file is read again first.
    fn token(&self, is_stale: impl Fn(&Reading) -> bool) -> Token {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if is_stale(&last) {
            match Reading::new(&self.path) {
                Ok(reading) => *last = reading,
                Err(error) => tracing::warn!(%error, "the last token is used"),
            }
        }
        last.token.clone()
    }
}

impl Reading {
    fn new(path: &Path) -> Result<Self, Error> {
        // `stamp` is called before the file is read. If the file changes during reading, this stamp differs from the
        // new stamp of the file, so the next call reads the file again.
        let stamp = stamp(path);
        Ok(Self { token: Token::from_file(path)?, stamp })
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

impl Credentials for TokenFile {
    fn authorization(&self) -> Authorizing<'_> {
        let token = self.token(|last| last.stamp != stamp(&self.path));
        Box::pin(async move { Ok(token.into()) })
    }

    fn rejected(&self, rejected: &Authorization) -> bool {
        // The file is read again even if its stamp is the same. If the file system stores times in seconds, two writes
        // in one second can have the same stamp.
        let token = self.token(|_| true);
        !matches!(rejected, Authorization::Token(old) if *old == token)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn current(file: &TokenFile) -> Authorization {
        file.authorization().now_or_never().unwrap().unwrap()
    }

    #[test]
    fn file_is_read_again_when_it_changes_and_a_broken_one_is_ignored() {
        let path = std::env::temp_dir().join(format!("dataarts-insight-changing-token-{}", std::process::id()));
        let is = |file: &TokenFile, text: &str| matches!(current(file), Authorization::Token(token) if token == Token::new(text).unwrap());
        std::fs::write(&path, "first").unwrap();
        let file = TokenFile::new(&path).unwrap();
        assert!(is(&file, "first"));
        assert!(!file.rejected(&current(&file)));
        for (text, token) in [("second!\n", "second!"), ("", "second!"), ("two words", "second!"), ("3", "3")] {
            std::fs::write(&path, text).unwrap();
            assert!(is(&file, token), "{text}");
        }
        // The new text has the same size, and perhaps the same modification time. Therefore `rejected` must read the
        // file even if its stamp is the same.
        let old = current(&file);
        std::fs::write(&path, "4").unwrap();
        assert!(file.rejected(&old));
        std::fs::remove_file(&path).unwrap();
        assert!(is(&file, "4"));
        assert!(TokenFile::new(&path).is_err());
    }
}
