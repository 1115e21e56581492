//! Reports scopes that an OAuth scheme does not declare.

use dataarts_insight_openapi::suggestion::did_you_mean;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "undefined-scope",
    severity: Warning,
    summary: "A security requirement names scopes that its OAuth scheme declares.",
    why: "A client that asks for such a scope gets no token.",
    failing: &[fails(
        Surroundings::Document,
        10,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths:\n  /tasks:\n    get:\n      operationId: list_tasks\n      summary: Lists tasks.\n      \
         security: [{oauth: [tasks:write]}]\n      responses: {\"204\": {description: Nothing.}}\ncomponents:\n  securitySchemes:\n    \
         oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"https://a.test\", scopes: {\"tasks:read\": Reads.}}}}",
    )],
    passing: &[passes(
        Surroundings::Document,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths:\n  /tasks:\n    get:\n      operationId: list_tasks\n      summary: Lists tasks.\n      \
         security: [{oauth: [tasks:read]}]\n      responses: {\"204\": {description: Nothing.}}\ncomponents:\n  securitySchemes:\n    \
         oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"https://a.test\", scopes: {\"tasks:read\": Reads.}}}}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let document = objects.document();
    let schemes = document.pointer("/components/securitySchemes");
    for object in objects.of(ObjectKind::SecurityRequirement) {
        for entry in object.node.entries() {
            let scheme = schemes.and_then(|schemes| document.resolve(schemes.get(&entry.key)?).ok());
            let Some(scheme) = scheme.map(|scheme| scheme.node) else { continue };
            if scheme.get("type").and_then(Node::as_str) != Some("oauth2") {
                continue;
            }
            let flows = scheme.get("flows").map_or(&[][..], Node::entries);
            let declared: Vec<&str> = flows
                .iter()
                .filter_map(|flow| flow.node.get("scopes"))
                .flat_map(|scopes| scopes.entries().iter().map(|scope| scope.key.as_str()))
                .collect();
            for node in entry.node.items() {
                let Some(scope) = node.as_str().filter(|scope| !declared.contains(scope)) else { continue };
                let message = format!("the scheme `{}` has no scope `{scope}`", entry.key);
                let help = did_you_mean(scope, declared.iter().copied());
                findings.report(node.span.clone(), message, help.unwrap_or_else(|| "declare it in the flows of the scheme".to_owned()));
            }
        }
    }
}
