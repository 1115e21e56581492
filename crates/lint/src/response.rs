//! Describes how the generated client treats responses.

use dataarts_insight_openapi::{
    grammar::ObjectKind,
    objects::{Object, Objects},
};

/// Returns the `responses` objects of all operations.
pub(super) fn of_operations<'a, 'd>(objects: &'a Objects<'d>) -> impl Iterator<Item = &'a Object<'d>> {
    objects.operations().flat_map(|operation| objects.children(operation, "responses"))
}

/// Returns whether the generated client treats the status as a success.
pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2') || status == "101"
}

/// Returns whether the generated client treats a media type as JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.starts_with("application/json;")
}

/// The Rust type that the generated client uses for a response body.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    /// The response has no body.
    None,
    /// Bytes, because the body is not JSON.
    Raw,
    /// JSON whose schema is a `$ref` to a component. The string is this `$ref`.
    Component(String),
    /// JSON with an inline schema, or `null` if the contract states no schema.
    Inline(serde_json::Value),
}

/// Returns the type of a response's body.
pub(super) fn body(objects: &Objects<'_>, response: &Object<'_>) -> Body {
    let Some(response) = objects.target(response) else { return Body::None };
    let Some(media) = objects.children(response, "content").find(|object| is_json(object.key)) else {
        return if objects.children(response, "content").next().is_some() { Body::Raw } else { Body::None };
    };
    match objects.children(media, "schema").next() {
        Some(schema) if schema.kind == ObjectKind::Schema => {
            match schema.reference.and_then(|entry| entry.node.as_str()) {
                Some(reference) => Body::Component(reference.to_owned()),
                None => Body::Inline(schema.node.to_json()),
            }
        }
        _ => Body::Inline(serde_json::Value::Null),
    }
}
