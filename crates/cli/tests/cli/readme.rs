//! The README shows what a reader will see.

use std::{fs, path::Path, process::Command};

use crate::finish;

/// Runs every `$ cargo insight …` of the README, but the mock that runs until it is stopped, and compares what it
/// prints, line by line.
#[test]
fn commands_of_the_readme_print_what_it_shows() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut commands = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let Some((command, shown)) = block.split_once('\n') else { continue };
        let Some(arguments) = command.strip_prefix("$ cargo insight ").filter(|rest| !rest.starts_with("mock")) else {
            continue;
        };
        commands += 1;
        let mut program = Command::new(env!("CARGO_BIN_EXE_dataarts-insight"));
        program.args(arguments.split(' ')).env_clear().current_dir(root());
        let run = finish(program);
        let printed = format!("{}\n{}", run.stdout, run.stderr);
        let (mut shown, mut printed) = (lines(shown), lines(&printed));
        // A terminal interleaves the two streams.
        shown.sort();
        printed.sort();
        assert_eq!(shown, printed, "the README shows something else for `{command}`");
    }
    assert!(commands >= 3, "the README shows its commands in blocks of `console` that begin with `$ cargo insight `");
}

#[test]
fn the_program_of_the_readme_is_the_example_that_compiles() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = fs::read_to_string(root().join("crates/insight/examples/wait.rs")).unwrap();
    let start = example.find("use std::").unwrap();
    assert!(readme.contains(&example[start..]), "copy crates/insight/examples/wait.rs into the README");
}

/// The lines that say something, without the times that differ from run to run.
fn lines(text: &str) -> Vec<String> {
    let time = |line: &str| line.find("(after ").map_or_else(|| line.to_owned(), |at| line[..at].to_owned());
    text.lines().filter(|line| !line.trim().is_empty()).map(time).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}
