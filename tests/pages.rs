//! Checks that README.md and docs/cli.md show the real output of the programs.
//!
//! `INSTA_UPDATE=always cargo test -p dataarts-insight-tests pages` rewrites the pages. Review `git diff` afterwards.
//!
//! A `console` block of the README contains one command and its output. The test runs each command, except the commands
//! in [`NOT_RUN`]. A line that differs only in a time, such as `(after 0.3 s)`, is not a difference.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Command, Stdio},
};

use dataarts_insight_cli::ExitCode;
use dataarts_insight_validator::{Level, rules};
use similar::TextDiff;
use xtask::{Project, commands::generate, manifest::MANIFEST, released};

/// Commands in the README that the test does not run, and the reasons.
const NOT_RUN: [(&str, &str); 3] = [
    ("cargo test --workspace", "it is the command that runs this test"),
    ("cargo run --quiet --package dataarts-insight --example wait task-fails", "it waits for 16 seconds"),
    ("cargo check --workspace", "it compiles a changed copy of the workspace"),
];

#[test]
fn readme_shows_what_the_commands_print() {
    let page = read("README.md");
    let mut run = 0;
    let wanted = rewrite_blocks(&page, |language, block| match language {
        "console" => {
            let mut lines = block.lines();
            let command = lines.by_ref().find(|line| !line.starts_with("$ export ")).unwrap_or_default();
            let command = command.strip_prefix("$ ").unwrap_or_else(|| panic!("`{command}` starts with no `$ `"));
            let printed = match command.split_once(' ') {
                _ if NOT_RUN.iter().any(|(listed, _)| *listed == command) => return block.to_owned(),
                _ if command == "cargo insight mock --port 8093" => mock(),
                _ if command == "cargo xtask generate" => generate_with_another_status(),
                Some(("cargo", arguments)) if arguments.starts_with("insight ") => insight(arguments),
                _ => panic!("the README shows `{command}`: run it here or list it in NOT_RUN"),
            };
            run += 1;
            format!("$ {command}\n{}", keep_times(lines, &printed))
        }
        "rust" => {
            let is_test = block.contains("::test");
            let example = read(if is_test { "tests/consumer.rs" } else { "crates/insight/examples/wait.rs" });
            let start = example.find("use std::").expect("the example has imports");
            example[start..].to_owned()
        }
        _ => block.to_owned(),
    });
    assert_eq!(run, 5, "commands that were run");
    assert_page("README.md", &wanted);
}

#[test]
fn cli_page_has_every_rule_and_exit_code() {
    let page = read("docs/cli.md");
    let level = |rule: &rules::RuleInfo| match rule.level {
        Level::Allow => "allowed",
        Level::Warn => "warning",
        Level::Deny => "error",
    };
    let rules: String =
        rules::all().map(|rule| format!("| `{}` | {} | {} |\n", rule.id, level(&rule), rule.summary)).collect();
    let page = replace_table(&page, &format!("| Rule | By default | What holds |\n|---|---|---|\n{rules}"));
    assert_page("docs/cli.md", &replace_table(&page, &ExitCode::markdown()));
}

#[test]
fn contributing_has_every_exit_code_of_xtask() {
    let page = read("CONTRIBUTING.md");
    assert_page("CONTRIBUTING.md", &replace_table(&page, &xtask::ExitCode::markdown()));
}

/// Compares a page with its expected text. With `INSTA_UPDATE=always`, writes the expected text to the page instead.
pub(crate) fn assert_page(path: &str, wanted: &str) {
    let page = read(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        return fs::write(root().join(path), wanted).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let diff = TextDiff::from_lines(page.as_str(), wanted);
    let diff = diff.unified_diff().header(path, "what the programs print").to_string();
    assert!(page == wanted, "{path} is stale; INSTA_UPDATE=always rewrites it:\n{diff}");
}

/// Replaces the content of each fenced block. The function `content` gets the block's language and old content.
fn rewrite_blocks(page: &str, mut content: impl FnMut(&str, &str) -> String) -> String {
    let mut parts = page.split("```");
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let (Some(block), Some(prose)) = (parts.next(), parts.next()) {
        let (language, block) = block.split_once('\n').expect("a fence ends its line");
        text += &format!("```{language}\n{}```{prose}", content(language, block));
    }
    text
}

/// Replaces a table of the page. The old table has the same first line as the new table.
fn replace_table(page: &str, table: &str) -> String {
    let head = table.lines().next().expect("a table has a head");
    let start = page.find(head).unwrap_or_else(|| panic!("no table starts with {head}"));
    let end = page[start..].find("\n\n").map_or(page.len(), |end| start + end + 1);
    format!("{}{table}{}", &page[..start], &page[end..])
}

/// Returns the printed lines. If a printed line differs from a line of the page only in the time, such as
/// `(after 0.3 s)`, returns the line of the page instead.
fn keep_times<'a>(shown: impl Iterator<Item = &'a str>, printed: &str) -> String {
    let without_time = |line: &str| line.split("(after ").next().map(str::to_owned);
    let shown: Vec<&str> = shown.collect();
    let line = |line| shown.iter().find(|shown| without_time(shown) == without_time(line)).map_or(line, |shown| *shown);
    printed.lines().map(|printed| format!("{}\n", line(printed))).collect()
}

fn program(arguments: &str) -> (Command, std::io::PipeReader) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = Command::new(env!("CARGO_BIN_EXE_insight"));
    command.args(arguments.split(' ').skip(1)).env_clear().current_dir(root()).stdin(Stdio::null());
    command.stdout(writer.try_clone().expect("a pipe")).stderr(writer);
    (command, reader)
}

/// Runs the program and returns its output. The lines of stdout and stderr have the order in which they were written.
fn insight(arguments: &str) -> String {
    let (mut command, mut reader) = program(arguments);
    let mut child = command.spawn().expect("the program starts");
    // `command` has the write end of the pipe. If the write end stays open, `read_to_string` never ends.
    drop(command);
    let mut printed = String::new();
    reader.read_to_string(&mut printed).expect("the output is UTF-8");
    child.wait().expect("the program ends");
    printed
}

/// Starts the mock, and returns its output up to the line `Listening…`. The port is replaced by 8093, as in the README.
fn mock() -> String {
    let (mut command, reader) = program("insight mock --port 0");
    let mut child = command.spawn().expect("the program starts");
    drop(command);
    let mut printed = String::new();
    let mut port = String::new();
    for line in BufReader::new(reader).lines() {
        let line = line.expect("the output is UTF-8") + "\n";
        if let Some((_, rest)) = line.split_once("127.0.0.1:") {
            port = rest.chars().take_while(char::is_ascii_digit).collect();
        }
        printed += &line;
        if line.starts_with("Listening") {
            break;
        }
    }
    child.kill().expect("the mock runs until it is stopped");
    child.wait().expect("the program ends");
    printed.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:8093")
}

/// Returns the output of `cargo xtask generate` after the contract of the fixtures gets the new status 5, as in the
/// README.
fn generate_with_another_status() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let project = Project::at(folder.path());
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    };
    let contract = read("tests/fixtures/import-tasks.yaml");
    write(MANIFEST, &read(MANIFEST));
    let entries = Project::at(root()).manifest().unwrap_or_else(|error| panic!("{error}")).entries;
    for path in entries.iter().flat_map(|entry| [Some(&entry.contract), entry.overlay.as_ref()]).flatten() {
        write(path, &read(path));
    }
    write(entries[0].overlay.as_ref().expect("an overlay"), &read("tests/fixtures/import-tasks.overlay.yaml"));
    let edited = contract
        .replace("enum: [-1, 0, 1, 2, 3, 4]", "enum: [-1, 0, 1, 2, 3, 4, 5]")
        .replace("BeingProcessed]", "BeingProcessed, Cancelled]")
        .replace("        - Being processed.\n", "        - Being processed.\n        - Cancelled.\n");
    let mut printed = String::new();
    for text in [contract, edited] {
        write(&entries[0].contract, &text);
        let comparison = generate::compare(&project).unwrap_or_else(|error| panic!("{error}"));
        comparison.write(&project).unwrap_or_else(|error| panic!("{error}"));
        printed = comparison.summary() + &generate::meaning(&project).unwrap_or_else(|error| panic!("{error}"));
        if !folder.path().join(released::FOLDER).exists() {
            released::record(&project).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    printed
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}
