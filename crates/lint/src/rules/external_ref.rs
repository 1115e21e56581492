//! Reports `$ref`s to other documents.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "external-ref",
    severity: Error,
    summary: "A `$ref` names a value in the same document.",
    why: "A contract is one file: the tools of this project do not read others.",
    failing: &[fails(Surroundings::Schema, 6, "type: object\ndescription: Task.\nproperties:\n  name:\n    allOf:\n      - $ref: other.yaml#/Name\n    description: Name.")],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nproperties:\n  name:\n    type: string\n    description: Name.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.references() {
        let Some(text) = object.reference_text() else { continue };
        if !text.starts_with('#') {
            findings.report(
                object.value_span("$ref"),
                format!("the reference `{text}` names another document"),
                "copy the value into `components` and refer to it there; a name alone needs `#/components/…/` in front",
            );
        }
    }
}
