//! Reports components that no operation uses.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unused-component",
    severity: Warning,
    summary: "Every component is used by an operation.",
    why: "Often a reference to it was forgotten.",
    failing: &[fails(
        Surroundings::Document,
        8,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}\ncomponents:\n  schemas:\n    Task: {type: string, description: Task.}",
    )],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Task.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let mut used = vec![false; objects.all().len()];
    // The search starts at the objects outside `components` and follows all `$ref`s.
    let mut todo: Vec<&Object<'_>> = Vec::new();
    let components = objects.of(ObjectKind::Components).next().map(|components| {
        components.index..=objects.descendants(components).last().unwrap_or(components).index
    });
    todo.extend(objects.all().iter().filter(|object| !components.as_ref().is_some_and(|all| all.contains(&object.index))));
    while let Some(object) = todo.pop() {
        for target in named_by(objects, object) {
            // A `$ref` to a part of a component counts as a use of the whole component.
            let mut component = target;
            while objects.section(component).is_none() {
                let Some(parent) = objects.parent(component) else { break };
                component = parent;
            }
            if let Some(mark) = used.get_mut(component.index)
                && !std::mem::replace(mark, true)
            {
                todo.push(component);
                todo.extend(objects.descendants(component));
            }
        }
    }
    for (section, component) in objects.components().filter(|(_, component)| used.get(component.index) == Some(&false)) {
        let message = format!("no operation uses the component `{}` of `{section}`", component.key);
        findings.report(component.span.clone(), message, "refer to it, or remove it");
    }
}

/// Returns the objects that an object refers to. There are three kinds of references: a `$ref`, the name of a security
/// scheme in a security requirement, and an entry in the `mapping` of a discriminator.
fn named_by<'a, 'd>(objects: &'a Objects<'d>, object: &Object<'d>) -> Vec<&'a Object<'d>> {
    let document = objects.document();
    let component = |section: &str, name: &str| document.pointer("/components")?.get(section)?.get(name);
    let mut named: Vec<_> = object.reference_text().map(|text| document.reference(text)).into_iter().collect();
    if object.kind == ObjectKind::SecurityRequirement {
        named.extend(object.node.entries().iter().map(|entry| component("securitySchemes", &entry.key)));
    }
    if object.kind == ObjectKind::Discriminator {
        let targets = object.entries("mapping").iter().filter_map(|entry| entry.node.as_str());
        named.extend(targets.map(|text| document.reference(text).or_else(|| component("schemas", text))));
    }
    named.into_iter().flatten().filter_map(|node| objects.object(node)).collect()
}
