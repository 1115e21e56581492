//! Reports names in `required` that are missing in `properties`.

use std::collections::HashSet;

use dataarts_insight_openapi::suggestion::did_you_mean;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-required-property",
    severity: Warning,
    summary: "`required` names described properties, each once.",
    why: "With a misspelt name every payload is invalid, and the intended property is optional.",
    failing: &[
        fails(
            Surroundings::Schema,
            3,
            "type: object\ndescription: Task.\nrequired: [nmae]\nproperties:\n  name: {type: string, description: Name.}",
        ),
        fails(
            Surroundings::Schema,
            3,
            "type: object\ndescription: Task.\nrequired: [name, name]\nproperties:\n  name: {type: string, description: Name.}",
        ),
    ],
    passing: &[passes(
        Surroundings::Schema,
        "type: object\ndescription: Task.\nrequired: [name]\nproperties:\n  name: {type: string, description: Name.}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let mut seen = HashSet::new();
        for node in object.items("required") {
            let Some(name) = node.as_str() else { continue };
            if !seen.insert(name) {
                findings.report(node.span.clone(), format!("`{name}` is required twice"), "remove one of them");
                continue;
            }
            // If the schema is inside `allOf`, `anyOf` or `oneOf`, or contains one of these, another schema may
            // describe the required property.
            let composed = schema::is_part(objects, object) || object.has_any(&["allOf", "anyOf", "oneOf"]);
            let declared = object.entries("properties");
            if !composed && !declared.iter().any(|entry| entry.key == name) {
                let question = did_you_mean(name, declared.iter().map(|entry| entry.key.as_str()));
                findings.report(
                    node.span.clone(),
                    format!("the required property `{name}` is not described"),
                    question.unwrap_or_else(|| "add it to `properties`, or remove it".to_owned()),
                );
            }
        }
    }
}
