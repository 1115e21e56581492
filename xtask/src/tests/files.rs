//! Contracts with `$ref`s to other files: lint, the client, the embedded copy, watch and the record of a release.

use std::fs;

use dataarts_insight_openapi::Contract;

use super::{CONTRACT, COPY, edit, workspace};
use crate::{
    Input, Project,
    commands::{
        generate::compare,
        lint::Contracts,
        standalone::{Standalone, write},
        watch::watch,
    },
    lower::Selection,
    manifest::MANIFEST,
    released,
};

const API: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders: {$ref: paths/orders.yaml}
";
const ORDERS: &str = "get:
  operationId: list_orders
  responses:
    '200':
      description: The orders.
      content: {application/json: {schema: {$ref: '../common.yaml#/Orders'}}}
    '404': {$ref: '../common.yaml#/Gone'}
";
const COMMON: &str = "Orders: {type: array, items: {$ref: '#/Order'}}
Order:
  type: object
  properties: {id: {type: string}, parent: {$ref: '#/Order'}}
Gone: {description: No order.}
";

/// Writes a contract of three files into the folder `api`.
fn write_api(project: &Project) {
    let folder = project.root().join("api");
    fs::create_dir_all(folder.join("paths")).unwrap();
    for (path, text) in [("api.yaml", API), ("paths/orders.yaml", ORDERS), ("common.yaml", COMMON)] {
        fs::write(folder.join(path), text).unwrap();
    }
}

fn client(project: &Project, contract: &str, ref_folder: Option<&str>) -> Result<String, crate::Error> {
    let root = project.root();
    let standalone = Standalone {
        contract: root.join(contract),
        ref_folder: ref_folder.map(|folder| root.join(folder)),
        folder: root.join("client"),
        selection: Selection::default(),
    };
    write(&standalone, Some(project))
}

#[test]
fn the_client_has_the_operations_and_types_of_all_files() {
    let (_folder, project) = workspace();
    write_api(&project);
    client(&project, "api/api.yaml", None).unwrap();
    let code = project.read("client/src/generated/client.rs").unwrap();
    assert!(code.contains("pub struct Order {") && code.contains("pub fn list_orders("));
    let effective = project.read("client/effective.json").unwrap();
    assert!(effective.contains("\"#/components/schemas/Order\"") && !effective.contains("common.yaml"));
}

#[test]
fn findings_are_in_the_file_with_the_problem() {
    let (_folder, project) = workspace();
    write_api(&project);
    edit(&project, "api/common.yaml", |text| text.replace("type: string", "type: text"));
    let path = project.root().join("api/api.yaml");
    let findings = Contracts::of(&project).unwrap().lint(path.to_str().unwrap(), API, None);
    let finding = findings.iter().find(|finding| finding.rule == "unknown-type").expect("a finding");
    assert!(finding.file.ends_with("api/common.yaml"), "{finding}");
    assert_eq!(finding.line, 4);
    let error = client(&project, "api/api.yaml", None).expect_err("no operation is left").to_string();
    assert!(error.contains("common.yaml:4:") && error.contains("properties: {id: {type: text}"), "{error}");
}

#[test]
fn files_outside_of_the_allowed_folder_are_refused_with_the_line() {
    let (_folder, project) = workspace();
    write_api(&project);
    fs::rename(project.root().join("api/common.yaml"), project.root().join("common.yaml")).unwrap();
    edit(&project, "api/paths/orders.yaml", |text| text.replace("../common", "../../common"));
    let error = client(&project, "api/api.yaml", None).expect_err("outside").to_string();
    assert!(error.contains("orders.yaml:6:") && error.contains("`--ref-folder`"), "{error}");
    client(&project, "api/api.yaml", Some("")).unwrap();

    let entry = "\n[[contracts]]\nname = \"api\"\ncontract = \"api/api.yaml\"\n";
    edit(&project, MANIFEST, |text| text + entry);
    let error = compare(&project).expect_err("outside").to_string();
    assert!(error.contains("api/paths/orders.yaml:6:") && error.contains("`ref_folder` of the manifest"), "{error}");
    edit(&project, MANIFEST, |text| text + "ref_folder = \".\"\n");
    compare(&project).unwrap();
}

/// Moves a component of the workspace's contract into another file.
fn split(project: &Project) {
    let currency = "Currency:\n  type: string\n  description: A currency.\n  enum: [EUR, CNY]\n";
    let indented = currency.replace('\n', "\n    ");
    edit(project, CONTRACT, |text| {
        text.replacen(indented.trim_end(), "Currency: {$ref: 'parts/money.yaml#/Currency'}", 1)
    });
    fs::create_dir_all(project.root().join("openapi/parts")).unwrap();
    fs::write(project.root().join("openapi/parts/money.yaml"), currency).unwrap();
}

#[test]
fn the_embedded_copy_and_the_record_need_no_other_files() {
    let (_folder, project) = workspace();
    split(&project);
    let stale = compare(&project).unwrap();
    let changed: Vec<&str> = stale.stale().map(|file| file.path.as_str()).collect();
    assert_eq!(changed, [COPY], "the other derived files do not depend on the number of files");
    stale.write(&project).unwrap();
    let contract = Contract::parse("shop.yaml", project.read(COPY).unwrap()).unwrap();
    assert!(contract.document().pointer("/components/schemas/Currency/enum").is_some());
    released::record(&project).unwrap();
    assert!(project.read("openapi/released/parts/money.yaml").unwrap().contains("A currency."));
    let (tree, record) = (project.load().unwrap(), Input::Released.sources(&project).unwrap());
    assert!(tree.is_same(&record));
    edit(&project, "openapi/parts/money.yaml", |text| text.replace("A currency.", "One currency."));
    assert!(!project.load().unwrap().is_same(&record), "another file is a source");
}

#[test]
fn a_saved_change_of_another_file_is_generated() {
    let (_folder, project) = workspace();
    split(&project);
    let mut pauses = 0;
    let wait = || {
        pauses += 1;
        if pauses == 3 {
            edit(&project, "openapi/parts/money.yaml", |text| text.replace("A currency.", "One currency."));
        }
        pauses < 6
    };
    let mut reports = Vec::new();
    watch(&project, wait, |report| reports.push(report.unwrap()));
    assert_eq!(reports.len(), 2, "{reports:?}");
    assert!(project.read(COPY).unwrap().contains("One currency."));
}
