//! Tests of `cargo xtask check`. Each test changes a copy of a workspace. The check must report where the mistake is,
//! and the cause, for example "edited by hand".

use std::fs;

use super::{CLIENT, CONTRACT, COPY, OVERLAY, Project, copy, edit, fixture, git, root, workspace};
use crate::{
    ExitCode, Input,
    accepted::ACCEPTED,
    commands::{
        check::{Options, run},
        diff, generate,
    },
    released,
    versions::CHANGELOG,
};

const CARGO: &str = "crates/shop/Cargo.toml";
const CHANGES: &str = "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- The first version.\n";

/// Returns a workspace in a git repository with one commit. This commit has the tag `v0.1.0`.
pub(super) fn released_workspace() -> (tempfile::TempDir, Project) {
    let (folder, project) = workspace();
    copy(&fixture().join("crates"), &folder.path().join("crates"));
    fs::write(folder.path().join(CARGO), "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n").unwrap();
    fs::write(folder.path().join(CHANGELOG), CHANGES).unwrap();
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    git(&project, &["tag", "v0.1.0"]);
    (folder, project)
}

fn commit(project: &Project) {
    git(project, &["add", "-A"]);
    git(project, &["commit", "-q", "-m", "a commit"]);
}

fn generate(project: &Project) {
    generate::compare(project).unwrap().write(project).unwrap();
}

fn screen(project: &Project) -> (ExitCode, String) {
    let screen = run(project, &Options::default()).unwrap();
    (screen.exit_code(), screen.text())
}

#[track_caller]
fn assert_screen(project: &Project, code: ExitCode, expected: &[&str]) {
    let (found, text) = screen(project);
    assert_eq!(found, code, "{text}");
    for line in expected {
        assert!(text.contains(line), "`{line}` is not in:\n{text}");
    }
}

#[test]
fn released_state_is_fine() {
    let (_folder, project) = released_workspace();
    assert_screen(&project, ExitCode::Success, &["diff       ok       no changes on the wire, compared with v0.1.0\n"]);
    assert_eq!(screen(&project).1.lines().count(), 6);
}

/// Edits each derived file and then deletes it. The check must report the file and the cause.
#[test]
fn damage_of_each_derived_file_is_reported_with_its_cause() {
    let (_folder, project) = released_workspace();
    let paths: Vec<String> = generate::compare(&project).unwrap().files.into_iter().map(|file| file.path).collect();
    for (ending, least) in
        [("client.rs", 1), ("mod.rs", 2), ("order_state.rs", 1), (".yaml", 1), (".json", 5), ("shop.md", 1)]
    {
        assert!(paths.iter().filter(|path| path.ends_with(ending)).count() >= least, "{ending}: {paths:?}");
    }
    for path in &paths {
        let file = project.root().join(path);
        let good = fs::read_to_string(&file).unwrap();
        let edited: String = good.lines().map(|line| line.replacen('e', "E", 1) + "\n").collect();
        let line = 1 + good.lines().position(|line| line.contains('e')).unwrap();
        fs::write(&file, edited).unwrap();
        let expected = format!("  {path}:{line}: edited by hand\n");
        assert_screen(&project, ExitCode::Stale, &[&expected, "run `cargo xtask generate`"]);
        fs::remove_file(&file).unwrap();
        assert_screen(&project, ExitCode::Stale, &[&format!("  {path}: deleted\n")]);
        fs::write(&file, good).unwrap();
    }
    let mine = "crates/shop/src/generated/mine.rs";
    fs::write(project.root().join(mine), "mine\n").unwrap();
    assert_screen(&project, ExitCode::Stale, &[&format!("  {mine}: not a generated file\n"), "move the file away"]);
}

#[test]
fn forgotten_generate_is_no_edit_by_hand() {
    let (_folder, project) = released_workspace();
    let note = "    Order:\n      type: object\n      description: An order.\n";
    edit(&project, CONTRACT, |text| text.replace(note, &note.replace("An order.", "One order.")));
    let newer = [format!("{COPY}:"), ": the contract is newer\n".to_owned(), "generated | ".to_owned()];
    let newer: Vec<&str> = newer.iter().map(String::as_str).collect();
    assert_screen(&project, ExitCode::Stale, &newer);
    assert!(!screen(&project).1.contains("edited by hand"));
    // The check reports the same if a commit contains the new contract and the old derived files, and also after a
    // second such commit.
    for name in ["One order.", "Some order."] {
        edit(&project, CONTRACT, |text| text.replace("One order.", name) + "# Another line.\n");
        commit(&project);
        assert_screen(&project, ExitCode::Stale, &newer);
        assert!(!screen(&project).1.contains("edited by hand"));
    }
    generate(&project);
    assert_screen(&project, ExitCode::Versions, &["fresh      ok", "must be 0.1.1 (patch: "]);
}

#[test]
fn upgraded_generator_is_named() {
    let (_folder, project) = released_workspace();
    // Simulates that an older generator made the release: the derived file in the release has a different text.
    edit(&project, CLIENT, |text| text.replace("pub struct Order ", "pub struct  Order "));
    git(&project, &["tag", "-d", "v0.1.0"]);
    commit(&project);
    git(&project, &["tag", "v0.1.0"]);
    assert_screen(
        &project,
        ExitCode::Stale,
        &[": the generator was upgraded\n", "    on disk   |     pub struct  Order {"],
    );
    // Without a tag, the check reports an upgrade only if a file of the generator, such as `Cargo.lock`, changed after
    // the last commit that changed the derived file.
    git(&project, &["tag", "-d", "v0.1.0"]);
    released::record(&project).unwrap();
    assert_screen(&project, ExitCode::Stale, &[": edited by hand\n"]);
    edit(&project, CLIENT, |text| text.replace("pub struct  Order ", "pub struct   Order "));
    fs::write(project.root().join("Cargo.lock"), "generator = 1\n").unwrap();
    commit(&project);
    assert_screen(&project, ExitCode::Stale, &[": edited by hand\n"]);
    fs::write(project.root().join("Cargo.lock"), "generator = 2\n").unwrap();
    assert_screen(&project, ExitCode::Stale, &[": the generator was upgraded\n"]);
}

#[test]
fn break_is_accepted_or_declared_and_released() {
    let (_folder, project) = released_workspace();
    edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1));
    generate(&project);
    assert_screen(
        &project,
        ExitCode::Changes,
        &[
            "diff       FAILED   1 breaking, 1 safe, compared with v0.1.0\n  breaking[property-renamed]: ",
            "  crates/shop/Cargo.toml:3: crates/shop is 0.1.0 and must be 0.2.0 (major: types::NewOrder::",
            "openapi/shop.yaml:5: info.version is v1 and must be v2 (major)\n",
            "add what users see and must do to CHANGELOG.md:3, such as:\n    ### Changed\n    - **Breaking:** create_order: ",
            "failed: diff, versions, changelog (exit code 6)\n",
        ],
    );
    // After the contract gets the next major version (`info.version` is `v2`), the breaking change is no error.
    let good = project.read(CONTRACT).unwrap();
    edit(&project, CONTRACT, |text| text.replace("version: v1", "version: v2"));
    generate(&project);
    assert_screen(&project, ExitCode::Versions, &["diff       ok       1 breaking, 1 safe, compared"]);
    fs::write(project.root().join(CONTRACT), good).unwrap();
    generate(&project);
    // With an entry for the breaking change in the file of accepted changes, the change is no error.
    let report = &diff::run(&project, &Input::Revision("v0.1.0".to_owned()), &Input::Tree, None).unwrap().reports[0];
    let fingerprint = &report.comparison.changes[0].fingerprint;
    let accepted = format!("[{fingerprint}]\nreason = \"The service never took `total`.\"\n");
    fs::write(project.root().join(ACCEPTED), accepted).unwrap();
    assert_screen(&project, ExitCode::Versions, &["accepted   ok       1 accepted change\n"]);
    assert!(!screen(&project).1.contains("info.version"));
    edit(&project, CARGO, |text| text.replace("0.1.0", "0.1.9"));
    assert_screen(&project, ExitCode::Versions, &["crates/shop is 0.1.9 and must be 0.2.0"]);
    edit(&project, CARGO, |text| text.replace("0.1.9", "0.2.0"));
    assert_screen(&project, ExitCode::Changelog, &[]);
    edit(&project, CHANGELOG, |text| text.replace("Unreleased\n", "Unreleased\n\n- `total` is `sum`.\n"));
    assert_screen(&project, ExitCode::Success, &["versions   ok       large enough since v0.1.0: crates/shop 0.2.0\n"]);
    // If the check compares with `HEAD`, it still reports a version that is too small, because the versions are always
    // compared with the last release.
    commit(&project);
    edit(&project, CARGO, |text| text.replace("0.2.0", "0.1.1"));
    let options = Options { base: Some(Input::Revision("HEAD".to_owned())), fail_on: None };
    let screen = run(&project, &options).unwrap();
    assert_eq!(screen.exit_code(), ExitCode::Versions, "{}", screen.text());
    edit(&project, CARGO, |text| text.replace("0.1.1", "0.2.0"));
    // After the next release, a comparison with it finds no change. So the check reports that the entry for the
    // accepted change must be removed.
    git(&project, &["tag", "v0.2.0"]);
    let message = format!("  {ACCEPTED}:1:2: no change has the fingerprint `{fingerprint}`: remove the entry\n");
    assert_screen(&project, ExitCode::Accepted, &[&message]);
}

#[test]
fn base_is_a_tag_or_the_record_and_never_nothing() {
    let (_folder, project) = released_workspace();
    git(&project, &["tag", "-d", "v0.1.0"]);
    assert_screen(
        &project,
        ExitCode::NoBase,
        &[
            "diff       FAILED   there is nothing to compare with: no tag `v…` names a release\n",
            "keep openapi/released",
        ],
    );
    released::record(&project).unwrap();
    assert_screen(&project, ExitCode::Success, &["compared with openapi/released"]);
    // The record has the public items, so the check also finds a break of a handwritten item.
    let library = "crates/shop/src/lib.rs";
    edit(&project, library, |text| text.replace("pub async fn create(", "pub async fn place("));
    let gone = "crates/shop/Cargo.toml:3: crates/shop is 0.1.0 and must be 0.2.0 (major: create is gone)\n";
    assert_screen(&project, ExitCode::Versions, &["no changes on the wire", gone]);
    edit(&project, library, |text| text.replace("pub async fn place(", "pub async fn create("));
    let items = "openapi/released/crates/shop.jsonl";
    let good = project.read(items).unwrap();
    edit(&project, items, |text| text + "{}\n");
    assert!(screen(&project).1.contains(": expected an object with `item` and `declaration`\n"));
    fs::write(project.root().join(items), good).unwrap();
    edit(&project, CONTRACT, |text| text.replacen("total: {", "sum: {", 1));
    generate(&project);
    assert_screen(
        &project,
        ExitCode::Changes,
        &["crates/shop is 0.1.0 and must be 0.2.0", "no entry for the changes since openapi/released"],
    );
    edit(&project, CHANGELOG, |text| text.replace("Unreleased\n", "Unreleased\n\n- `total` is `sum`.\n"));
    assert_screen(&project, ExitCode::Changes, &["changelog  ok       has an entry since openapi/released"]);
    fs::write(project.root().join("openapi/released/versions.toml"), "changelog = 3\n").unwrap();
    assert!(screen(&project).1.contains("openapi/released/versions.toml:1:13: expected a text"));
}

#[test]
fn mistakes_stop_the_check_at_their_place() {
    let (_folder, project) = released_workspace();
    let good = project.read(CONTRACT).unwrap();
    edit(&project, CONTRACT, |text| text.replace("operationId: list_orders", "operationid: list_orders"));
    assert_screen(
        &project,
        ExitCode::Lint,
        &["lint       FAILED   1 error in 1 contract\n", "did you mean", "fresh      skipped"],
    );
    fs::write(project.root().join(CONTRACT), "a: [\n").unwrap();
    assert_screen(&project, ExitCode::Lint, &["error[yaml-syntax]"]);
    fs::write(project.root().join(CONTRACT), good).unwrap();
    fs::write(project.root().join(OVERLAY), "actions: 3\n").unwrap();
    assert_screen(
        &project,
        ExitCode::Failed,
        &["fresh      FAILED   openapi/overlays/shop.yaml:1:10: expected a list"],
    );
}

/// Edits derived files in a copy of this workspace. The check must report each edit.
#[test]
fn damage_of_this_workspace_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["openapi", "crates"] {
        copy(&root().join(path), &folder.path().join(path));
    }
    fs::copy(root().join("Cargo.toml"), folder.path().join("Cargo.toml")).unwrap();
    let project = Project::at(folder.path());
    generate(&project);
    assert!(screen(&project).1.contains("fresh      ok       "));
    for path in ["crates/client/src/generated/client.rs", "crates/insight/src/generated/mod.rs"] {
        let good = project.read(path).unwrap();
        edit(&project, path, |text| text + "\n// An edit.\n");
        assert_screen(&project, ExitCode::Stale, &[&format!("  {path}:"), ": edited by hand\n"]);
        fs::write(project.root().join(path), good).unwrap();
    }
}
