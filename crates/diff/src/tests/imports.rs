//! Common edits of a contract that is written as ours is: every change that affects requests or responses, with its
//! verdict and its exact line in both files.

mod table;

use std::{collections::BTreeSet, fmt::Write as _};

use super::{changes, on_the_wire};
use crate::{Place, Step, Verdict};
use table::{CONTRACT, EDITS, Edit};

/// Returns the number of the only line with this text; `None` for the empty text.
fn line(text: &str, contract: &str, what: &str) -> Option<usize> {
    let with_text: Vec<usize> =
        contract.lines().enumerate().filter(|(_, line)| line.contains(text)).map(|(index, _)| index + 1).collect();
    if text.is_empty() {
        return None;
    }
    assert_eq!(with_text.len(), 1, "{what}: one line has `{text}`");
    with_text.first().copied()
}

#[test]
fn edits_have_the_expected_changes_at_the_exact_lines() {
    assert!(EDITS.len() >= 60, "{}", EDITS.len());
    let mut wrong = String::new();
    for edit in EDITS {
        let new = edit.contract();
        let comparison = changes(CONTRACT, &new);
        let number = |place: &Option<Place>| place.as_ref().map(|place| place.position.line);
        let found = on_the_wire(&comparison).into_iter();
        let found: BTreeSet<_> =
            found.map(|change| (change.rule.id, change.wire, number(&change.old), number(&change.new))).collect();
        let expected = edit.changes.iter().map(|(rule, wire, in_old, in_new)| {
            (*rule, *wire, line(in_old, CONTRACT, edit.what), line(in_new, &new, edit.what))
        });
        let expected: BTreeSet<_> = expected.collect();
        if found != expected {
            writeln!(wrong, "{}:\n  expected {expected:?}\n  found    {found:?}", edit.what).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_table_of_rules_never_gives_a_smaller_step_than_the_generated_code() {
    // The table has no rule for an edit that only moves or renames parts of the contract. A patch is not compared either,
    // because the order of documentation can differ.
    let has_rule = |edit: &&Edit| !edit.changes.is_empty() && edit.client > Step::Patch;
    for edit in EDITS.iter().filter(has_rule) {
        let comparison = changes(CONTRACT, &edit.contract());
        let step = crate::client_step(&comparison.changes);
        assert!(step >= edit.client, "{}: {step}, the generated code needs {}", edit.what, edit.client);
    }
}
