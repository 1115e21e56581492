//! A directory, walked in the order of names without holding all of them.

use std::{
    collections::BinaryHeap,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    vec,
};

/// Names that are kept at a time: a larger directory is read again for the next ones.
const NAMES: usize = 64 << 10;

/// What is left of a directory.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Set for a directory that was named: whether something was found in it.
    pub(super) found: Option<bool>,
    /// The names that come next, in order.
    names: vec::IntoIter<OsString>,
    /// How many are kept at a time.
    most: usize,
    /// The last name that was taken, if there may be more behind those that are kept.
    last: Option<OsString>,
}

impl Folder {
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        Self::keeping(NAMES, path)
    }

    fn keeping(most: usize, path: PathBuf) -> io::Result<Self> {
        let names = names(&path, None, most)?.into_iter();
        Ok(Self { path, found: None, names, most, last: None })
    }

    /// The path of the next entry; hidden ones are left out.
    pub(super) fn next(&mut self) -> io::Result<Option<PathBuf>> {
        if self.names.len() == 0
            && let Some(last) = self.last.take()
        {
            self.names = names(&self.path, Some(&last), self.most)?.into_iter();
        }
        let is_full = self.names.as_slice().len() == self.most;
        let Some(name) = self.names.next() else { return Ok(None) };
        let path = self.path.join(&name);
        if is_full || self.last.is_some() {
            self.last = Some(name);
        }
        Ok(Some(path))
    }
}

/// The first names in a directory behind another one.
fn names(path: &Path, behind: Option<&OsStr>, most: usize) -> io::Result<Vec<OsString>> {
    let mut first = BinaryHeap::new();
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if is_hidden(&name) || behind.is_some_and(|last| *name <= *last) {
            continue;
        }
        first.push(name);
        if first.len() > most {
            first.pop();
        }
    }
    Ok(first.into_sorted_vec())
}

pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_depend_on_how_many_names_are_kept() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/validate");
        let walk = |most| {
            let mut folder = Folder::keeping(most, path.clone()).unwrap();
            let mut found = Vec::new();
            while let Some(path) = folder.next().unwrap() {
                found.push(path);
            }
            found
        };
        let all = walk(1000);
        assert!(all.len() > 10 && all.is_sorted(), "{all:?}");
        for most in [1, 2, 7, all.len() - 1, all.len(), all.len() + 1] {
            assert_eq!(walk(most), all, "{most}");
        }
    }
}
