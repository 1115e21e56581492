//! Checks that crates have only the dependencies in ARCHITECTURE.md. Checks that each path in ARCHITECTURE.md,
//! CONTRIBUTING.md and README.md exists.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

/// The dependencies that ARCHITECTURE.md allows: each crate, and the workspace crates that the crate and its tests may
/// use.
const ARROWS: [(&str, &[&str]); 11] = [
    ("dataarts-insight-openapi", &[]),
    ("dataarts-insight-validator", &["dataarts-insight-openapi"]),
    ("dataarts-insight-lint", &["dataarts-insight-openapi", "dataarts-insight-validator"]),
    ("dataarts-insight-diff", &["dataarts-insight-openapi", "dataarts-insight-validator"]),
    ("dataarts-insight-report", &["dataarts-insight-openapi"]),
    ("dataarts-insight-client", &[]),
    ("dataarts-insight-iam-client", &[]),
    ("dataarts-insight", &["dataarts-insight-client", "dataarts-insight-iam-client"]),
    ("dataarts-insight-mock", &["dataarts-insight-openapi", "dataarts-insight-validator"]),
    (
        "dataarts-insight-cli",
        &[
            "dataarts-insight",
            "dataarts-insight-diff",
            "dataarts-insight-lint",
            "dataarts-insight-mock",
            "dataarts-insight-openapi",
            "dataarts-insight-report",
            "dataarts-insight-validator",
        ],
    ),
    (
        "xtask",
        &[
            "dataarts-insight-diff",
            "dataarts-insight-lint",
            "dataarts-insight-openapi",
            "dataarts-insight-report",
            "dataarts-insight-validator",
        ],
    ),
];

#[test]
fn dependencies_point_one_way() {
    let members = members();
    let known: BTreeSet<&str> = ARROWS
        .iter()
        .map(|(name, _)| *name)
        .chain(["dataarts-insight-tests", "dataarts-insight-faults", "dataarts-insight-fuzz"])
        .collect();
    let names: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    assert_eq!(names, known, "a new crate needs its arrows in ARROWS and in ARCHITECTURE.md");
    for (name, allowed) in ARROWS {
        for dependency in &members[name] {
            let allowed = !known.contains(dependency.as_str()) || allowed.contains(&dependency.as_str());
            assert!(allowed, "{name} must not depend on {dependency}: see the arrows in ARCHITECTURE.md");
        }
    }
}

#[test]
fn pages_name_existing_paths() {
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        for path in text.split('`').skip(1).step_by(2).filter(|code| is_path(code)) {
            assert!(root().join(path).exists(), "{page} names `{path}`, which does not exist");
        }
    }
}

/// Returns whether a text in backticks is a path of the project. A text with a placeholder such as `<name>` is not a
/// path.
fn is_path(code: &str) -> bool {
    let folders = ["crates/", "openapi/", "xtask/", "tests/", "docs/", ".cargo/", ".ci/", ".github/"];
    folders.iter().any(|folder| code.starts_with(folder)) && !code.contains(['*', '<', '{', ' ', '\n'])
}

/// Returns each crate of the workspace with its direct dependencies, including the dependencies of tests and builds.
fn members() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let names = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|item| item["name"].as_str().map(str::to_owned)).collect()
    };
    let packages = metadata["packages"].as_array().expect("a list of packages");
    packages
        .iter()
        .map(|package| (package["name"].as_str().expect("a name").to_owned(), names(&package["dependencies"])))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}
