//! `import-task show` and `import-task wait`, against the embedded mock and one outside.

use std::{process::Stdio, time::Duration};

use dataarts_insight_mock::{Mock, Reply, Script};
use dataarts_insight_validator::Contract;
use serde_json::Value;

use super::{Run, assert_run, finish, program, read, run, run_with};

/// Runs the program against a mock, with the right token unless `variables` replace it.
async fn against(mock: &Mock, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = program(args);
    command
        .env("DATAARTS_INSIGHT_ENDPOINT", mock.endpoint())
        .env("DATAARTS_INSIGHT_PROJECT_ID", "p")
        .env("DATAARTS_INSIGHT_WORKSPACE_ID", mock.workspace())
        .env("DATAARTS_INSIGHT_TOKEN", mock.token())
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    tokio::task::spawn_blocking(move || read(command.output().unwrap())).await.unwrap()
}

fn documented() -> Value {
    let pointer = "/paths/~1v1~1{project_id}~1resource-package~1import-tasks~1{task_id}/get/responses/200/content/\
                   application~1json/examples/documented/value";
    Contract::embedded().document().pointer(pointer).unwrap().to_json()
}

#[test]
fn the_first_command_waits_for_a_scripted_task() {
    assert_run!("first-command", run(&["import-task", "wait", "--mock"]));
}

#[test]
fn the_documented_task_is_shown_for_people() {
    assert_run!("documented-task", run(&["import-task", "show", "--mock"]));
}

#[test]
fn the_documented_task_is_shown_for_scripts_without_loss() {
    let shown = run(&["import-task", "show", "--mock", "--output", "json"]);
    assert_eq!((shown.code, shown.stderr.as_str(), shown.stdout.lines().count()), (0, "", 1));
    assert_eq!(serde_json::from_str::<Value>(&shown.stdout).unwrap(), documented());
    assert!(shown.stdout.contains("9223372036854776000"));
}

#[test]
fn the_exit_code_depends_on_how_the_task_ended() {
    for (ids, code) in [
        (&["task-succeeds"][..], 0),
        (&["task-fails"], 1),
        (&["task-succeeds-partially"], 4),
        (&["task-never-ends"], 5),
        (&["nope"], 6),
        (&["task-fails", "task-succeeds"], 1),
        (&["task-succeeds-partially", "task-fails"], 4),
        (&["nope", "task-never-ends", "task-succeeds"], 6),
    ] {
        let args: Vec<&str> =
            [&["import-task", "wait", "--mock", "--interval", "50ms", "--timeout", "2s"], ids].concat();
        let ended = run(&args);
        assert_eq!(ended.code, code, "{ids:?}: {ended}");
    }
}

#[test]
fn tasks_that_did_not_succeed_are_shown_with_the_reason() {
    let args = ["import-task", "wait", "--mock", "--interval", "50ms", "task-fails", "nope"];
    assert_run!("failed-and-unknown", run(&args));
}

#[test]
fn writes_several_tasks_in_the_order_of_the_arguments() {
    let args = ["import-task", "wait", "--mock", "-o", "json", "task-never-ends", "nope", "task-succeeds"];
    let ended = run(&[&args[..], &["--timeout", "3s", "--interval", "50ms"]].concat());
    let lines: Vec<Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["task-never-ends", "nope", "task-succeeds"]);
    assert_eq!((&lines[0]["status"], &lines[2]["status"]), (&4.into(), &1.into()));
    assert_eq!(lines[1]["error"]["error_code"], "DataArtsInsight.24010003");
    assert_eq!(ended.code, 6);
}

#[test]
fn a_missing_setting_is_named_with_flag_and_variable() {
    let all = [
        ("DATAARTS_INSIGHT_ENDPOINT", "--endpoint", "https://dataarts.example"),
        ("DATAARTS_INSIGHT_PROJECT_ID", "--project-id", "p"),
        ("DATAARTS_INSIGHT_WORKSPACE_ID", "--workspace-id", "w"),
        ("DATAARTS_INSIGHT_TOKEN", "--token-file", "t"),
    ];
    for (index, (variable, flag, _)) in all.iter().enumerate() {
        let set: Vec<(&str, &str)> = all[..index].iter().map(|(name, _, value)| (*name, *value)).collect();
        let refused = run_with(&["import-task", "show", "x"], &set);
        assert_eq!(refused.code, 2, "{variable}");
        assert!(refused.stderr.contains(variable) && refused.stderr.contains(flag), "{refused}");
        assert_eq!(refused.stdout, "");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8_is_refused_by_name() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    for variable in ["ENDPOINT", "PROJECT_ID", "WORKSPACE_ID", "TOKEN"].map(|name| format!("DATAARTS_INSIGHT_{name}")) {
        let mut command = program(&["import-task", "show", "x"]);
        for name in ["DATAARTS_INSIGHT_REGION", "HUAWEICLOUD_SDK_PROJECT_ID", "DATAARTS_INSIGHT_WORKSPACE_ID"] {
            command.env(name, "cn-north-4");
        }
        command.env(&variable, OsStr::from_bytes(b"\xff"));
        let refused = finish(command);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stderr.contains(&variable), "{refused}");
    }
}

#[test]
fn wrong_arguments_are_usage_errors() {
    for (args, says) in [
        (&["show"][..], "<ID>"),
        (&["wait"], "<ID>"),
        (&["show", "x", "--mock", "--endpoint", "https://e.example"], "cannot be used with"),
        (&["wait", "--mock", "--timeout", "90"], "did you mean 90s?"),
        (&["wait", "--mock", "--timeout", "0s"], "longer than zero"),
        (&["wait", "--mock", "--interval", "soon"], "1h30m"),
        (&["show", "--mock", ".."], "task ID"),
        (&["show", "--mock", ""], "task ID is empty"),
        (&["wait", "--mock", "task-succeeds", "a/b"], "slash"),
    ] {
        let refused = run(&[&["import-task"], args].concat());
        assert_eq!(refused.code, 2, "{args:?}: {refused}");
        assert!(refused.stderr.contains(says), "{args:?}: {refused}");
        assert_eq!(refused.stdout, "", "{args:?}");
    }
}

#[tokio::test]
async fn every_failure_of_the_service_has_its_exit_code() {
    // As long as a real token: an excerpt of the response would show only a part of it.
    let token = "s3cret".repeat(300);
    let script = |id: &str, reply: Reply| Script::new(id).reply(reply);
    let mock = Mock::builder()
        .token(token.as_str())
        .task(script("forbidden", Reply::status(403)))
        .task(script("broken", Reply::status(500)))
        .task(script("html", Reply::status(404).body("<html>").header("Content-Type", "text/html")))
        .task(script("no-task", Reply::status(200).body("{}")))
        .task(script("echo", Reply::status(200).body(format!("<p>{token}</p>"))))
        .task(script("redirect", Reply::status(302).header("Location", "http://elsewhere.example/")))
        .task(Script::new("flaky").reply(Reply::status(503)).reply(Reply::status(429)).named("Succeeded"))
        .start()
        .await
        .unwrap();
    for (id, variables, code, says) in [
        ("nope", &[][..], 6, "DataArtsInsight.24010003"),
        ("forbidden", &[], 8, "403"),
        ("broken", &[], 8, "500"),
        ("no-task", &[], 8, "status"),
        ("echo", &[], 8, "<p>***"),
        ("redirect", &[], 8, "elsewhere.example"),
        ("flaky", &[], 0, ""),
        ("flaky", &[("DATAARTS_INSIGHT_TOKEN", "wrong-s3cret")], 7, "APIGW.0301"),
        ("flaky", &[("DATAARTS_INSIGHT_WORKSPACE_ID", "other")], 6, "DataArtsInsight.24150005"),
        ("flaky", &[("DATAARTS_INSIGHT_ENDPOINT", "http://127.0.0.1:9")], 8, "127.0.0.1:9"),
        ("flaky", &[("DATAARTS_INSIGHT_TOKEN", "s3cret token")], 2, "white space"),
    ] {
        let shown = against(&mock, &["import-task", "show", id], variables).await;
        assert_eq!(shown.code, code, "{id} {variables:?}: {shown}");
        assert!(shown.stderr.contains(says), "{id} {variables:?}: {shown}");
        assert!(!shown.to_string().contains("s3cret"), "{id} {variables:?}: {shown}");
    }
}

#[tokio::test]
async fn a_wait_survives_temporary_failures() {
    let script = Script::new("t")
        .reply(Reply::status(503))
        .reply(Reply::status(200).body(r#"{"status":4}"#).truncated())
        .status(77)
        .named("Succeeded");
    let mock = Mock::builder().task(script).start().await.unwrap();
    let ended = against(&mock, &["import-task", "wait", "t", "--interval", "20ms"], &[]).await;
    assert_eq!(ended.code, 0, "{ended}");
    for says in ["503", "status 77"] {
        assert!(ended.stderr.contains(says), "{says}: {ended}");
    }
    assert!(ended.stdout.starts_with("Import task t: succeeded\n"), "{ended}");
}

#[tokio::test]
async fn the_token_can_come_from_a_file() {
    let mock = Mock::builder().token("from-a-file").start().await.unwrap();
    let path = std::env::temp_dir().join(format!("dataarts-insight-token-{}", std::process::id()));
    std::fs::write(&path, "from-a-file\n").unwrap();
    let id = mock.documented_task().unwrap();
    let args = ["import-task", "show", &id, "--token-file", path.to_str().unwrap()];
    let shown = against(&mock, &args, &[("DATAARTS_INSIGHT_TOKEN", "wrong")]).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(shown.code, 0, "the flag wins over the variable: {shown}");
    let shown = against(&mock, &args, &[]).await;
    assert_eq!(shown.code, 2, "{shown}");
}

#[tokio::test]
async fn the_access_key_can_come_from_a_profile() {
    let mock = Mock::builder().access_key("AK", "SK").start().await.unwrap();
    let path = std::env::temp_dir().join(format!("dataarts-insight-profile-of-cli-{}", std::process::id()));
    std::fs::write(&path, "[basic]\nak = AK\nsk = SK\n").unwrap();
    let variables = [("DATAARTS_INSIGHT_TOKEN", ""), ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path.to_str().unwrap())];
    let id = mock.documented_task().unwrap();
    let shown = against(&mock, &["import-task", "show", &id, "--default-chain"], &variables).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(shown.code, 0, "{shown}");
}

#[test]
fn an_endpoint_of_ones_own_needs_that_of_iam() {
    let user = [
        ("DATAARTS_INSIGHT_IAM_USER", "u"),
        ("DATAARTS_INSIGHT_IAM_DOMAIN", "d"),
        ("DATAARTS_INSIGHT_IAM_PASSWORD_FILE", "Cargo.toml"),
        ("DATAARTS_INSIGHT_WORKSPACE_ID", "w"),
    ];
    let args = ["import-task", "show", "x", "--endpoint", "https://dataarts.example", "--project-id", "p"];
    let refused = run_with(&args, &user);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(refused.stderr.contains("--iam-endpoint"), "{refused}");
}

#[tokio::test]
async fn escapes_text_of_the_service_and_hides_secrets() {
    let body = r#"{"id":"t\u001b[2J","name":"a\nb","status":1,"new_\u0007field":{"x":1},
                   "import_param":{"package_name":"p.zip","access_code":"hunter2"}}"#;
    let mock = Mock::builder().task(Script::new("t").reply(Reply::status(200).body(body))).start().await.unwrap();
    let shown = against(&mock, &["import-task", "show", "t"], &[]).await;
    assert_run!("hostile-text", shown);
    let shown = against(&mock, &["import-task", "show", "t", "-o", "json"], &[]).await;
    assert!(shown.stdout.contains("hunter2"), "JSON is the service's own");
}

#[test]
fn a_closed_pipe_does_not_change_the_exit_code() {
    for (args, code) in [
        (&["import-task", "show", "--mock"][..], 0),
        (&["import-task", "show", "--mock", "nope", "-o", "json"], 6),
        (&["import-task", "wait", "--mock", "task-fails", "nope", "--interval", "20ms", "-o", "json"], 6),
        (&["validate", "../../tests/payloads/drifted.json"], 1),
    ] {
        let mut command = program(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let run = read(child.wait_with_output().unwrap());
        assert_eq!(run.code, code, "{args:?}: {run}");
        assert!(!run.stderr.contains("pipe"), "{args:?}: {run}");
    }
}

#[test]
fn colour_needs_a_terminal_and_respects_no_color() {
    let escape = '\u{1b}';
    let args = ["import-task", "show", "--mock"];
    assert!(!run(&args).to_string().contains(escape));
    assert!(run_with(&args, &[("CLICOLOR_FORCE", "1")]).stdout.contains(escape));
    assert!(!run_with(&args, &[("NO_COLOR", "1")]).stdout.contains(escape));
}

#[test]
fn a_wait_ends_at_its_timeout() {
    let started = std::time::Instant::now();
    let ended = run(&["import-task", "wait", "--mock", "task-never-ends", "--timeout", "300ms"]);
    assert_eq!(ended.code, 5);
    assert!(started.elapsed() < Duration::from_secs(10), "an hour would be a hang");
    assert!(ended.stderr.contains("has not ended after 300ms"), "{ended}");
}
