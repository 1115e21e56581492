//! Checks docs/screens.md. This page shows twelve edits of a file in a workspace. Each edit is followed by the output
//! of `cargo xtask check`.
//!
//! To add an edit, add a row to [`EDITS`]. `INSTA_UPDATE=always cargo test -p dataarts-insight-tests screens` rewrites
//! the page.

use std::{fs, path::Path};

use similar::TextDiff;
use xtask::{
    Project,
    commands::{check, generate},
    manifest::MANIFEST,
    released,
};

use crate::pages::{assert_page, read};

const CONTRACT: &str = "openapi/import-tasks.yaml";

const ENTRY: &str = r#"[[contracts]]
name = "import-tasks"
contract = "openapi/import-tasks.yaml"
overlay = "openapi/overlays/import-tasks.yaml"
client = "crates/client"
enums = "crates/insight"
embedded = "crates/openapi"
lint = { warnings = "deny" }
"#;

const INTRODUCTION: &str = "# Screens

The output of `cargo xtask check` for twelve common edits. Each edit starts from a released workspace with one contract,
version 0.1.0, without git. Edits are shown without the unchanged lines, and each line is cut after 100 characters. A test
makes this page; `CONTRIBUTING.md` explains the steps and the exit codes.
";

/// An edit of a file. Each pair in `replacements` is an old text and its new text. If `generate` is `true`, `cargo
/// xtask generate` runs before the check.
struct Edit {
    title: &'static str,
    file: &'static str,
    replacements: &'static [(&'static str, &'static str)],
    generate: bool,
    /// The steps of the check that must fail, in the order in which they run.
    failed: &'static [&'static str],
}

const EDITS: [Edit; 12] = [
    Edit {
        title: "A typo in a key",
        file: CONTRACT,
        replacements: &[("      required: [error_code, error_msg]\n", "      requird: [error_code, error_msg]\n")],
        generate: false,
        failed: &["lint"],
    },
    Edit {
        title: "A typo in an `x-` key",
        file: CONTRACT,
        replacements: &[("x-enum-varnames: [Import, ", "x-enum-varname: [Import, ")],
        generate: false,
        failed: &["lint"],
    },
    Edit {
        title: "A new status",
        file: CONTRACT,
        replacements: &[
            ("enum: [-1, 0, 1, 2, 3, 4]", "enum: [-1, 0, 1, 2, 3, 4, 5]"),
            ("BeingProcessed]", "BeingProcessed, Cancelled]"),
            ("        - Being processed.\n", "        - Being processed.\n        - Cancelled.\n"),
        ],
        generate: true,
        failed: &["versions", "changelog"],
    },
    Edit {
        title: "A renamed field",
        file: CONTRACT,
        replacements: &[
            (
                "        error_msg:\n          type: string\n          maxLength: 512\n",
                "        error_message:\n          type: string\n          maxLength: 512\n",
            ),
            ("\"error_msg\" : \"string\", \"import_type\"", "\"error_message\" : \"string\", \"import_type\""),
        ],
        generate: true,
        failed: &["diff", "versions", "changelog"],
    },
    Edit {
        title: "A removed enum value",
        file: CONTRACT,
        replacements: &[
            ("enum: [-1, 0, 1, 2, 3, 4]", "enum: [0, 1, 2, 3, 4]"),
            ("[NotActivated, ToBeProcessed,", "[ToBeProcessed,"),
            ("        - Not activated.\n", ""),
        ],
        generate: true,
        failed: &["versions", "changelog"],
    },
    Edit {
        title: "A new optional query parameter",
        file: CONTRACT,
        replacements: &[(
            "        - name: X-Workspace-Id\n",
            "        - name: verbose\n          in: query\n          description: Whether details are wanted.\n          schema: \
             { type: boolean }\n        - name: X-Workspace-Id\n",
        )],
        generate: true,
        failed: &["versions", "changelog"],
    },
    Edit {
        title: "A new required header",
        file: CONTRACT,
        replacements: &[(
            "        - name: X-Workspace-Id\n",
            "        - name: X-Language\n          in: header\n          required: true\n          description: Language of \
             the messages.\n          schema: { type: string, minLength: 1 }\n        - name: X-Workspace-Id\n",
        )],
        generate: true,
        failed: &["diff", "versions", "changelog"],
    },
    Edit {
        title: "A new operation",
        file: CONTRACT,
        replacements: &[(
            "\ncomponents:\n",
            r##"    delete:
      operationId: delete_import_task
      tags: [Resource Migration]
      summary: Deleting an Import Task
      description: This API is used to delete an import task.
      parameters:
        - name: project_id
          in: path
          required: true
          description: Project ID.
          schema: { type: string, minLength: 1 }
        - name: task_id
          in: path
          required: true
          description: ID of an import task.
          schema: { type: string, minLength: 1 }
      responses:
        "204":
          description: The task is deleted.
        "404":
          $ref: "#/components/responses/Failure"

components:
"##,
        )],
        generate: true,
        failed: &["versions", "changelog"],
    },
    Edit {
        title: "A changed type",
        file: CONTRACT,
        replacements: &[
            (
                "        obs_bucket:\n          type: string\n          maxLength: 128\n",
                "        obs_bucket:\n          type: integer\n",
            ),
            ("\"obs_bucket\" : \"test\"", "\"obs_bucket\" : 7"),
        ],
        generate: true,
        failed: &["diff", "versions", "changelog"],
    },
    Edit {
        title: "An example that no longer matches",
        file: CONTRACT,
        replacements: &[("          example: DataArtsInsight.24010003\n", "          example: 24010003\n")],
        generate: false,
        failed: &["lint"],
    },
    Edit {
        title: "A forgotten `cargo xtask generate`",
        file: CONTRACT,
        replacements: &[(
            "          description: Task failure cause.\n",
            "          description: The cause of the failure.\n",
        )],
        generate: false,
        failed: &["fresh", "versions"],
    },
    Edit {
        title: "A generated file that was edited by hand",
        file: "crates/insight/src/generated/import_type.rs",
        replacements: &[("    CrossSpaceImport,\n", "    CrossWorkspaceImport,\n")],
        generate: false,
        failed: &["fresh"],
    },
];

#[test]
fn each_edit_of_a_day_is_answered_by_one_screen() {
    let mut page = INTRODUCTION.to_owned();
    for edit in &EDITS {
        let folder = tempfile::tempdir().unwrap();
        let project = released_workspace(folder.path());
        let old = project.read(edit.file).unwrap();
        let mut new = old.clone();
        for (from, to) in edit.replacements {
            assert_eq!(new.matches(from).count(), 1, "{}: `{from}`", edit.title);
            new = new.replace(from, to);
        }
        fs::write(folder.path().join(edit.file), &new).unwrap();
        let mut printed = String::new();
        if edit.generate {
            let comparison = generate::compare(&project).unwrap();
            comparison.write(&project).unwrap();
            printed = comparison.summary() + &generate::meaning(&project).unwrap();
        }
        let screen = check::run(&project, &check::Options::default()).unwrap();
        printed += &screen.text();
        assert!(printed.contains(&format!("\nfailed: {} (", edit.failed.join(", "))), "{}:\n{printed}", edit.title);
        assert!(printed.lines().count() <= 40, "{} fits on one screen:\n{printed}", edit.title);
        let command = if edit.generate { "$ cargo xtask generate && cargo xtask check" } else { "$ cargo xtask check" };
        page += &format!(
            "\n## {}\n\n`{}`:\n\n```diff\n{}```\n\n```console\n{command}\n{printed}```\n",
            edit.title,
            edit.file,
            difference(&old, &new)
        );
    }
    assert_page("docs/screens.md", &page);
}

/// Makes a workspace whose version 0.1.0 was released and that has no changes since then.
fn released_workspace(root: &Path) -> Project {
    let package = "[package]\nname = \"a\"\nversion.workspace = true\n";
    for (path, text) in [
        (MANIFEST, ENTRY.to_owned()),
        (CONTRACT, read("tests/fixtures/import-tasks.yaml")),
        ("openapi/overlays/import-tasks.yaml", read("tests/fixtures/import-tasks.overlay.yaml")),
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"0.1.0\"\n".to_owned(),
        ),
        ("crates/client/Cargo.toml", package.to_owned()),
        ("crates/insight/Cargo.toml", package.to_owned()),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- The first version.\n".to_owned()),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let project = Project::at(root);
    generate::compare(&project).unwrap().write(&project).unwrap();
    released::record(&project).unwrap();
    project
}

/// Returns the changed lines, without line numbers. Each line is cut after 100 characters.
fn difference(old: &str, new: &str) -> String {
    let changes = TextDiff::from_lines(old, new);
    let lines = changes.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    let line = |change: similar::Change<&str>| {
        let text: String = change.value().trim_end().chars().take(100).collect();
        format!("{}{text}\n", change.tag())
    };
    lines.map(line).collect()
}
