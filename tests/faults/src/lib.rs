//! The fault harness: a server that misbehaves on command, and a table with a row for each fault.
//!
//! `table.rs` lists the faults. The snapshot shows how the client handles each one: what the caller gets, the text that it
//! reads, and what the server saw. Every row is also checked for what must never happen: a secret in any output, a request
//! that carries the token to a place where it does not belong, a text that is too long, and a result after the deadline.
//!
//! To add a fault, add a row to `table.rs`, and a step to `server.rs` if the server cannot misbehave in this way yet.
//! Everything runs in one thread and in tokio's paused time, so that minutes pass at once. Jitter has a fixed seed.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![cfg(test)]

mod run;
mod server;
mod table;

use run::Login;

/// The snapshot. After an intended change, run `INSTA_UPDATE=always cargo test -p dataarts-insight-faults` and review
/// `git diff`.
#[test]
fn every_fault_has_its_result() {
    let rows = rows(Login::Token);
    insta::assert_snapshot!(rows);
    assert_nothing_wrong(&rows);
}

#[test]
fn no_fault_shows_an_access_key() {
    assert_nothing_wrong(&rows(Login::AccessKey));
}

#[test]
fn no_fault_of_iam_shows_a_password() {
    assert_nothing_wrong(&rows(Login::Password));
}

fn rows(login: Login) -> String {
    let mut rows = Vec::new();
    for fault in table::faults() {
        // A runtime for each fault, so that no connection or task outlives its row.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        fastrand::seed(7);
        rows.push(runtime.block_on(run::run(&fault, login)));
    }
    rows.join("\n")
}

fn assert_nothing_wrong(rows: &str) {
    let wrong: Vec<&str> = rows.split("\n\n").filter(|row| row.contains("WRONG: ")).collect();
    assert!(wrong.is_empty(), "these rows show what must never happen:\n{}", wrong.join("\n\n"));
}
