//! `mock`: the standalone server.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use super::{program, run, run_with};

/// Starts a mock, and returns it with the settings that it prints.
fn start(args: &[&str]) -> (Child, Vec<(String, String)>) {
    let mut command = program(&[&["mock", "--port", "0"], args].concat());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().take(4).map(Result::unwrap);
    let settings = lines.map(|line| {
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    });
    let settings = settings.collect();
    (child, settings)
}

#[cfg(unix)]
#[test]
fn prints_its_settings_and_ends_on_a_signal() {
    let (mut child, settings) = start(&["--task", "mine=0,http:503,being-processed,succeeded"]);
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

    let ended = run_with(&["import-task", "wait", "mine", "--interval", "20ms"], &settings);
    assert_eq!(ended.code, 0, "{ended}");
    let shown = run_with(&["import-task", "show", "nope"], &settings);
    assert_eq!(shown.code, 6, "{shown}");

    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{log}");
    for line in [
        ", task-never-ends, mine\n",
        "Listening on http://127.0.0.1:",
        "200 GET /v1/mock-project/resource-package/import-tasks/mine\n",
        "503 GET /v1/mock-project/resource-package/import-tasks/mine\n",
        "404 GET /v1/mock-project/resource-package/import-tasks/nope The resource does not exist: import task nope\n",
    ] {
        assert!(log.contains(line), "{line} in {log}");
    }
}

#[cfg(unix)]
#[test]
fn printed_settings_are_safe_for_a_shell() {
    let workspace = "a'b $(exit 7) c";
    let (mut child, settings) = start(&["--workspace-id", workspace]);
    child.kill().unwrap();
    child.wait().unwrap();
    let value = &settings.iter().find(|(name, _)| name == "DATAARTS_INSIGHT_WORKSPACE_ID").unwrap().1;
    let script = format!("printf %s {value}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), workspace, "{value}");
}

#[test]
fn refuses_what_it_cannot_serve() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (args, code, says) in [
        (&["--port", &port][..], 8, "cannot listen on 127.0.0.1:"),
        (&["--task", "nothing"], 2, "expected ID=STEP"),
        (&["--task", "t=0,,1"], 2, "a step is empty"),
        (&["--task", "t=http:99"], 2, "is not an HTTP status"),
        (&["--port", "0", "--task", "t=done"], 2, "no status has the name `done`"),
        (&["--workspace-id", ""], 2, "workspace ID is empty"),
        (&["--workspace-id", "a\nb"], 2, "control character"),
        (&["--contract", "no/such/file"], 3, "no/such/file"),
        (&["--contract", "Cargo.toml"], 3, "Cargo.toml"),
    ] {
        let refused = run(&[&["mock"], args].concat());
        assert_eq!(refused.code, code, "{args:?}: {refused}");
        assert!(refused.stderr.contains(says), "{args:?}: {refused}");
    }
}
