//! Reports components that no operation uses.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unused-component",
    severity: Error,
    summary: "Every component is used by an operation.",
    why: "It is generated and documented without a use; often a reference to it was forgotten.",
    failing: &[fails(
        Surroundings::Document,
        8,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}\ncomponents:\n  schemas:\n    Task: {type: string, description: Task.}",
    )],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Task.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    // Starts with the objects outside `components` and follows the references.
    let mut used = vec![false; objects.all().len()];
    let outside = |object: &&Object<'_>| !object.pointer.starts_with("/components/");
    let mut todo: Vec<&Object<'_>> = objects.all().iter().filter(outside).collect();
    while let Some(object) = todo.pop() {
        let mut reach = |pointed: Option<&dataarts_insight_openapi::document::Node>| {
            let Some(target) = pointed.and_then(|node| objects.object(node)) else { return };
            // A reference into a component uses the whole component.
            let mut component = target;
            while objects.section(component).is_none() {
                let Some(parent) = objects.parent(component) else { break };
                component = parent;
            }
            if let Some(mark) = used.get_mut(component.index)
                && !std::mem::replace(mark, true)
            {
                let prefix = format!("{}/", component.pointer);
                todo.push(component);
                todo.extend(objects.all().iter().skip(component.index + 1).take_while(|object| object.pointer.starts_with(&prefix)));
            }
        };
        if let Some(entry) = object.reference {
            reach(entry.node.as_str().and_then(|text| objects.document().reference(text)));
        }
        if object.kind == ObjectKind::SecurityRequirement {
            for entry in object.node.entries() {
                reach(objects.document().pointer("/components/securitySchemes").and_then(|schemes| schemes.get(&entry.key)));
            }
        }
        if object.kind == ObjectKind::Discriminator {
            for entry in object.get("mapping").map(|node| node.entries()).unwrap_or_default() {
                let text = entry.node.as_str().unwrap_or_default();
                let schemas = objects.document().pointer("/components/schemas");
                reach(objects.document().reference(text).or_else(|| schemas?.get(text)));
            }
        }
    }
    for object in objects.all() {
        let Some(section) = objects.section(object) else { continue };
        if !used.get(object.index).copied().unwrap_or(true) {
            findings.report(object.span.clone(), format!("no operation uses the component `{}` of `{section}`", object.key), "refer to it, or remove it");
        }
    }
}
