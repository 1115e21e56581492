//! The next version of the generated client after a common edit of a contract.

#[path = "../../../crates/diff/src/tests/imports/table.rs"]
mod table;

use dataarts_insight_diff::{Step, Verdict};

use crate::{Input, commands::diff};
use table::{CONTRACT, EDITS, Edit};

#[test]
fn clients_have_the_expected_versions_for_some_edits() {
    // Each edit generates two clients, which takes long without optimization.
    check(EDITS.iter().step_by(9));
}

#[test]
#[ignore = "takes about a minute"]
fn clients_have_the_expected_versions_for_all_edits() {
    check(EDITS.iter());
}

fn check<'e>(edits: impl Iterator<Item = &'e Edit>) {
    let mut wrong = Vec::new();
    for edit in edits {
        let input = |text: String| Input::Text("imports.yaml".to_owned(), text);
        let outcome = diff::texts(&input(CONTRACT.to_owned()), &input(edit.contract())).unwrap();
        let report = &outcome.reports[0];
        assert!(report.notes.is_empty(), "{}: {:?}", edit.what, report.notes);
        let changes = report.comparison.changes.iter().filter(|change| change.wire != Verdict::None);
        assert_eq!(changes.count(), edit.changes.len(), "{}", edit.what);
        if report.semver.client != edit.client {
            wrong.push(format!("{}: {}, not {}: {:#?}", edit.what, report.semver.client, edit.client, report.rust));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
