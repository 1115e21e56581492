//! Reports values of the wrong kind, such as a number where OpenAPI requires a string.

use dataarts_insight_openapi::grammar::ValueKind;

use super::{openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "wrong-kind",
    severity: Error,
    summary: "Every value has the kind that its key requires: an object, a list, a string, a number or a boolean.",
    why: "Readers refuse the whole file, or ignore the value.",
    failing: &[
        fails(Surroundings::Document, 4, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: 1.0\npaths: {}"),
        fails(Surroundings::Operation, 3, "operationId: a\nsummary: A.\nparameters: {limit: {in: query}}\nresponses: {\"204\": {description: None.}}"),
        fails(Surroundings::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  name: string"),
        fails(Surroundings::Schema, 2, "description: Name.\nallOf: []"),
    ],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: \"1.0\"\npaths: {}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let root = objects.document().root();
    if root.kind() != "an object" {
        findings.report(root.span.clone(), format!("the document is {}, not an object", root.kind()), "an OpenAPI document starts with `openapi: 3.0.3`");
    }
    for object in objects.all() {
        if let Some(entry) = object.reference {
            value("$ref", &entry.node, ValueKind::Text, value_span(entry), findings);
            continue;
        }
        let definition = object.kind.definition();
        for entry in object.node.entries() {
            let Some(wanted_kind) = definition.value(&entry.key) else { continue };
            let version = object.kind == ObjectKind::OpenApi && entry.key == "openapi" && entry.node.as_number().is_some_and(|n| n.starts_with("3.1"));
            if version || openapi_3_1_syntax::value_instead(object, &entry.key).is_some() {
                continue;
            }
            value(&entry.key, &entry.node, wanted_kind, value_span(entry), findings);
            let is_composition = object.kind == ObjectKind::Schema && matches!(entry.key.as_str(), "allOf" | "anyOf" | "oneOf");
            if is_composition && entry.node.kind() == "an array" && entry.node.items().is_empty() {
                findings.report(entry.key_span.clone(), format!("`{}` has no parts", entry.key), format!("add a part, or remove `{}`", entry.key));
            }
        }
    }
}

fn value(key: &str, node: &Node, wanted_kind: ValueKind, at: std::ops::Range<usize>, findings: &mut Findings<'_>) {
    let (fits, wanted) = match wanted_kind {
        ValueKind::Any => (true, ""),
        ValueKind::Text => (node.as_str().is_some(), "a string"),
        ValueKind::Bool => (node.as_bool().is_some(), "a boolean"),
        ValueKind::Number => (node.as_number().is_some(), "a number"),
        ValueKind::Count => (node.as_number().is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit())), "an integer of zero or more"),
        ValueKind::Object(_) | ValueKind::ObjectOrRef(_) | ValueKind::Map(_) => (node.kind() == "an object", "an object"),
        ValueKind::SchemaOrBool => (node.kind() == "an object" || node.as_bool().is_some(), "a schema or a boolean"),
        ValueKind::List(_) => (node.kind() == "an array", "a list"),
    };
    if !fits {
        findings.report(at, format!("`{key}` is {}, not {wanted}", found(node)), help(key, node, wanted_kind));
        return;
    }
    match wanted_kind {
        // Checks only whether each item has the kind that OpenAPI requires. The loop over all objects checks the keys
        // inside an item.
        ValueKind::List(item) => {
            for node in node.items() {
                let at = node.entries().first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone());
                let key = format!("{key}` item `{}", node.as_str().unwrap_or(node.kind()));
                value(&key, node, *item, at, findings);
            }
        }
        ValueKind::Map(below) => {
            for entry in node.entries() {
                value(&entry.key, &entry.node, *below, value_span(entry), findings);
            }
        }
        _ => {}
    }
}

fn found(node: &Node) -> String {
    match (node.as_number(), node.as_str()) {
        (Some(number), _) => format!("the number {number}"),
        (_, Some(text)) if text.len() <= 24 => format!("the string `{text}`"),
        _ => node.kind().to_owned(),
    }
}

fn help(key: &str, node: &Node, wanted_kind: ValueKind) -> String {
    match (key, wanted_kind, node.kind()) {
        ("required", ValueKind::List(_), "a boolean") => "`required` is a list of property names, in the schema that has the properties".to_owned(),
        ("parameters", ValueKind::List(_), _) => "write a list: `- name: …`".to_owned(),
        (_, ValueKind::Text, "a number" | "a boolean") => "put it in quotes".to_owned(),
        (_, ValueKind::Bool, "a string") | (_, ValueKind::Number | ValueKind::Count, "a string") => "remove the quotes, or correct the value".to_owned(),
        (_, ValueKind::ObjectOrRef(_), "a string") => "write `$ref: \"#/components/…\"` or the object itself".to_owned(),
        (_, _, "null") => "add a value, or remove the key".to_owned(),
        _ => "correct the value".to_owned(),
    }
}
