//! Tests of the advice of `cargo xtask diff`: the next versions, and the handwritten code that a change concerns.

use super::{CONTRACT, Project, check::released_workspace, edit};
use crate::{Input, commands::diff};

const LIBRARY: &str = "crates/shop/src/lib.rs";

/// Returns the report of the changes since the release, as plain text, as Markdown and as JSON.
fn report(project: &Project) -> [String; 3] {
    let outcome = diff::run(project, &Input::Revision("v0.1.0".to_owned()), &Input::Tree, None).unwrap();
    let report = &outcome.reports[0];
    [report.human(), report.markdown(), report.json()]
}

/// Returns the line of the first occurrence of `text` in the library of the shop.
fn line(project: &Project, text: &str) -> usize {
    1 + project.read(LIBRARY).unwrap().lines().position(|line| line.contains(text)).unwrap()
}

#[test]
fn renamed_field_names_the_code_and_the_next_versions() {
    let (_folder, project) = released_workspace();
    edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1));
    let [human, markdown, json] = report(&project);
    let line = line(&project, ".total(12.5)");
    let place = format!("Look at: {LIBRARY}:{line} (uses the field `total`)\n");
    let versions = "next versions: crates/shop 0.2.0 (after 0.1.0), info.version v2 (after v1)\n";
    for text in [&human, &markdown] {
        assert!(text.contains(&place) && text.contains(versions), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let place = serde_json::json!({"file": LIBRARY, "line": line, "message": "uses the field `total`"});
    assert_eq!(json["changes"][0]["look_at"], serde_json::json!([place]), "{json:#}");
    let crate_version = serde_json::json!({"of": "crates/shop", "old": "0.1.0", "next": "0.2.0"});
    assert_eq!(json["versions"][0], crate_version);
    assert_eq!(json["semver"]["client"], "major");
}

#[test]
fn new_value_names_each_match_on_the_enum() {
    let (_folder, project) = released_workspace();
    let code = "\nfn is_open(state: OrderState) -> bool {\n    match state {\n        OrderState::Open => true,\n        _ => \
                false,\n    }\n}\n";
    edit(&project, LIBRARY, |text| text + code);
    edit(&project, CONTRACT, |text| {
        text.replace("[-1, 0, 1]", "[-1, 0, 1, 2]")
            .replace("Open, Paid]", "Open, Paid, Sent]")
            .replace("The order is paid.]", "The order is paid., The order is sent.]")
    });
    let [human, ..] = report(&project);
    let line = line(&project, "match state {");
    assert!(human.contains(&format!("Look at: {LIBRARY}:{line} (matches on `OrderState`)\n")), "{human}");
}

#[test]
fn new_operation_names_the_calls_of_the_others() {
    let (_folder, project) = released_workspace();
    let operation = "    delete:\n      operationId: delete_orders\n      summary: Deletes orders.\n      description: \
                     Deletes orders.\n      tags: [Orders]\n      responses: { \"204\": { description: Deleted. } }\n";
    edit(&project, CONTRACT, |text| text.replace("    post:\n", &format!("{operation}    post:\n")));
    let [human, ..] = report(&project);
    let line = line(&project, ".create_order()");
    let place = format!("Look at: {LIBRARY}:{line} (calls `create_order`; no code calls `delete_orders` yet)\n");
    assert!(human.contains(&place), "{human}");
    // A call of the new operation removes the advice.
    edit(&project, LIBRARY, |text| text + "\nfn delete(client: &Client) {\n    client.delete_orders();\n}\n");
    assert!(!report(&project)[0].contains("Look at:"));
}

#[test]
fn changed_parameter_names_the_calls() {
    let (_folder, project) = released_workspace();
    edit(&project, CONTRACT, |text| {
        text.replacen("schema: { type: string, minLength: 1 }", "schema: { type: string, minLength: 2 }", 1)
    });
    let [human, ..] = report(&project);
    let line = line(&project, ".project_id(");
    let place = format!("Look at: {LIBRARY}:{line} (sets `project_id` of `create_order`)\n");
    assert!(human.contains(&place), "{human}");
}
