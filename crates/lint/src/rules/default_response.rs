//! Reports `default` responses whose body differs from the body of the success.

use super::{super::response, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "default-response",
    severity: Error,
    summary: "A `default` response has the same body as the success.",
    why: "progenitor takes `default` for a success as well as an error, and panics when its body has another type than \
          the success (\"assertion failed: response_types.len() <= 1\").",
    failing: &[fails(
        Surroundings::Responses,
        4,
        r#"
"200":
  description: The tasks.
  content: {application/json: {schema: {type: string}}}
default: {description: A failure.}
"#,
    )],
    passing: &[passes(
        Surroundings::Responses,
        r#"
"200":
  description: The tasks.
  content: {application/json: {schema: {type: string}}}
"5XX": {description: A failure.}
"#,
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for responses in response::of_operations(objects) {
        let success = objects.children(responses, "").find(|object| response::is_success(object.key));
        let default = objects.children(responses, "").find(|object| object.key == "default");
        if let (Some(success), Some(default)) = (success, default)
            && response::body(objects, success) != response::body(objects, default)
        {
            findings.report(
                default.span.clone(),
                format!("the `default` response has a different body from the response {}", success.key),
                "declare the failures by status or by range: `4XX`, `5XX`",
            );
        }
    }
}
