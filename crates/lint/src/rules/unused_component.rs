//! Components that nothing uses.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unused-component",
    severity: Error,
    summary: "Every component is used by an operation.",
    why: "It is generated, documented and maintained for nobody; more often a reference was meant and forgotten.",
    failing: &[fails(
        Frame::Document,
        8,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}\ncomponents:\n  schemas:\n    Task: {type: string, description: Task.}",
    )],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Task.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    // From what is outside of the components, along the references.
    let mut used = vec![false; contract.all().len()];
    let outside = |site: &&Site<'_>| !site.pointer.starts_with("/components/");
    let mut todo: Vec<&Site<'_>> = contract.all().iter().filter(outside).collect();
    while let Some(site) = todo.pop() {
        let mut reach = |pointed: Option<&dataarts_insight_openapi::document::Node>| {
            let Some(target) = pointed.and_then(|node| contract.site(node)) else { return };
            // A reference into a component uses the component, and all that it holds.
            let mut component = target;
            while contract.section(component).is_none() {
                let Some(parent) = contract.parent(component) else { break };
                component = parent;
            }
            if let Some(mark) = used.get_mut(component.index)
                && !std::mem::replace(mark, true)
            {
                let prefix = format!("{}/", component.pointer);
                todo.push(component);
                todo.extend(contract.all().iter().skip(component.index + 1).take_while(|site| site.pointer.starts_with(&prefix)));
            }
        };
        if let Some(entry) = site.reference {
            reach(entry.node.as_str().and_then(|text| contract.document().reference(text)));
        }
        if site.kind == Kind::SecurityRequirement {
            for entry in site.node.entries() {
                reach(contract.document().pointer("/components/securitySchemes").and_then(|schemes| schemes.get(&entry.key)));
            }
        }
        if site.kind == Kind::Discriminator {
            for entry in site.get("mapping").map(|node| node.entries()).unwrap_or_default() {
                let text = entry.node.as_str().unwrap_or_default();
                let schemas = contract.document().pointer("/components/schemas");
                reach(contract.document().reference(text).or_else(|| schemas?.get(text)));
            }
        }
    }
    for site in contract.all() {
        let Some(section) = contract.section(site) else { continue };
        if !used.get(site.index).copied().unwrap_or(true) {
            sink.report(site.at.clone(), format!("nothing uses the component `{}` of `{section}`", site.key), "refer to it, or remove it");
        }
    }
}
