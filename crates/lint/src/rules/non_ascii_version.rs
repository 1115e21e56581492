//! Reports a version with characters that an HTTP header cannot contain.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "non-ascii-version",
    severity: Warning,
    summary: "`info.version` is printable ASCII.",
    why: "The client sends the version as a header, without the characters that a header cannot have.",
    failing: &[fails(Surroundings::Document, 4, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1é\npaths: {}")],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1.0-beta\npaths: {}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Info) {
        if object.text("version").is_some_and(|text| !text.chars().all(|c| (' '..='~').contains(&c))) {
            findings.report(object.value_span("version"), "the version has characters that a header cannot have", "write it with ASCII letters, digits, `.` and `-`");
        }
    }
}
