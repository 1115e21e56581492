//! Reports unknown keys that are similar to a valid key, such as `requird` for `required`.

use super::{prelude::*, unknown_key};

pub(super) static RULE: Rule = Rule {
    id: "misspelt-key",
    severity: Error,
    summary: "No key is nearly one that OpenAPI 3.0 defines in its place.",
    why: "Readers ignore unknown keys without a warning: the schema accepts what it should refuse.",
    failing: &[fails(Surroundings::Schema, 3, "type: object\ndescription: Task.\nrequird: [name]")],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nx-anything: [name]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for (object, entry) in unknown_key::unknown(objects) {
        if let Some(question) = unknown_key::suggestion(object, entry) {
            unknown_key::report(object, entry, question, findings);
        }
    }
}
