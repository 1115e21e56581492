//! Tests of `cargo xtask release-check`. This command runs other programs, such as `cargo metadata`. In the tests, a
//! function returns the output instead, and no program runs.

use std::fs;

use super::{check::released_workspace, root};
use crate::{
    ExitCode, Project,
    commands::release_check::{Options, Output, run},
};

/// Runs `release-check`. Returns the exit code, the printed text and the command lines that it would run. `answer`
/// returns the output for a command line, or `None` to simulate that the program is not installed.
fn screen(answer: impl Fn(&str) -> Option<Output>) -> (ExitCode, String, Vec<String>) {
    let (_folder, project) = released_workspace();
    let mut commands = Vec::new();
    let screen = run(&project, Options::default(), &mut |command| {
        commands.push(command.join(" "));
        answer(&command.join(" "))
    });
    let screen = screen.unwrap();
    (screen.exit_code(), screen.text(), commands)
}

fn output(success: bool, stdout: &str, stderr: &str) -> Option<Output> {
    Some(Output { success, stdout: stdout.to_owned(), stderr: stderr.to_owned() })
}

/// Returns an output of `cargo metadata` with two packages. `shop` is published, `xtask` is not.
fn metadata() -> String {
    let package = serde_json::json!({
        "name": "shop", "publish": null, "description": "d", "license": "MIT", "readme": "README.md",
        "rust_version": "1.95", "keywords": ["k"], "categories": ["c"], "metadata": {"docs": {"rs": {}}},
        "dependencies": [{"name": "serde", "req": "^1", "kind": null, "path": null}],
    });
    serde_json::json!({"packages": [package, {"name": "xtask", "publish": []}]}).to_string()
}

fn fine(command: &str) -> Option<Output> {
    match command.split(' ').next() {
        _ if command.starts_with("cargo metadata") => output(true, &metadata(), ""),
        Some("rustup") => output(true, "stable-x (active)\n1.95.0-x\n", ""),
        _ => output(true, "", ""),
    }
}

#[test]
fn release_check_runs_every_step() {
    let (code, text, commands) = screen(fine);
    assert_eq!(code, ExitCode::Success, "{text}");
    for line in [
        "lint       ok ",
        "manifests  ok       1 crates",
        "package    ok ",
        "docs       ok ",
        "deny       ok ",
        "msrv       ok ",
    ] {
        assert!(text.contains(line), "`{line}` is not in:\n{text}");
    }
    assert!(commands.contains(&"cargo package --quiet -p shop".to_owned()), "{commands:?}");
    assert!(commands.contains(&"cargo +1.95.0-x check --quiet --workspace".to_owned()), "{commands:?}");
}

#[test]
fn release_check_names_each_failure() {
    type Answer = fn(&str) -> Option<Output>;
    let rows: [(&str, Answer); 7] = [
        ("shop has no `license`\n", |command| match fine(command) {
            Some(found) if command.starts_with("cargo metadata") => {
                output(true, &found.stdout.replace("\"license\":\"MIT\"", "\"license\":null"), "")
            }
            found => found,
        }),
        ("shop: the dependency serde has no `version`\n", |command| match fine(command) {
            Some(found) if command.starts_with("cargo metadata") => {
                let local = "\"path\":\"/serde\",\"req\":\"*\"";
                output(true, &found.stdout.replace("\"path\":null,\"req\":\"^1\"", local), "")
            }
            found => found,
        }),
        ("manifests  FAILED   no crate can be published\n", |command| match command.starts_with("cargo metadata") {
            true => output(true, "{\"packages\": []}", ""),
            false => fine(command),
        }),
        ("package    FAILED\n  error: no such file\n", |command| match command.starts_with("cargo package") {
            true => output(false, "", "   Packaging shop\nerror: no such file\n"),
            false => fine(command),
        }),
        ("docs       FAILED\n  error: unresolved link\n", |command| match command.starts_with("cargo doc") {
            true => output(false, "", "error: unresolved link\n"),
            false => fine(command),
        }),
        ("deny       FAILED\n  error[rejected]: licence\n", |command| match command.ends_with("sources") {
            true => output(false, "", "error[rejected]: licence\n"),
            false => fine(command),
        }),
        ("msrv       FAILED\n  error: a newer Rust\n", |command| match command.contains("+1.95") {
            true => output(false, "", "error: a newer Rust\n"),
            false => fine(command),
        }),
    ];
    for (expected, answer) in rows {
        let (code, text, _) = screen(answer);
        assert_eq!(code, ExitCode::Release, "{text}");
        assert!(text.contains(expected), "`{expected}` is not in:\n{text}");
    }
}

#[test]
fn release_check_skips_what_is_not_installed() {
    let (code, text, _) = screen(|command| match command {
        "cargo deny --version" | "rustup toolchain list" => None,
        "rustc --version" => output(true, "rustc 1.96.0 (abc 2026-06-01)\n", ""),
        command => fine(command),
    });
    assert_eq!(code, ExitCode::Success, "{text}");
    assert!(text.contains("deny       skipped  cargo-deny is not installed\n"), "{text}");
    assert!(text.contains("msrv       skipped  Rust 1.95 is not installed\n"), "{text}");
}

/// Each crate in the folder `crates` has a `README.md` that starts with the name of the crate. The registry shows this
/// file.
#[test]
fn published_crates_have_a_page() {
    for folder in fs::read_dir(root().join("crates")).unwrap() {
        let project = Project::at(folder.unwrap().path());
        let name = project
            .read("Cargo.toml")
            .unwrap()
            .lines()
            .find_map(|line| line.strip_prefix("name = ").map(str::to_owned));
        let title = format!("# {}\n", name.unwrap().trim_matches('"'));
        assert!(project.read("README.md").unwrap().starts_with(&title), "{title}");
    }
}
