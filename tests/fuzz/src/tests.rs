//! Replays the corpora.

use std::{fs, panic};

use super::*;

/// Calls the property with every file of the folders.
fn replay(folders: [&str; 2], property: fn(&[u8])) {
    let list = |folder: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    };
    let paths = folders.iter().flat_map(|folder| list(folder)).map(|entry| entry.expect("an entry").path());
    let files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    assert!(files.len() >= 20, "{folders:?} have only {} inputs", files.len());
    for file in files {
        let data = fs::read(&file).expect("a file");
        if panic::catch_unwind(|| property(&data)).is_err() {
            panic!("{} fails; the reason is above", file.display());
        }
    }
}

#[test]
fn bytes_hold() {
    replay(["corpus/bytes", "../payloads"], bytes);
}

#[test]
fn contracts_hold() {
    replay(["corpus/contract", "../fixtures"], contract);
}

#[test]
fn lint_holds() {
    replay(["corpus/contract", "../fixtures"], lint);
}

#[test]
fn exchanges_hold() {
    replay(["corpus/exchange", "../payloads"], exchange);
}

#[test]
fn captures_hold() {
    replay(["corpus/har", "../payloads"], har);
}

#[test]
fn responses_hold() {
    replay(["corpus/response", "../payloads"], response);
}

#[test]
fn signatures_hold() {
    replay(["corpus/signing", "../payloads"], signing);
}
