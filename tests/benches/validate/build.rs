//! Builds a program of this workspace for a benchmark.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

/// Runs cargo with the arguments, and returns the path of the program with the name `target`.
pub(crate) fn build(arguments: &[&str], target: &str) -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).args(["--message-format", "json"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    // With the variables that cargo sets for a benchmark, ring would be rebuilt each time.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.as_encoded_bytes().starts_with(own.as_bytes())) {
            command.env_remove(name);
        }
    }
    let output = command.stderr(Stdio::inherit()).output().expect("cargo runs");
    assert!(output.status.success(), "{target} does not build");
    // Cargo also builds and lists the other programs of the package.
    let messages = output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let program = messages
        .filter(|message: &serde_json::Value| message["target"]["name"] == target)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.expect("cargo names what it built")
}
