//! Checks the references in docs/generated: each page has three snippets for each operation, and the snippets work. The
//! test runs them with a mock of the contract. It reads the real contracts.
//!
//! A new operation needs its call in `run_rust`.

#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use dataarts_insight::{Client, Proxy, Token};
use dataarts_insight_mock::{Mock, Script};
use dataarts_insight_validator::Contract;
use xtask::{Project, manifest::Entry};

use crate::pages::read;

#[rustfmt::skip]
#[path = "../docs/generated/iam.rs"]
#[allow(clippy::print_stdout, unreachable_pub, reason = "the snippets are written for other crates")]
mod iam;
#[path = "../docs/snippets/show_import_task.rs"]
#[allow(clippy::print_stdout, unreachable_pub, reason = "the snippet is written for other crates")]
mod show_import_task;

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::test]
async fn snippets_of_the_references_work() {
    for entry in Project::at(root()).manifest().unwrap().entries {
        let page = read(entry.reference.as_ref().unwrap());
        let contract = Contract::parse(&*entry.contract, read(&entry.contract)).unwrap();
        let has_tasks = contract.operations().iter().any(|operation| operation.id == "show_import_task");
        let operations = operations(&page);
        let ids: Vec<&str> = contract.operations().iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(operations.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
        let mock = Mock::builder().contract(contract).workspace("WORKSPACE_ID");
        let mock = if has_tasks { mock.task(Script::new("TASK_ID").status(1)) } else { mock };
        let mock = mock.start().await.unwrap();
        for (id, text) in operations {
            assert_eq!(blocks(text, "rust").len(), 1, "{id}");
            run_rust(id, &mock).await.unwrap_or_else(|error| panic!("{id}: {error}"));
            let [curl, command] = blocks(text, "sh")[..] else { panic!("{id} has two blocks for a shell") };
            run_shell(&entry, text, curl, command, &mock).await;
        }
        mock.stop().await;
    }
}

async fn run_rust(id: &str, mock: &Mock) -> Result<(), Error> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let endpoint = mock.endpoint();
    match id {
        "show_import_task" => {
            let client = Client::builder().endpoint(endpoint).project("PROJECT_ID").workspace(mock.workspace());
            let client = client.token(Token::new(mock.token())?).proxy(Proxy::none()).build()?;
            show_import_task::show_import_task(&client).await?;
        }
        "create_token" => iam::create_token::create_token(&endpoint, &http).await?,
        "list_projects" => iam::list_projects::list_projects(&endpoint, mock.token(), &http).await?,
        _ => panic!("run the Rust snippet of {id} here"),
    }
    Ok(())
}

/// Runs the snippets for a shell in a new folder. Without curl, the response is the example of the page.
#[expect(clippy::print_stderr, reason = "a skipped check must be visible")]
async fn run_shell(entry: &Entry, text: &str, curl: &str, command: &str, mock: &Mock) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path(&entry.contract).parent().unwrap()).unwrap();
    fs::write(path(&entry.contract), read(&entry.contract)).unwrap();
    fs::create_dir(path("bin")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_insight"), path("bin/dataarts-insight")).unwrap();
    let variables = BTreeMap::from([
        ("PATH", format!("{}:{}", path("bin").display(), std::env::var("PATH").unwrap_or_default())),
        ("ENDPOINT", mock.endpoint()),
        ("TOKEN", mock.token().to_owned()),
        ("DATAARTS_INSIGHT_ENDPOINT", mock.endpoint()),
        ("DATAARTS_INSIGHT_TOKEN", mock.token().to_owned()),
        ("DATAARTS_INSIGHT_PROJECT_ID", "PROJECT_ID".to_owned()),
        ("DATAARTS_INSIGHT_WORKSPACE_ID", mock.workspace().to_owned()),
    ]);
    let has_curl = Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok();
    let example = blocks(text.split_once("\nExample of 2").unwrap().1, "json")[0];
    let first = if has_curl {
        format!("{} --fail --silent --show-error\n", curl.trim_end())
    } else {
        eprintln!("skipped: curl is not installed");
        fs::write(path("response.json"), example).unwrap();
        String::new()
    };
    let script = format!("set -e\n{first}{command}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env_clear().envs(&variables).current_dir(folder.path());
    // The mock runs on this thread, so another thread waits for the shell.
    let output = tokio::task::spawn_blocking(move || shell.output().unwrap()).await.unwrap();
    let printed = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{script}\nprinted:\n{printed}");
}

/// Returns the operations of a page: the ID and the text of each.
fn operations(page: &str) -> Vec<(&str, &str)> {
    let part = page.split_once("\n## Operations\n").unwrap().1;
    let part = part.split_once("\n## Schemas\n").unwrap().0;
    part.split("\n### ").skip(1).map(|text| text.split_once('\n').unwrap()).collect()
}

/// Returns the content of each fenced block of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split_once("```\n").unwrap().0).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
