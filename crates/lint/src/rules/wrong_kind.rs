//! Values of the wrong kind.

use dataarts_insight_openapi::document::{Entry, Node};

use super::{super::grammar::Shape, openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "wrong-kind",
    severity: Error,
    summary: "Every value is of the kind that its key takes: an object, a list, a string, a number or a boolean.",
    why: "openapiv3 refuses the whole file, in words that name no line.",
    failing: &[
        fails(Frame::Document, 4, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: 1.0\npaths: {}"),
        fails(Frame::Operation, 3, "operationId: a\nsummary: A.\nparameters: {limit: {in: query}}\nresponses: {\"204\": {description: None.}}"),
        fails(Frame::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  name: string"),
    ],
    passing: &[passes(Frame::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: \"1.0\"\npaths: {}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let root = contract.document().root();
    if root.kind() != "an object" {
        sink.report(root.span.clone(), format!("the document is {}, not an object", root.kind()), "an OpenAPI document starts with `openapi: 3.0.3`");
    }
    for site in contract.all() {
        if let Some(entry) = site.reference {
            text(entry, sink);
            continue;
        }
        let rules = site.kind.rules();
        for entry in site.node.entries() {
            let Some(shape) = rules.shape(&entry.key) else { continue };
            let version = site.kind == Kind::OpenApi && entry.key == "openapi" && entry.node.as_number().is_some_and(|n| n.starts_with("3.1"));
            if version || openapi_3_1_syntax::value_instead(site, &entry.key).is_some() {
                continue;
            }
            value(&entry.key, &entry.node, shape, super::super::contract::place(entry), sink);
        }
    }
}

fn text(entry: &Entry, sink: &mut Sink<'_>) {
    value("$ref", &entry.node, Shape::Text, super::super::contract::place(entry), sink);
}

fn value(key: &str, node: &Node, shape: Shape, at: std::ops::Range<usize>, sink: &mut Sink<'_>) {
    let (fits, wanted) = match shape {
        Shape::Any => (true, ""),
        Shape::Text => (node.as_str().is_some(), "a string"),
        Shape::Bool => (node.as_bool().is_some(), "a boolean"),
        Shape::Number => (node.as_number().is_some(), "a number"),
        Shape::Count => (node.as_number().is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit())), "an integer of zero or more"),
        Shape::Object(_) | Shape::RefOr(_) | Shape::Map(_) => (node.kind() == "an object", "an object"),
        Shape::SchemaOrBool => (node.kind() == "an object" || node.as_bool().is_some(), "a schema or a boolean"),
        Shape::List(_) => (node.kind() == "an array", "a list"),
    };
    if !fits {
        sink.report(at, format!("`{key}` is {}, not {wanted}", found(node)), help(key, node, shape));
        return;
    }
    match shape {
        // Objects are sites, with their own turn.
        Shape::List(item) => {
            for node in node.items() {
                let at = node.entries().first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone());
                value(&format!("{key}` item `{}", index(node)), node, *item, at, sink);
            }
        }
        Shape::Map(below) => {
            for entry in node.entries() {
                value(&entry.key, &entry.node, *below, super::super::contract::place(entry), sink);
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

fn index(node: &Node) -> String {
    match &node.as_str() {
        Some(text) => (*text).to_owned(),
        None => node.kind().to_owned(),
    }
}

fn help(key: &str, node: &Node, shape: Shape) -> String {
    match (key, shape, node.kind()) {
        ("required", Shape::List(_), "a boolean") => "`required` is a list of property names, in the schema that has the properties".to_owned(),
        ("parameters", Shape::List(_), _) => "write a list: `- name: …`".to_owned(),
        (_, Shape::Text, "a number" | "a boolean") => "put it in quotes".to_owned(),
        (_, Shape::Bool, "a string") | (_, Shape::Number | Shape::Count, "a string") => "remove the quotes, or correct the value".to_owned(),
        (_, Shape::RefOr(_), "a string") => "write `$ref: \"#/components/…\"` or the object itself".to_owned(),
        (_, _, "null") => "give it a value, or remove the key".to_owned(),
        _ => "correct the value".to_owned(),
    }
}
