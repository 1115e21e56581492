//! Reports `$ref`s to other files that cannot be followed.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "external-ref",
    severity: Error,
    summary: "A `$ref` to another file leads to a value of a file in the folder of the contract.",
    why: "The value is not known: no code and no check can be made of it.",
    failing: &[fails(Surroundings::Schema, 6, "type: object\ndescription: Task.\nproperties:\n  name:\n    allOf:\n      - $ref: other.yaml#/Name\n    description: Name.")],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nproperties:\n  name:\n    type: string\n    description: Name.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    // The references of path items are included. If they cannot be followed, all operations of the path are missing.
    for object in objects.all().iter().filter(|object| object.reference.is_some()) {
        let (Some(text), Some(entry)) = (object.reference_text(), object.reference) else { continue };
        if text.starts_with('#') {
            continue;
        }
        let message = match objects.document().refusal(&entry.node) {
            Some(reason) => format!("the reference `{text}` cannot be followed: {reason}"),
            None => format!("the reference `{text}` names another document"),
        };
        findings.report(
            object.value_span("$ref"),
            message,
            "correct the path, or copy the value into `components`; a name alone needs `#/components/…/` in front",
        );
    }
}
