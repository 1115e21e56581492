//! Reports request bodies with a media type that the generated client cannot send.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-content-type",
    severity: Warning,
    summary: "A request body is JSON, a form, bytes or plain text.",
    why: "The client sends the body as bytes, which the caller must write in the media type.",
    failing: &[
        fails(Surroundings::Body, 2, "content:\n  multipart/form-data: {schema: {type: object}}"),
        fails(Surroundings::Body, 2, "content:\n  application/octet-stream: {schema: {type: string}}"),
    ],
    passing: &[passes(Surroundings::Body, "content:\n  application/octet-stream: {schema: {type: string, format: binary}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for body in objects.of(ObjectKind::RequestBody) {
        for object in objects.children(body, "content") {
            // progenitor ignores the text after `;` in a media type.
            let name = object.key.split(';').next().unwrap_or_default().trim();
            let allowed: &[&str] = match name {
                "application/json" | "application/x-www-form-urlencoded" => continue,
                "application/octet-stream" => &["type", "format"],
                "text/plain" | "text/x-markdown" => &["type"],
                _ => {
                    findings.report(
                        object.span.clone(),
                        format!("the client cannot send {}", object.key),
                        "use application/json, application/x-www-form-urlencoded, application/octet-stream or text/plain",
                    );
                    continue;
                }
            };
            let Some(schema) = objects.children(object, "schema").next() else { continue };
            let binary = name == "application/octet-stream";
            let plain = schema.reference.is_none()
                && schema.text("type") == Some("string")
                && schema.text("format") == binary.then_some("binary")
                && schema.node.entries().iter().all(|entry| {
                    let free = ["description", "example", "title", "externalDocs"].contains(&entry.key.as_str());
                    free || allowed.contains(&entry.key.as_str()) || entry.key.starts_with("x-") || entry.node.as_bool() == Some(false)
                });
            if !plain {
                let wanted = if binary { "{type: string, format: binary}" } else { "{type: string}" };
                findings.report(object.span.clone(), format!("a body of {name} needs the schema `{wanted}`"), format!("write `schema: {wanted}`"));
            }
        }
    }
}
