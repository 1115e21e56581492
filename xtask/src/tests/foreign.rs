//! Generates clients for contracts in the style of other projects. The contracts are in the folder `foreign`.
//!
//! Each contract has one subject, for example one kind of schemas. All clients together are one crate, which must
//! compile without a warning.

use std::{fs, path::Path, process::Command};

use dataarts_insight_openapi::document::Document;

use super::root;
use crate::{
    commands::standalone::{Standalone, write},
    lower::{Selection, lower},
    render,
};

/// Generates a crate for a contract text; returns the code of the client and what `generate` prints.
pub(super) fn generate(folder: &Path, name: &str, text: &str) -> Result<(String, String), crate::Error> {
    let contract = folder.join(format!("{name}.yaml"));
    fs::write(&contract, text).unwrap();
    let out = folder.join(name);
    let printed =
        write(&Standalone { contract, ref_folder: None, folder: out.clone(), selection: Selection::default() }, None)?;
    Ok((fs::read_to_string(out.join("src/generated/client.rs")).unwrap(), printed))
}

/// Generates the client for the contract `foreign/<name>.yaml`.
fn foreign(name: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join(format!("xtask/src/tests/foreign/{name}.yaml"))).unwrap();
    generate(folder.path(), name, &text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compiles several clients as modules of one crate. Warnings are errors.
pub(super) fn compile(clients: &[(String, String)]) {
    let folder = write_crate(clients);
    cargo(folder.path(), &["rustc", "--profile", "dev", "--lib", "--", "--emit=metadata", "-Dwarnings"]);
}

/// Writes a crate with several clients as modules.
fn write_crate(clients: &[(String, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("src")).unwrap();
    fs::write(path("Cargo.toml"), render::package::manifest("foreign-client", "Tests")).unwrap();
    fs::copy(root().join("Cargo.lock"), path("Cargo.lock")).unwrap();
    let mut library = "//! Clients of several contracts.\n".to_owned();
    for (name, code) in clients {
        library += &format!(
            "#[allow(missing_docs)]\npub mod {name} {{\n    #[allow(clippy::unwrap_used)]\n    pub mod client;\n    mod support;\n}}\n"
        );
        fs::create_dir_all(path(&format!("src/{name}"))).unwrap();
        fs::write(path(&format!("src/{name}/client.rs")), code).unwrap();
        fs::write(path(&format!("src/{name}/support.rs")), render::client::support(name, code)).unwrap();
    }
    fs::write(path("src/lib.rs"), library).unwrap();
    folder
}

fn cargo(folder: &Path, arguments: &[&str]) {
    // The crate uses the target folder of this test. On the next run, cargo then compiles only the crate's own code.
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let mut command = Command::new(env!("CARGO"));
    command.args(&arguments[..1]).args(["--quiet", "--offline"]).args(&arguments[1..]);
    let output = command.current_dir(folder).env("CARGO_TARGET_DIR", target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs calls.rs, which calls the generated code.
#[test]
fn requests_and_responses_are_what_the_contract_says() {
    let folder = write_crate(&[("calls".to_owned(), foreign("calls").0)]);
    fs::create_dir(folder.path().join("src/bin")).unwrap();
    let calls = root().join("xtask/src/tests/foreign/calls.rs");
    fs::copy(calls, folder.path().join("src/bin/calls.rs")).unwrap();
    cargo(folder.path(), &["run", "--bin", "calls"]);
}

#[test]
fn shapes_of_other_contracts_compile_without_a_warning() {
    let clients = ["names", "media", "schemas", "unusable", "newer"].map(|name| (name.to_owned(), foreign(name).0));
    compile(&clients);
}

#[test]
fn names_of_the_contract_are_on_the_wire() {
    let (code, _) = foreign("names");
    for expected in [
        "pub fn call_client(",
        "pub fn call_new(",
        "pub fn show_task_2(",
        "pub fn patch_errors(",
        "rename = \"a_b\"",
        "rename = \"extra\"",
        "QueryParam::new(\"send\"",
        "append(\"header_map\"",
        "pub struct Ok2 ",
        "Sends a `GET` request to `/clients/{new}/{id}`",
    ] {
        assert!(code.contains(expected), "{expected}");
    }
    assert!(!code.contains("_2'") && !code.contains("_value'"), "an alias is left");
}

#[test]
fn bodies_have_the_media_type_of_the_contract() {
    let (code, printed) = foreign("media");
    let plain: String = code.split_whitespace().collect();
    for expected in [
        "\"application/vnd.api+json\"",
        "\"application/merge-patch+json\"",
        "multipart_type(\"multipart/form-data\",&body",
        "form_fields(&body)",
        "QueryParam::new(\"filter[a]\"",
        "QueryParam::new(\"size\"",
    ] {
        assert!(plain.contains(expected), "{expected}");
    }
    for expected in [
        "TRACE /vendor is left out",
        "parameters: the cookie `session` is not sent",
        "parameters: the parameter `ids` is a text: write its items with commas between them",
        "parameters: the parameter `undeclared` of the path is not declared",
        "upload: the body is sent as it is",
    ] {
        assert!(printed.contains(expected), "{expected}\n{printed}");
    }
}

#[test]
fn operation_with_an_error_is_left_out() {
    let (code, printed) = foreign("unusable");
    assert!(code.contains("pub fn good(") && code.contains("pub fn callback("));
    assert!(!code.contains("bad_") && !code.contains("pub struct Outer"));
    for expected in [
        "note: POST /good is left out: unusable.yaml:21: ",
        "note: GET /bad is left out: unusable.yaml:14: ",
        "note: PUT /bad is left out: unusable.yaml:14: ",
        "note: the component Alone is left out: unusable.yaml:22: ",
    ] {
        assert!(printed.contains(expected), "{expected}\n{printed}");
    }
    assert!(!printed.contains("component Broken"), "the operation names the error already\n{printed}");
}

#[test]
fn contract_of_openapi_3_1_is_generated() {
    let (code, printed) = foreign("newer");
    let plain: String = code.split_whitespace().collect();
    for expected in [
        "pubid:::std::option::Option<::std::string::String>",
        "pubsize:::std::option::Option<i64>",
        "pubowner:::std::option::Option<Owner>",
        "pubsecond:::std::option::Option<Owner>",
        "pubinner:::std::option::Option<ItemInner>",
        "pubnext:::std::boxed::Box<::std::option::Option<ItemInner>>",
        "pubhomes:::std::option::Option<::std::vec::Vec<OwnerHome>>",
    ] {
        assert!(plain.contains(expected), "{expected}");
    }
    assert!(!code.contains("OwnerHome2"), "the type of a property exists once");
    assert!(printed.contains("GET /items is left out: newer.yaml:13: `if` has no equivalent"), "{printed}");
}

#[test]
fn contract_is_refused_if_no_operation_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let contract = |error: &str, path: &str| {
        let head = format!("openapi: 3.0.3\ninfo: {{title: A, {error}}}\npaths:\n");
        format!("{head}  /a: {{get: {{operationId: a, responses: {{'204': {{{path}}}}}}}}}\n")
    };
    generate(folder.path(), "good", &contract("version: v1", "description: A.")).unwrap();
    for (error, path) in [
        ("version: v1", "$ref: '#/components/responses/Gone'"),
        ("version: v1}\ncomponents: {schemas: [1]", "description: A."),
    ] {
        let result = generate(folder.path(), "bad", &contract(error, path));
        assert!(matches!(result, Err(crate::Error::Lint { errors: 1, .. })), "{error} {path}: {result:?}");
    }
}

#[test]
fn selection_generates_what_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let contract = root().join("xtask/src/tests/foreign/names.yaml");
    let run = |operations: &[&str], types_only| {
        let operations = operations.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection { operations, types_only };
        write(
            &Standalone { contract: contract.clone(), ref_folder: None, folder: folder.path().to_owned(), selection },
            None,
        )?;
        Ok::<_, crate::Error>(fs::read_to_string(folder.path().join("src/generated/client.rs")).unwrap())
    };
    let one = run(&["error"], false).unwrap();
    assert!(one.contains("pub struct Default2"));
    assert!(!one.contains("call_new") && !one.contains("pub struct Document"));
    let types = run(&[], true).unwrap();
    assert!(types.contains("pub struct Document") && !types.contains("fn call_new"));
    compile(&[("types".to_owned(), types)]);
    let message = run(&["eror"], false).unwrap_err().to_string();
    assert!(message.contains("did you mean `error`?"), "{message}");
}

#[test]
fn missing_readonly_value_is_not_demanded() {
    let text = fs::read_to_string(root().join("xtask/src/tests/foreign/schemas.yaml")).unwrap();
    let lowered = lower(Document::parse("c.yaml", text).unwrap().root());
    let request = lowered.pointer("/components/schemas/Request").unwrap();
    assert_eq!(request.get("required").unwrap().to_json().to_string(), r#"["name"]"#);
}
