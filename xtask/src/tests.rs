//! Tests all steps on a workspace with one small contract, `tests/shop`. Some tests use another contract.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use dataarts_insight_diff::Verdict;
use dataarts_insight_openapi::{
    Contract,
    document::{Document, Node, Value},
};
use dataarts_insight_validator::Validator;
use walkdir::{DirEntry, WalkDir};

use crate::{
    GENERATE_COMMAND, Input, Project, Source, Sources,
    accepted::ACCEPTED,
    artifacts,
    commands::{
        diff,
        generate::{State, compare},
        lint, schema,
    },
    lower,
    manifest::{MANIFEST, Manifest},
    overlay, passes, released,
    schema::{children, kind, response_schemas_mut},
    settings::Settings,
};

mod advice;
mod check;
mod edits;
mod files;
mod foreign;
mod random;
mod release;
mod watch;

const CONTRACT: &str = "openapi/shop.yaml";
const OVERLAY: &str = "openapi/overlays/shop.yaml";
const CLIENT: &str = "crates/shop/src/generated/client.rs";
const COPY: &str = "crates/openapi/src/generated/shop.yaml";

/// Returns the root of this workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns the folder with the example workspace `shop`: a contract, its overlay, its manifest entry, and a crate for
/// its generated code.
fn fixture() -> std::path::PathBuf {
    root().join("xtask/src/tests/shop")
}

/// Returns a new workspace in a temporary folder, with the contract of `shop` and its derived files.
fn workspace() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture().join("openapi"), &folder.path().join("openapi"));
    fs::copy(fixture().join("entry.toml"), folder.path().join(MANIFEST)).unwrap();
    let project = Project::at(folder.path());
    compare(&project).unwrap().write(&project).unwrap();
    (folder, project)
}

/// Copies a folder without build output, version control and installed packages.
fn copy(from: &Path, to: &Path) {
    let is_source = |item: &DirEntry| !["target", ".git", "node_modules"].iter().any(|name| item.file_name() == *name);
    for item in WalkDir::new(from).into_iter().filter_entry(is_source).map(Result::unwrap) {
        let target = to.join(item.path().strip_prefix(from).unwrap());
        if item.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

fn edit(project: &Project, path: &str, change: impl FnOnce(String) -> String) {
    let text = project.read(path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "the edit of {path} changes it");
    fs::write(project.root().join(path), changed).unwrap();
}

/// Returns the paths of derived files that differ from the generated content.
fn stale(project: &Project) -> Vec<String> {
    let files = compare(project).unwrap().files.into_iter();
    files.filter(|file| file.state != State::Unchanged).map(|file| file.path).collect()
}

/// Makes the same comparison as `cargo xtask generate --check`, so a stale file also fails `cargo test`.
#[test]
fn derived_files_of_this_workspace_are_fresh() {
    if let Some(complaint) = compare(&Project::at(root())).unwrap().complaint() {
        panic!("{complaint}");
    }
}

#[test]
fn second_run_writes_nothing() {
    let (_folder, project) = workspace();
    let path = project.root().join(CLIENT);
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let comparison = compare(&project).unwrap();
    assert_eq!(comparison.complaint(), None);
    comparison.write(&project).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn damaged_files_are_named_and_repaired() {
    let (_folder, project) = workspace();
    let paths: Vec<String> = compare(&project).unwrap().files.into_iter().map(|file| file.path).collect();
    assert!(paths.len() > 8, "{paths:?}");
    let good: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(project.root().join(path)).unwrap()).collect();
    let edited = |good: &[u8]| {
        let mut bytes = good.to_vec();
        bytes[good.len() / 2] ^= 1;
        bytes
    };
    type Damage<'a> = &'a dyn Fn(&[u8]) -> Option<Vec<u8>>;
    let damages: [Damage; 4] =
        [&|good| Some(edited(good)), &|_| Some(Vec::new()), &|_| Some(vec![0xff, 0xfe]), &|_| None];
    for damage in damages {
        for (path, good) in paths.iter().zip(&good) {
            let path = project.root().join(path);
            match damage(good) {
                Some(bytes) => fs::write(path, bytes).unwrap(),
                None => fs::remove_file(path).unwrap(),
            }
        }
        let comparison = compare(&project).unwrap();
        let complaint = comparison.complaint().unwrap();
        assert!(complaint.contains(GENERATE_COMMAND), "{complaint}");
        comparison.write(&project).unwrap();
        for (path, good) in paths.iter().zip(&good) {
            assert!(complaint.contains(path.as_str()), "{path}: {complaint}");
            assert_eq!(&fs::read(project.root().join(path)).unwrap(), good, "{path}");
        }
    }
}

#[test]
fn removes_only_stray_files_that_are_generated() {
    let (_folder, project) = workspace();
    let ours = "openapi/generated/shop/Gone.json";
    let theirs = "crates/shop/src/generated/notes/mine.txt";
    fs::write(project.root().join(ours), "{\"$comment\": \"@generated by an earlier run\"}").unwrap();
    fs::create_dir_all(project.root().join(theirs).parent().unwrap()).unwrap();
    fs::write(project.root().join(theirs), "mine").unwrap();
    assert_eq!(stale(&project), [theirs, ours]);
    compare(&project).unwrap().write(&project).unwrap();
    assert_eq!(stale(&project), [theirs]);
    assert!(compare(&project).unwrap().complaint().unwrap().contains("move `"));
}

/// An edit of a contract must only change the derived files that contain the edited part. So if two people edit
/// different parts, they get no merge conflict in derived files.
#[test]
fn edits_change_only_files_with_the_edited_part() {
    let (_folder, project) = workspace();
    edit(&project, CONTRACT, |text| format!("# A comment.\n{}", text.replace("paths:\n", "# Another one.\npaths:\n")));
    edit(&project, OVERLAY, |text| format!("# A comment.\n{text}"));
    assert_eq!(stale(&project), [COPY]);
    compare(&project).unwrap().write(&project).unwrap();
    edit(&project, CONTRACT, |text| text.replace("The order is paid.", "The customer has paid."));
    let schemas = ["openapi/generated/shop/Order.json", "openapi/generated/shop/OrderState.json"];
    let page = "docs/generated/shop.md";
    assert_eq!(stale(&project), [COPY, "crates/shop/src/generated/order_state.rs", page, schemas[0], schemas[1]]);
}

#[test]
fn reference_has_what_the_contract_says() {
    let (_folder, project) = workspace();
    let page = project.read("docs/generated/shop.md").unwrap();
    for text in [
        "<!-- @generated by `cargo xtask generate` from openapi/shop.yaml. Do not edit. -->\n",
        "\n### create_order\n\nCreates an order.\n\n`POST /v1/{project_id}/orders`\n",
        "| `limit` | query | integer (int32) | no | 1 to 100 | The largest number of orders. |\n",
        "| `X-Secret` | header | string | no | secret | Secret. |\n",
        "\nThis operation is deprecated.\n",
        "\nRequest body: `application/json`: [NewOrder](#neworder). The order.\n",
        "| 201 | The order is created. | `application/json`: [Order](#order) |\n",
        "| `Location` | string | yes | at least 1 character | The address of the order. |\n",
        "\nExample of 201.\n\n```json\n{\n  \"id\": \"1\",\n",
        "| Error | Meaning | Body |\n|---|---|---|\n| 400 | The request failed. |",
        "| `state` | [OrderState](#orderstate) | yes |  | State of the order. |\n",
        "| `note` | string | no | at most 20 characters | Note. |\n",
        "| `0` | Open | The order is open. |\n",
        "curl --request POST \"$ENDPOINT/v1/PROJECT_ID/orders\" \\\n  --header \"X-Auth-Token: $TOKEN\" \\\n",
        "  --data '{\"currency\":\"EUR\",\"total\":1}' \\\n  --output response.json\n",
        "use shop::{Client, builder::CreateOrder, types};\n",
        "        .create_order()\n        .project_id(\"PROJECT_ID\")\n        .body(body)\n",
        "dataarts-insight validate --contract openapi/shop.yaml --operation list_orders --status 200 response.json\n",
    ] {
        assert!(page.contains(text), "`{text}` is not in:\n{page}");
    }
    let code = project.read("docs/generated/shop.rs").unwrap();
    assert!(page.contains(code.split_once("pub mod create_order {\n").unwrap().1.split_once("\n}\n}").unwrap().0));
    // A handwritten snippet replaces the generated one, and an edit of the snippet makes the page stale.
    fs::create_dir_all(project.root().join("docs/snippets")).unwrap();
    fs::write(project.root().join("docs/snippets/create_order.rs"), "fn mine() {}\n").unwrap();
    fs::write(project.root().join("docs/snippets/create_order.sh"), "mine --order\n").unwrap();
    assert_eq!(stale(&project), ["docs/generated/shop.md", "docs/generated/shop.rs"]);
    compare(&project).unwrap().write(&project).unwrap();
    let page = project.read("docs/generated/shop.md").unwrap();
    assert!(page.contains("\nIn Rust:\n\n```rust\nfn mine() {}\n```\n"), "{page}");
    assert!(page.contains("```sh\nmine --order\ndataarts-insight validate "), "{page}");
}

#[test]
fn new_enum_value_becomes_variant() {
    let (_folder, project) = workspace();
    edit(&project, CONTRACT, |text| {
        text.replace("[-1, 0, 1]", "[-1, 0, 1, 2]")
            .replace("Open, Paid]", "Open, Paid, Sent]")
            .replace("The order is paid.]", "The order is paid., The order is sent.]")
    });
    compare(&project).unwrap().write(&project).unwrap();
    let text = project.read("crates/shop/src/generated/order_state.rs").unwrap();
    assert!(text.contains("2 => Self::Sent") && text.contains("/// The order is sent."), "{text}");
}

#[test]
fn client_has_what_the_contract_says() {
    let (_folder, project) = workspace();
    let client = project.read(CLIENT).unwrap();
    for expected in [
        "pub fn list_orders(",
        "pub fn limit<V>(",
        "pub fn x_secret<V>(",
        "\"x_secret\", &::std::format_args!(\"<redacted>\")",
        "\"access_code\", &::std::format_args!(\"<redacted>\")",
        "pub fn body_map<F>(",
        "pub items: ::std::option::Option<::std::vec::Vec<ListOrdersResponseItemsItem>>",
        "#[deprecated = ",
        "pub old_id: ",
        // Generated code does not use the name `Part`, so the type of the component `Part` has this name.
        "pub struct Part ",
        "An \\[example\\].",
        "A \\[default\\].",
        "Contract: `openapi/shop.yaml#/components/schemas/Order`.",
    ] {
        assert!(client.contains(expected), "{expected}");
    }
    assert!(project.read("openapi/generated/shop/Order.json").unwrap().contains("#/$defs/Part"));
}

/// A second contract needs only an entry in the manifest and a folder for its crate.
#[test]
fn second_contract_is_one_entry_and_one_crate() {
    let folder = tempfile::tempdir().unwrap();
    copy(root(), folder.path());
    copy(&fixture().join("openapi"), &folder.path().join("openapi"));
    copy(&fixture().join("crates"), &folder.path().join("crates"));
    let project = Project::at(folder.path());
    let entry = fs::read_to_string(fixture().join("entry.toml")).unwrap();
    edit(&project, MANIFEST, |text| text + &entry);
    compare(&project).unwrap().write(&project).unwrap();

    // Uses the target folder of this test. On the next run, cargo then compiles only the crate's own code.
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let check = ["check", "--quiet", "--offline", "--package", "shop", "--package", "dataarts-insight-openapi"];
    let output = Command::new(env!("CARGO"))
        .args(check)
        .args(["--features", "dataarts-insight-openapi/embedded"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let copied = Contract::parse("shop.yaml", project.read(COPY).unwrap()).unwrap();
    let default = project.manifest().unwrap().entries.last().unwrap().validate.clone().unwrap();
    let validator = Validator::response(&copied, &default.operation, default.status).unwrap();
    assert!(validator.is_valid(br#"{"id": "1", "state": 0}"#));
    assert!(!validator.is_valid(br#"{"id": "1", "state": 7}"#));
}

#[test]
fn lint_errors_stop_generation() {
    let (_folder, project) = workspace();
    edit(&project, CONTRACT, |text| text.replace("operationId: list_orders", "operationid: list_orders"));
    let message = compare(&project).unwrap_err().to_string();
    let start = format!("1 error in the contracts; nothing was generated\n\n{CONTRACT}:");
    assert!(message.starts_with(&start), "{message}");
    assert!(!message.ends_with('\n'), "{message}");
    fs::write(project.root().join(CONTRACT), "a: [\n").unwrap();
    let message = compare(&project).unwrap_err().to_string();
    assert!(message.contains("error[yaml-syntax]"), "{message}");
}

#[test]
fn manifest_sets_the_levels_of_lint_rules() {
    let (_folder, project) = workspace();
    let part = "    Unused: { type: string, description: No operation uses it. }\n";
    edit(&project, CONTRACT, |text| text + part);
    let path = project.root().join(CONTRACT).display().to_string();
    let findings = || {
        let findings = lint::Contracts::of(&project).unwrap().lint(&path, &project.read(CONTRACT).unwrap(), None);
        findings.iter().map(|finding| format!("{}[{}]", finding.severity, finding.rule)).collect::<Vec<_>>()
    };
    assert_eq!(findings(), ["warning[unused-component]"]);
    compare(&project).unwrap();
    edit(&project, MANIFEST, |text| text + "lint = { warnings = \"deny\" }\n");
    assert_eq!(findings(), ["error[unused-component]"]);
    assert!(compare(&project).unwrap_err().to_string().contains("error[unused-component]"));
    edit(&project, MANIFEST, |text| text.replace("\"deny\"", "\"deny\", unused-component = \"warn\""));
    assert_eq!(findings(), ["warning[unused-component]"]);
    compare(&project).unwrap();
    edit(&project, MANIFEST, |text| text.replace("\"warn\"", "\"allow\""));
    assert!(findings().is_empty());
}

#[test]
fn manifest_selects_operations() {
    let (_folder, project) = workspace();
    let client =
        || compare(&project).map(|files| files.files.into_iter().find(|file| file.path == CLIENT).unwrap().new);
    edit(&project, MANIFEST, |text| text + "operations = [\"list_orders\"]\n");
    let code = client().unwrap();
    assert!(code.contains("pub fn list_orders") && !code.contains("pub fn create_order"));
    edit(&project, MANIFEST, |text| text.replace("\"list_orders\"", "\"Ordrs\""));
    let message = client().unwrap_err().to_string();
    assert!(message.contains("did you mean `Orders`?"), "{message}");
    edit(&project, MANIFEST, |text| text.replace("operations = [\"Ordrs\"]", "types_only = true"));
    let code = client().unwrap();
    assert!(code.contains("pub struct NewOrder") && !code.contains("pub fn list_orders"));
}

#[test]
fn prints_schemas_by_name() {
    let (_folder, project) = workspace();
    let run = |contract, name| schema::run(&project, contract, name).map_err(|error| error.to_string());
    assert_eq!(run(None, None).unwrap().lines().next(), Some("NewOrder"));
    assert!(run(Some("shop"), Some("Order")).unwrap().contains("\"title\": \"Order\""));
    assert!(run(None, Some("Ordr")).unwrap_err().contains("did you mean `Order`?"));
    assert!(run(Some("shp"), None).unwrap_err().contains("did you mean `shop`?"));
}

#[test]
fn names_the_place_of_mistakes_in_the_manifest() {
    let entry = "[[contracts]]\nname = \"a\"\ncontract = \"openapi/a.yaml\"\n";
    for (text, expected) in [
        (String::new(), "1:1: the manifest lists no contract"),
        ("contracts = [\n".to_owned(), "1:14: unclosed array"),
        ("contract = 1\n".to_owned(), "1:1: unknown key `contract`; did you mean `contracts`?"),
        ("[[contracts]]\ncontract = \"a.yaml\"\n".to_owned(), "1:1: the contract has no `name`"),
        ("[[contracts]]\nname = \"a\"\n".to_owned(), "1:1: the contract has no `contract`"),
        (format!("{entry}overlai = \"o.yaml\"\n"), "4:1: unknown key `overlai`; did you mean `overlay`?"),
        (format!("{entry}client = 3\n"), "4:10: expected a text, found a number"),
        (format!("{entry}client = \"../other\"\n"), "4:10: `client` must be a path below"),
        (format!("{entry}schemas = \"openapi/schema\"\n"), "4:11: `schemas` must lie in a folder"),
        (format!("{entry}validate = \"a\"\n"), "4:12: expected an object, found a string"),
        (format!("{entry}validate = {{ operation = \"a\", status = 99 }}\n"), "`status` from 100 to 599"),
        (format!("{entry}operations = \"a\"\n"), "4:14: expected a list of operation IDs and tags, found a string"),
        (format!("{entry}types_only = 1\n"), "4:14: expected true or false, found a number"),
        (format!("{entry}lint = {{ unused-component = \"off\" }}\n"), "4:29: expected the level"),
        (format!("{entry}lint = {{ unused-componet = \"warn\" }}\n"), "4:10: there is no rule `unused-componet`; did"),
        (format!("{entry}{entry}"), "4:1: a second contract has the name `a`"),
    ] {
        let message = Manifest::parse(&text).expect_err(&text).to_string();
        assert!(message.starts_with("openapi/contracts.toml:") && message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn rejects_a_manifest_that_does_not_fit_the_contracts() {
    let entry = fs::read_to_string(fixture().join("entry.toml")).unwrap();
    for (text, expected) in [
        (entry.replace("create_order", "creat_order"), "did you mean `create_order`?"),
        (entry.replace("201", "202"), "there is no response of create_order `202`"),
        (format!("{entry}{}", entry.replace("\"shop\"", "\"other\"")), "15:1: an earlier entry writes "),
        (entry.replace("openapi/shop.yaml", "openapi/gone.yaml"), "openapi/gone.yaml"),
    ] {
        let (_folder, project) = workspace();
        fs::write(project.root().join(MANIFEST), text).unwrap();
        let message = compare(&project).expect_err(expected).to_string();
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn names_the_place_of_mistakes_in_the_overlay() {
    let at = "target: /components/schemas/Order/properties/note";
    for (name, text, expected) in [
        ("no such target", "actions:\n  - target: /gone\n    remove: [a]\n    reason: r\n".to_owned(), "o.yaml:2:13"),
        ("no such key", format!("actions:\n  - {at}\n    remove: [gone]\n    reason: r\n"), "o.yaml:3:14"),
        ("same value", format!("actions:\n  - {at}\n    set: {{ type: string }}\n    reason: r\n"), "o.yaml:3:12"),
        ("no reason", format!("actions:\n  - {at}\n    remove: [type]\n"), "no `reason`"),
        ("empty reason", format!("actions:\n  - {at}\n    remove: [type]\n    reason: ' '\n"), "o.yaml:4:13"),
        ("no action", format!("actions:\n  - {at}\n    reason: r\n"), "does nothing"),
        ("unknown key", format!("actions:\n  - {at}\n    drop: [type]\n    reason: r\n"), "unknown key `drop`"),
        ("unknown top key", "action: []\n".to_owned(), "unknown key `action`"),
        ("twice", "actions: []\nactions: []\n".to_owned(), "duplicate key `actions`"),
        ("no list", "actions: 3\n".to_owned(), "expected a list"),
    ] {
        let mut contract = contract().root().clone();
        let error =
            overlay::apply(&mut contract, &Settings::yaml("o.yaml", text).unwrap()).expect_err(name).to_string();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

/// Returns the contract of `shop`.
fn contract() -> Document {
    Document::parse(CONTRACT, fs::read_to_string(fixture().join(CONTRACT)).unwrap()).unwrap()
}

#[test]
fn no_narrowing_keyword_reaches_a_response_type() {
    let (_folder, project) = workspace();
    let contracts = [project, Project::at(root())].map(|project| project.load().unwrap().contracts);
    for Source { document, overlay, .. } in contracts.into_iter().flatten() {
        let mut contract = document.root().clone();
        overlay.iter().for_each(|overlay| overlay::apply(&mut contract, overlay).unwrap());
        check_response_types(&lower::lower(&contract));
    }
}

fn check_response_types(effective: &Node) {
    let removed: BTreeSet<&str> =
        passes::RESPONSE.iter().flat_map(|pass| pass.removes).chain(passes::combinators::REMOVES).copied().collect();
    let mut copy = effective.clone();
    let mut schemas: Vec<Node> = response_schemas_mut(&mut copy).into_iter().map(|node| node.clone()).collect();
    for name in lower::response_components(effective) {
        schemas.push(effective.pointer("/components/schemas").unwrap().get(&name).unwrap().clone());
    }
    assert!(schemas.len() > 1);
    while let Some(next) = schemas.pop() {
        for key in &removed {
            assert!(next.get(key).is_none(), "`{key}` in {}", next.to_json());
        }
        let format = next.get("format").and_then(Node::as_str);
        assert!(matches!(format, None | Some("int64")), "{format:?}");
        if kind(&next) == Some("object") {
            assert!(matches!(next.get("additionalProperties").unwrap().value, Value::Object(_)));
        }
        schemas.extend(children(&next).into_iter().cloned());
    }
}

#[test]
fn relaxations_change_response_schemas() {
    for (name, given, expected) in [
        ("enums", "{type: string, enum: [a]}", r#"{"type":"string"}"#),
        ("lengths", "{type: string, minLength: 1, maxLength: 2, pattern: a}", r#"{"type":"string"}"#),
        ("bounds", "{type: integer, format: int64, minimum: 1}", r#"{"format":"int64","type":"integer"}"#),
        ("formats", "{type: integer, format: int32}", r#"{"format":"int64","type":"integer"}"#),
        ("formats of strings", "{type: string, format: uuid}", r#"{"type":"string"}"#),
        ("defaults", "{type: boolean, default: true}", r#"{"type":"boolean"}"#),
        ("scalar references", "{$ref: '#/components/schemas/Kind'}", r#"{"type":"string"}"#),
        ("allOf of one", "{description: d, allOf: [{type: string}]}", r#"{"description":"d","type":"string"}"#),
        ("anyOf of one type", "{anyOf: [{type: string}, {type: string, enum: [a]}]}", r#"{"type":"string"}"#),
        ("anyOf of several", "{anyOf: [{type: string}, {type: integer}]}", "{}"),
        ("not", "{type: string, not: {enum: [a]}}", r#"{"type":"string"}"#),
        (
            "unknown fields",
            "{type: object, additionalProperties: false}",
            r#"{"additionalProperties":{},"type":"object"}"#,
        ),
        (
            "lists that are null",
            "{type: object, required: [a], properties: {a: {type: array, items: {type: string}}}}",
            r#"{"additionalProperties":{},"properties":{"a":{"items":{"type":"string"},"nullable":true,"type":"array"}},"type":"object"}"#,
        ),
        (
            "allOf of objects",
            "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}}}]}",
            r#"{"additionalProperties":{},"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"}"#,
        ),
        ("implied type", "{properties: {}}", r#"{"additionalProperties":{},"properties":{},"type":"object"}"#),
    ] {
        let text = format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{content: {{j: {{schema: {given}}}}}}}, '404': {{}}}}}}}}}}\ncomponents:\n  \
             schemas:\n    Kind: {{type: string, enum: [a]}}\n    Base: {{type: object, properties: {{a: {{type: string}}}}}}\n"
        );
        let root = Document::parse("c.yaml", text).unwrap();
        let mut lowered = lower::lower(root.root());
        assert_eq!(response_schemas_mut(&mut lowered)[0].to_json().to_string(), expected, "{name}");
        assert!(lowered.pointer("/paths/~1a/get/responses/404").is_none());
    }
}

/// A contract with mistakes gives an error or files, but no panic.
#[test]
fn generator_never_panics() {
    let (_folder, project) = workspace();
    let sources = project.load().unwrap();
    let generate = |text: &str| {
        let document = Document::parse(CONTRACT, text).ok()?;
        let contracts = vec![Source { document: document.into(), overlay: None, ..sources.contracts[0].clone() }];
        Some(artifacts(&Sources { contracts, ..sources.clone() }))
    };
    let text = project.read(CONTRACT).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut outcomes = BTreeSet::new();
    for skipped in (0..lines.len()).step_by(3) {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != skipped).map(|(_, line)| *line).collect();
        outcomes.extend(generate(&kept.join("\n")).map(|outcome| outcome.is_ok()));
    }
    assert_eq!(outcomes.len(), 2);
    for text in [
        "null",
        "3",
        "[]",
        "openapi: 3.0.3",
        "paths: 3",
        "components: {schemas: [1]}",
        "paths: {/a: {get: {responses: []}}}",
    ] {
        assert!(generate(text).unwrap().is_err(), "{text}");
    }
}

/// Runs git in a workspace, without the user's git configuration.
fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]).args(arguments);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn compares_the_working_tree_with_a_commit() {
    let (_folder, project) = workspace();
    git(&project, &["init", "-q", "-b", "main"]);
    git(&project, &["add", "-A"]);
    git(&project, &["commit", "-q", "-m", "start"]);
    let base = Input::base(&project).unwrap_err();
    assert!(base.to_string().starts_with("there is nothing to compare with: this is not a branch"), "{base}");
    assert!(released::record(&project).unwrap().contains(&"openapi/released/shop.yaml".to_owned()));
    assert_eq!(Input::base(&project).unwrap(), Input::Released);

    git(&project, &["tag", "v0.1.0"]);
    assert_eq!(Input::base(&project).unwrap(), Input::Revision("v0.1.0".to_owned()));
    git(&project, &["switch", "-q", "-c", "edit"]);
    let base = Input::base(&project).unwrap();
    assert_eq!(base.name().len(), 12, "the commit where the branch left the main branch");

    edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1));
    let main = Input::Revision("main".to_owned());
    for old in [&main, &Input::Released] {
        let outcome = diff::run(&project, old, &Input::Tree, None).unwrap();
        let report = &outcome.reports[0];
        assert_eq!(report.comparison.changes[0].rule.id, "property-renamed");
        assert_eq!(report.semver.client, dataarts_insight_diff::Step::Major);
        let gone = |item: &str| report.rust.iter().any(|change| change.item == item && change.message == "is gone");
        assert!(gone("client::types::NewOrder::total"), "{:#?}", report.rust);
    }
    let report = &diff::run(&project, &main, &Input::Tree, None).unwrap().reports[0];
    assert_eq!(report.comparison.old.name(), "main:openapi/shop.yaml");

    let one = Input::FileOf("main".to_owned(), CONTRACT.to_owned());
    let alone = diff::run(&project, &one, &Input::Tree, None).unwrap();
    assert_eq!(alone.reports[0].comparison.changes.len(), report.comparison.changes.len());
    assert_eq!(alone.reports[0].semver.client, dataarts_insight_diff::Step::Major);
    assert_eq!(alone.reports[0].rust.iter().filter(|change| change.message.contains("documentation")).count(), 0);
    let gone = diff::run(&project, &Input::Revision("nothing".to_owned()), &Input::Tree, None).unwrap_err();
    assert_eq!(gone.to_string(), "`nothing` is neither a file nor a commit of this repository");
}

#[test]
fn accepted_changes_do_not_fail_a_comparison() {
    let (_folder, project) = workspace();
    released::record(&project).unwrap();
    edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1));
    let run = || diff::run(&project, &Input::Released, &Input::Tree, None);
    let fingerprint = run().unwrap().reports[0].comparison.changes[0].fingerprint.clone();
    let write = |text: String| fs::write(project.root().join(ACCEPTED), text).unwrap();

    write(format!("[{fingerprint}]\nreason = \"The service never took `total`.\"\n"));
    let outcome = run().unwrap();
    assert!(outcome.unmatched.is_empty(), "{:?}", outcome.unmatched);
    assert!(outcome.reports[0].worst() < Verdict::Breaking);
    assert!(outcome.reports[0].json().contains("\"accepted\": true"));
    assert!(outcome.reports[0].human().contains("breaking[property-renamed] (accepted): "));

    // A comparison with `HEAD` instead of the last release finds no change. The comparison must still not report the
    // entry of the accepted change as unnecessary.
    git(&project, &["init", "-q", "-b", "main"]);
    git(&project, &["add", "-A"]);
    git(&project, &["commit", "-q", "-m", "start"]);
    let head = Input::Revision("HEAD".to_owned());
    assert!(diff::run(&project, &head, &Input::Tree, None).unwrap().unmatched.is_empty());

    write("\n[0123456789abcdef]\nreason = \"r\"\n".to_owned());
    let outcome = run().unwrap();
    let expected = format!("{ACCEPTED}:2:2: no change has the fingerprint `0123456789abcdef`: remove the entry");
    assert_eq!(outcome.unmatched.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    assert_eq!(outcome.reports[0].worst(), Verdict::Breaking);

    for (text, expected) in [
        ("[0123]\nreason = \"r\"\n", "1:2: `0123` is not a fingerprint"),
        ("[0123456789abcdef]\n", "1:2: the accepted change `0123456789abcdef` has no `reason`"),
        ("[0123456789abcdef]\nreason = \"\"\n", "2:10: `reason` is blank"),
        ("[0123456789abcdef]\nreson = \"r\"\n", "2:1: unknown key `reson`; did you mean `reason`?"),
        ("[0123456789abcdef]\n[0123456789abcdef]\n", "2:2: duplicate key"),
    ] {
        write(text.to_owned());
        let message = run().unwrap_err().to_string();
        assert!(message.starts_with(&format!("{ACCEPTED}:")) && message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn comparison_tells_that_one_side_cannot_be_generated() {
    let (_folder, project) = workspace();
    released::record(&project).unwrap();
    let overlay = "actions:\n  - target: /gone\n    remove: [a]\n    reason: r\n";
    fs::write(project.root().join("openapi/released/overlays/shop.yaml"), overlay).unwrap();
    let outcome = diff::run(&project, &Input::Released, &Input::Tree, None).unwrap();
    let human = outcome.reports[0].human();
    let expected = "note: the generated code is not compared, and the step of the client follows from the kinds of the \
                    changes: openapi/released cannot be generated: openapi/overlays/shop.yaml:2:13: ";
    assert!(human.contains(expected), "{human}");
}

/// `cargo xtask check` needs the record of this workspace as its base.
#[test]
fn record_of_the_last_release_can_be_read() {
    let project = Project::at(root());
    Input::Released.sources(&project).unwrap();
    assert!(!released::versions(&project).unwrap().crates.is_empty());
}
