//! The corpora, replayed.

use std::{fs, panic};

use super::*;

fn replay(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "{target} has only {} inputs", files.len());
    for file in files {
        let data = fs::read(&file).expect("a file");
        if panic::catch_unwind(|| property(&data)).is_err() {
            panic!("{} fails; the reason stands above", file.display());
        }
    }
}

#[test]
fn the_corpus_of_bytes() {
    replay("bytes", bytes);
}

#[test]
fn the_corpus_of_contracts() {
    replay("contract", contract);
}

#[test]
fn the_corpus_of_contracts_linted() {
    replay("contract", lint);
}

#[test]
fn the_corpus_of_exchanges() {
    replay("exchange", exchange);
}

#[test]
fn the_corpus_of_captures() {
    replay("har", har);
}
